import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { LabContract, LabSnippet } from '../../protocol/lab';
import { createRpcHost } from '../../protocol/rpcHost';
import type { SnippetInserter } from '../actions/insertSnippet';
import type { ErrorPresenter } from '../ui/errors';
import type { InspectorPanels } from './inspectorPanels';
import { LabController } from './labController';
import { labHandlers } from './labHandlers';
import { labMerges } from './labMessages';
import { panelHtml, panelOptions } from './panelHtml';
import { webviewPort } from './webviewPort';

const VIEW_TYPE = 'redisPatterns.lab';

export interface LabPanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly patterns: readonly AnyPattern[];
  readonly connections: ConnectionManager;
  readonly sessions: PatternSessions;
  readonly errors: ErrorPresenter;
  readonly snippetsOf: (pattern: AnyPattern) => readonly LabSnippet[];
  readonly inserter: SnippetInserter;
  readonly inspectors: InspectorPanels;
}

/** What a restart brings back. */
interface SavedLab {
  readonly patternId: string;
  readonly connectionId: string;
}

/** The labs: one for each pattern and connection, in editor tabs that come back after a restart. */
export class LabPanels implements Disposable {
  private readonly store = new DisposableStore();
  private readonly open = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly options: LabPanelsOptions) {
    this.store.add(
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: (panel, state: unknown) => {
          this.restore(panel, state);
          return Promise.resolve();
        },
      }),
    );
  }

  /** Opens the lab, or shows the one that is open. */
  show(patternId: string, connectionId: string, preserveFocus = false): void {
    const pattern = this.patternOf(patternId);
    const present = this.open.get(keyOf({ patternId, connectionId }));
    if (present) {
      present.reveal(undefined, preserveFocus);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus };
    // Its script asks for everything again when it is shown again, so nothing is kept alive in the background.
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      pattern.title,
      place,
      panelOptions(this.options.extensionUri),
    );
    this.fill(panel, pattern, connectionId);
  }

  dispose(): void {
    for (const panel of [...this.open.values()]) panel.dispose();
    this.store.dispose();
  }

  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    const saved = readSaved(state);
    const pattern = this.options.patterns.find(({ id }) => id === saved?.patternId);
    if (!saved || !pattern || this.open.has(keyOf(saved))) {
      panel.dispose();
      return;
    }
    panel.webview.options = panelOptions(this.options.extensionUri);
    this.fill(panel, pattern, saved.connectionId);
  }

  private fill(panel: vscode.WebviewPanel, pattern: AnyPattern, connectionId: string): void {
    const { connections, sessions, snippetsOf, inserter, inspectors, errors, extensionUri } = this.options;
    const saved: SavedLab = { patternId: pattern.id, connectionId };
    const profile = connections.profiles.find(({ id }) => id === connectionId);
    const store = new DisposableStore();
    const controller = store.add(
      new LabController({ pattern, connectionId, connections, sessions, snippets: snippetsOf(pattern) }),
    );
    const handlers = labHandlers({ controller, pattern, connectionId, inserter, inspectors });
    const rpc = store.add(
      createRpcHost<LabContract>(webviewPort(panel.webview), handlers, { onError: errors.log, merges: labMerges }),
    );
    controller.bind(rpc);
    this.open.set(keyOf(saved), panel);
    store.add(
      panel.onDidChangeViewState(() => {
        controller.setVisible(panel.visible);
      }),
    );
    panel.onDidDispose(() => {
      this.open.delete(keyOf(saved));
      store.dispose();
    });
    panel.title = profile ? `${pattern.title} · ${profile.name}` : pattern.title;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'lab.svg');
    panel.webview.html = panelHtml(panel.webview, extensionUri, 'lab', { state: saved });
    controller.setVisible(panel.visible);
  }

  private patternOf(patternId: string): AnyPattern {
    const pattern = this.options.patterns.find(({ id }) => id === patternId);
    if (!pattern) throw new CodedError('NOT_FOUND', `There is no pattern "${patternId}".`);
    return pattern;
  }
}

function keyOf({ patternId, connectionId }: SavedLab): string {
  return JSON.stringify([patternId, connectionId]);
}

function readSaved(state: unknown): SavedLab | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { patternId, connectionId } = state as Partial<Record<keyof SavedLab, unknown>>;
  return typeof patternId === 'string' && typeof connectionId === 'string' ? { patternId, connectionId } : undefined;
}
