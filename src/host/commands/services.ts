import type * as vscode from 'vscode';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { Connecting } from '../actions/connecting';
import type { LocalRedis } from '../actions/localRedis';
import type { ProjectScaffolder } from '../actions/scaffoldProject';
import type { SnippetInserter } from '../actions/insertSnippet';
import type { InspectorPanels } from '../panels/inspectorPanels';
import type { KeyDocuments } from '../panels/keyDocuments';
import type { LabPanels } from '../panels/labPanels';
import type { RecentFilters } from '../storage/recentFilters';
import type { ErrorPresenter } from '../ui/errors';
import type { Auditing } from '../views/auditView';
import type { KeysTree } from '../views/keysTree';

/** What commands work on. Composed in extension.ts. */
export interface CommandServices {
  readonly log: vscode.LogOutputChannel;
  readonly errors: ErrorPresenter;
  readonly connections: ConnectionManager;
  readonly connecting: Connecting;
  readonly localRedis: LocalRedis;
  readonly patterns: readonly AnyPattern[];
  readonly sessions: PatternSessions;
  readonly inserter: SnippetInserter;
  readonly scaffolder: ProjectScaffolder;
  readonly keys: KeysTree;
  readonly recentFilters: RecentFilters;
  readonly labs: LabPanels;
  readonly inspectors: InspectorPanels;
  readonly keyDocuments: KeyDocuments;
  readonly auditing: Auditing;
}

/**
 * One command's work. Its arguments come from menus, keybindings and other extensions: they may be anything. From a tree
 * they are the row and, where several are selected, all of them.
 */
export type CommandHandler = (argument: unknown, selected?: unknown) => unknown;
