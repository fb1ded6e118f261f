import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { CodedError } from '../../core/base/errors';
import { setContextKey } from '../ui/contextKeys';
import { panelOptions } from './panelHtml';
import type { InspectedKey, InspectorTabOptions } from './inspectorTab';
import { InspectorTab } from './inspectorTab';

const VIEW_TYPE = 'redisPatterns.inspector';

/**
 * The inspectors, in editor tabs that come back after a restart. One of them at most follows: it shows the key that was
 * chosen last. The others are pinned to a key.
 */
export class InspectorPanels implements Disposable {
  private readonly store = new DisposableStore();
  private readonly tabs = new Set<InspectorTab>();

  constructor(private readonly options: Omit<InspectorTabOptions, 'pin'>) {
    this.store.add(
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: (panel, state: unknown) => {
          this.restore(panel, state);
          return Promise.resolve();
        },
      }),
    );
  }

  /** Shows the key where it is pinned, or in the inspector that follows. */
  follow(connectionId: string, key: Buffer, preserveFocus = false): void {
    const subject = subjectOf(connectionId, key);
    const present = this.pinnedTo(subject);
    const tab = present ?? this.following();
    if (!tab) {
      this.open(subject, false, { viewColumn: vscode.ViewColumn.Active, preserveFocus });
      return;
    }
    if (!tab.isAbout(subject)) tab.show(subject);
    tab.panel.reveal(undefined, preserveFocus);
  }

  /** Shows the key in an inspector that stays with it. */
  keep(connectionId: string, key: Buffer): void {
    const subject = subjectOf(connectionId, key);
    const present = this.pinnedTo(subject) ?? [...this.tabs].find((tab) => tab.isAbout(subject));
    if (present) {
      this.pin(present, true);
      present.panel.reveal();
    } else this.open(subject, true, { viewColumn: vscode.ViewColumn.Active });
  }

  /** The same beside the active editor; the one that follows stays where it is. */
  keepBeside(connectionId: string, key: Buffer): void {
    const subject = subjectOf(connectionId, key);
    const present = this.pinnedTo(subject);
    if (present) present.panel.reveal();
    else this.open(subject, true, { viewColumn: vscode.ViewColumn.Beside });
  }

  /** Keeps the active inspector open for its key, or lets it follow. */
  pinActive(pinned: boolean): void {
    const tab = this.active();
    if (tab) this.pin(tab, pinned);
  }

  dispose(): void {
    for (const { panel } of [...this.tabs]) panel.dispose();
    this.store.dispose();
  }

  private following(): InspectorTab | undefined {
    return [...this.tabs].find(({ isPinned }) => !isPinned);
  }

  private pinnedTo(subject: InspectedKey): InspectorTab | undefined {
    return [...this.tabs].find((tab) => tab.isPinned && tab.isAbout(subject));
  }

  private active(): InspectorTab | undefined {
    return [...this.tabs].find(({ panel }) => panel.active);
  }

  private pin(tab: InspectorTab, pinned: boolean): void {
    if (!pinned && tab.hasWork) {
      const text =
        'This inspector has edits that can be undone, or one that is being written. They would be lost with another key, so it stays with this one. Close it when you are done.';
      throw new CodedError('INVALID_INPUT', text);
    }
    const former = this.following();
    tab.setPinned(pinned);
    if (!pinned && former !== tab) former?.panel.dispose();
    this.tell();
  }

  private open(
    subject: InspectedKey,
    pinned: boolean,
    place: { readonly viewColumn: vscode.ViewColumn; readonly preserveFocus?: boolean },
  ): void {
    const options = panelOptions(this.options.extensionUri);
    this.add(vscode.window.createWebviewPanel(VIEW_TYPE, '', place, options), subject, pinned);
  }

  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    const saved = readSaved(state);
    const present = saved?.pinned === true ? this.pinnedTo(saved.subject) : undefined;
    if (!saved || present) {
      panel.dispose();
      present?.panel.reveal();
      return;
    }
    // A tab comes back when it is first shown: another may follow by then.
    this.add(panel, saved.subject, saved.pinned || this.following() !== undefined);
  }

  private add(panel: vscode.WebviewPanel, subject: InspectedKey, pinned: boolean): void {
    const pin = (tab: InspectorTab, wanted: boolean): void => {
      this.pin(tab, wanted);
    };
    const tab = new InspectorTab(panel, { ...this.options, pin }, subject, pinned);
    this.tabs.add(tab);
    panel.onDidChangeViewState(() => {
      this.tell();
    });
    panel.onDidDispose(() => {
      this.tabs.delete(tab);
      tab.dispose();
      this.tell();
    });
    this.tell();
  }

  private tell(): void {
    setContextKey('redisPatterns:inspectorFollows', this.active()?.isPinned === false);
  }
}

function subjectOf(connectionId: string, key: Buffer): InspectedKey {
  return { connectionId, key: key.toString('base64') };
}

function readSaved(state: unknown): { readonly subject: InspectedKey; readonly pinned: boolean } | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { connectionId, key, pinned } = state as Readonly<Record<string, unknown>>;
  if (typeof connectionId !== 'string' || typeof key !== 'string') return undefined;
  return { subject: { connectionId, key }, pinned: pinned !== false };
}
