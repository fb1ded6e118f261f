import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { KeyWatchers } from '../../core/keyspace/watch/keyWatchers';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { displayName } from '../../protocol/displayText';
import type { InspectorContract } from '../../protocol/inspector';
import type { Handlers } from '../../protocol/rpc';
import { createRpcHost } from '../../protocol/rpcHost';
import type { ErrorPresenter } from '../ui/errors';
import { editHandlers } from './inspectorEdits';
import { InspectorController } from './inspectorController';
import { partHandlers } from './inspectorParts';
import { panelHtml, panelOptions } from './panelHtml';
import { webviewPort } from './webviewPort';

const VIEW_TYPE = 'redisPatterns.inspector';
/** Characters of a key's name on its tab. */
const TITLE_LENGTH = 40;

export interface InspectorPanelsOptions {
  readonly extensionUri: vscode.Uri;
  readonly connections: ConnectionManager;
  readonly watchers: KeyWatchers;
  readonly errors: ErrorPresenter;
}

/** What a restart brings back: the key's name, and never anything of its value. */
interface SavedInspector {
  readonly connectionId: string;
  /** base64 */
  readonly key: string;
}

/** The inspectors: one for each key, in editor tabs that come back after a restart. */
export class InspectorPanels implements Disposable {
  private readonly store = new DisposableStore();
  private readonly open = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly options: InspectorPanelsOptions) {
    this.store.add(
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: (panel, state: unknown) => {
          this.restore(panel, state);
          return Promise.resolve();
        },
      }),
    );
  }

  /** Opens the key, or shows it where it is open. */
  show(connectionId: string, key: Buffer): void {
    const saved: SavedInspector = { connectionId, key: key.toString('base64') };
    const present = this.open.get(keyOf(saved));
    if (present) {
      present.reveal();
      return;
    }
    const options = panelOptions(this.options.extensionUri);
    this.fill(vscode.window.createWebviewPanel(VIEW_TYPE, '', vscode.ViewColumn.Active, options), saved);
  }

  dispose(): void {
    for (const panel of [...this.open.values()]) panel.dispose();
    this.store.dispose();
  }

  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    const saved = readSaved(state);
    if (!saved || this.open.has(keyOf(saved))) {
      panel.dispose();
      return;
    }
    panel.webview.options = panelOptions(this.options.extensionUri);
    this.fill(panel, saved);
  }

  private fill(panel: vscode.WebviewPanel, saved: SavedInspector): void {
    const { connections, watchers, extensionUri, errors } = this.options;
    const key = Buffer.from(saved.key, 'base64');
    const store = new DisposableStore();
    const controller = store.add(new InspectorController(connections, saved.connectionId, key, watchers));
    const handlers: Handlers<InspectorContract> = {
      load: (_params, signal) => controller.load(signal),
      more: ({ next }, signal) => controller.more(next, signal),
      ...partHandlers(key, () => controller.executor()),
      ...editHandlers(key, {
        target: () => controller.target(),
        edited: () => {
          controller.refresh();
        },
        renamed: (to) => {
          this.show(saved.connectionId, to);
          panel.dispose();
        },
      }),
      refresh: () => {
        controller.refresh();
        return null;
      },
      copyText: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        return null;
      },
      reconnect: async () => {
        await connections.connect(saved.connectionId);
        return null;
      },
    };
    const rpc = store.add(
      createRpcHost<InspectorContract>(webviewPort(panel.webview), handlers, { onError: errors.log }),
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
    panel.title = displayName(key, TITLE_LENGTH);
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'key.svg');
    panel.webview.html = panelHtml(panel.webview, extensionUri, 'inspector', saved);
    controller.setVisible(panel.visible);
  }
}

function keyOf({ connectionId, key }: SavedInspector): string {
  return JSON.stringify([connectionId, key]);
}

function readSaved(state: unknown): SavedInspector | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { connectionId, key } = state as Partial<Record<keyof SavedInspector, unknown>>;
  return typeof connectionId === 'string' && typeof key === 'string' ? { connectionId, key } : undefined;
}
