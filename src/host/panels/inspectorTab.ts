import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { UndoStack } from '../../core/keyspace/edit/undoStack';
import type { KeyWatchers } from '../../core/keyspace/watch/keyWatchers';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { displayName } from '../../protocol/displayText';
import type { InspectorContract } from '../../protocol/inspector';
import type { InspectorDraft } from '../../protocol/inspectorDraft';
import type { Handlers, RpcHost } from '../../protocol/rpc';
import { createRpcHost } from '../../protocol/rpcHost';
import { commandIds } from '../commands/ids';
import type { ErrorPresenter } from '../ui/errors';
import { keyText } from '../ui/keyText';
import type { TextComparison } from './comparedTexts';
import { InspectorController } from './inspectorController';
import { editHandlers } from './inspectorEdits';
import { partHandlers } from './inspectorParts';
import { panelHtml, panelOptions } from './panelHtml';
import { webviewPort } from './webviewPort';

/** Characters of a key's name on its tab. */
const TITLE_LENGTH = 40;

export interface InspectorTabOptions {
  readonly extensionUri: vscode.Uri;
  readonly connections: ConnectionManager;
  readonly watchers: KeyWatchers;
  readonly errors: ErrorPresenter;
  readonly comparison: TextComparison;
  /** Somebody keeps the tab open, or lets it follow. Throws when it may not. */
  readonly pin: (tab: InspectorTab, pinned: boolean) => void;
}

/** The key that an inspector is about: what a restart brings back, and never anything of its value. */
export interface InspectedKey {
  readonly connectionId: string;
  /** base64 */
  readonly key: string;
}

/**
 * An editor tab that shows one key at a time. What can be taken back, and what is half written, is kept here: the page
 * goes whenever it is hidden.
 */
export class InspectorTab implements Disposable {
  private onKey = new DisposableStore();
  private undos = new UndoStack();
  private draft: InspectorDraft | null = null;
  private controller: InspectorController | undefined;
  private rpc: RpcHost<InspectorContract> | undefined;
  private pages = 0;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly options: InspectorTabOptions,
    private subject: InspectedKey,
    private pinned: boolean,
  ) {
    panel.webview.options = panelOptions(options.extensionUri);
    panel.iconPath = vscode.Uri.joinPath(options.extensionUri, 'media', 'key.svg');
    panel.onDidChangeViewState(() => this.controller?.setVisible(panel.visible));
    this.fill();
  }

  get isPinned(): boolean {
    return this.pinned;
  }

  /** Whether something would be lost if it were about another key. */
  get hasWork(): boolean {
    return this.draft !== null || this.undos.list().length > 0;
  }

  isAbout({ connectionId, key }: InspectedKey): boolean {
    return connectionId === this.subject.connectionId && key === this.subject.key;
  }

  /** Shows another key in the place of this one. */
  show(subject: InspectedKey): void {
    this.undos = new UndoStack();
    this.turnTo(subject);
  }

  setPinned(pinned: boolean): void {
    if (pinned === this.pinned) return;
    this.pinned = pinned;
    this.name();
    this.rpc?.push('pinned', pinned);
  }

  /** The panel is gone. */
  dispose(): void {
    this.onKey.dispose();
  }

  private turnTo(subject: InspectedKey): void {
    this.subject = subject;
    this.draft = null;
    this.fill();
  }

  private fill(): void {
    const { connections, watchers, extensionUri, errors } = this.options;
    const { panel, subject } = this;
    this.onKey.dispose();
    this.onKey = new DisposableStore();
    const page = String((this.pages += 1));
    const key = Buffer.from(subject.key, 'base64');
    const controller = new InspectorController(connections, subject.connectionId, key, watchers);
    this.controller = this.onKey.add(controller);
    // What the page of the former key still sends must not be done to this one.
    const port = webviewPort(panel.webview, page);
    const handlers = this.handlers(key, controller);
    const rpc = createRpcHost<InspectorContract>(port, handlers, { onError: errors.log });
    this.rpc = this.onKey.add(rpc);
    controller.bind(rpc);
    this.name();
    panel.webview.html = panelHtml(panel.webview, extensionUri, 'inspector', { state: subject, page });
    controller.setVisible(panel.visible);
  }

  private handlers(key: Buffer, controller: InspectorController): Handlers<InspectorContract> {
    const { pin, comparison } = this.options;
    const { connectionId } = this.subject;
    return {
      load: async (_params, signal) => ({
        ...(await controller.load(signal)),
        ...{ pinned: this.pinned, undos: this.undos.list(), draft: this.draft },
      }),
      more: ({ next }, signal) => controller.more(next, signal),
      ...partHandlers(key, () => controller.executor()),
      ...editHandlers(key, {
        undos: this.undos,
        target: () => controller.target(),
        editing: () => {
          pin(this, true);
        },
        edited: () => {
          controller.refresh();
        },
        renamed: (to) => {
          this.turnTo({ connectionId, key: to.toString('base64') });
        },
      }),
      keepDraft: ({ draft }) => {
        this.draft = draft;
        if (draft) pin(this, true);
        return null;
      },
      pin: ({ pinned }) => {
        pin(this, pinned);
        return null;
      },
      refresh: () => {
        controller.refresh();
        return null;
      },
      copyName: async () => {
        await vscode.env.clipboard.writeText(keyText(key));
        return null;
      },
      copyText: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        return null;
      },
      compare: async (texts) => {
        await comparison.open({ ...texts, name: displayName(key, TITLE_LENGTH) });
        return null;
      },
      reconnect: async () => {
        // It asks for a password that is kept nowhere.
        await vscode.commands.executeCommand(commandIds.connect, connectionId);
        return null;
      },
    };
  }

  /** Editors of extensions cannot have the slanted title of a preview, so it is said in words. */
  private name(): void {
    const name = displayName(Buffer.from(this.subject.key, 'base64'), TITLE_LENGTH);
    this.panel.title = this.pinned ? name : `${name} (following)`;
  }
}
