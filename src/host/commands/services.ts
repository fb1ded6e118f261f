import type * as vscode from 'vscode';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { Connecting } from '../actions/connecting';
import type { LastEditor } from '../actions/lastEditor';
import type { InspectorPanels } from '../panels/inspectorPanels';
import type { LabPanels } from '../panels/labPanels';
import type { ErrorPresenter } from '../ui/errors';
import type { KeysTree } from '../views/keysTree';

/** What commands work on. Composed in extension.ts. */
export interface CommandServices {
  readonly log: vscode.LogOutputChannel;
  readonly errors: ErrorPresenter;
  readonly connections: ConnectionManager;
  readonly connecting: Connecting;
  readonly patterns: readonly AnyPattern[];
  readonly sessions: PatternSessions;
  readonly editors: LastEditor;
  readonly keys: KeysTree;
  readonly labs: LabPanels;
  readonly inspectors: InspectorPanels;
}

/** One command's work. Its arguments come from menus, keybindings and other extensions: they may be anything. */
export type CommandHandler = (argument: unknown) => unknown;
