import * as vscode from 'vscode';
import { isAbortError } from '../../core/base/abort';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { Connection } from '../../core/redis/connection';
import { settings } from '../config/settings';
import { KeyIndex } from './keyIndex';
import type { KeyNode } from './keyRows';
import { idOf, toNode, toTreeItem } from './keyRows';
import { ttlText } from './ttlText';

const ROOT = Buffer.alloc(0);
/** Rows of a namespace that are shown before one asks for more; each costs a TYPE and a PTTL. */
const PAGE = 500;

/**
 * The keys of one connection as rows. Scans only when VS Code asks for rows, which it does only while the view is on
 * screen; `rest` stops what is going on when the view is hidden.
 */
export class KeysTree implements vscode.TreeDataProvider<KeyNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<KeyNode | KeyNode[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly problem = this.store.add(new vscode.EventEmitter<unknown>());
  /** What kept the rows from being read; undefined when they were. */
  readonly onDidFail = this.problem.event;
  private connection: Connection | undefined;
  private index: KeyIndex | undefined;
  private match: string | undefined;
  private work = new AbortController();
  private first: { readonly index: KeyIndex; readonly done: Promise<void> } | undefined;
  /** By the namespace's path: rows shown. */
  private readonly limits = new Map<string, number>();
  /** The rows that are shown, by id, with the TTL text they were painted with. */
  private readonly painted = new Map<string, { readonly node: KeyNode; readonly ttl: string }>();

  get filter(): string | undefined {
    return this.match;
  }

  /** Shows another connection's keys, or none. */
  setConnection(connection: Connection | undefined): void {
    const isNew = this.index && (this.index.connection !== connection || this.index.epoch !== connection.epoch);
    if (this.connection === connection && !isNew) return;
    if (this.connection !== connection) this.limits.clear();
    this.connection = connection;
    this.startOver();
  }

  /** Only keys that match; a text without wildcards is looked for anywhere in the name. */
  setFilter(filter: string | undefined): void {
    this.match = filter === undefined || /[*?[\]]/.test(filter) ? filter : `*${filter}*`;
    this.startOver();
  }

  /** Scans again as far as before; what is shown stays until the new rows are there. */
  async refresh(): Promise<void> {
    const old = this.index;
    if (!old || !this.connection) {
      this.startOver();
      return;
    }
    const signal = this.begin();
    const fresh = this.newIndex(this.connection);
    await this.attempt(async () => {
      do await fresh.more(signal);
      while (!fresh.complete && fresh.scanned < old.scanned);
      this.index = fresh;
      this.changed.fire(undefined);
    });
  }

  /** The way on from a `rest` or `scan` row. */
  async loadMore(node: KeyNode): Promise<void> {
    if (node.kind === 'rest') {
      const path = node.path.toString('base64');
      this.limits.set(path, (this.limits.get(path) ?? PAGE) + PAGE);
    } else {
      const { index } = this;
      const signal = this.begin();
      await this.attempt(async () => index?.more(signal));
    }
    this.changed.fire(undefined);
  }

  /** Stops what is under way, because nobody sees it; what was read stays. */
  pause(): void {
    this.work.abort();
  }

  /** The view is on screen again. */
  resume(): void {
    if (this.work.signal.aborted) this.changed.fire(undefined);
  }

  async getChildren(node?: KeyNode): Promise<KeyNode[]> {
    if (node && node.kind !== 'namespace') return [];
    const { connection } = this;
    // Rows that are there stay while a lost connection is tried again.
    if (!connection || (connection.state.kind !== 'ready' && !this.index)) return [];
    const index = (this.index ??= this.newIndex(connection));
    if (index.scanned === 0 && !index.complete) await this.firstStep(index);
    if (!node) this.painted.clear();
    return this.rowsOf(index, node?.path ?? ROOT);
  }

  getTreeItem(node: KeyNode): vscode.TreeItem {
    const now = Date.now();
    if (!this.index) return new vscode.TreeItem('');
    this.painted.set(idOf(node), { node, ttl: this.ttlOf(node, now) });
    return toTreeItem(node, this.index, now);
  }

  /** Paints the rows again whose TTL reads differently by now, and looks whether those that ran out are gone. */
  tick(): void {
    const now = Date.now();
    const rows = [...this.painted.values()].filter(({ node, ttl }) => ttl !== this.ttlOf(node, now));
    if (rows.length === 0) return;
    const expired = rows.flatMap(({ node }) =>
      node.kind === 'key' && this.ttlOf(node, now) === 'expired' ? [node.key] : [],
    );
    if (expired.length > 0) void this.checkExpired(expired);
    this.changed.fire(rows.map(({ node }) => node));
  }

  dispose(): void {
    this.work.abort();
    this.store.dispose();
  }

  /** VS Code may ask for the top rows again while the first are being read: they wait for the same step. */
  private async firstStep(index: KeyIndex): Promise<void> {
    if (this.first?.index !== index) {
      const signal = this.begin();
      this.first = { index, done: this.attempt(() => index.more(signal)) };
    }
    const { done } = this.first;
    await done;
    this.first = undefined;
  }

  private async rowsOf(index: KeyIndex, path: Buffer): Promise<KeyNode[]> {
    const limit = this.limits.get(path.toString('base64')) ?? PAGE;
    const page = index.page(path, limit);
    const keys = page.items.flatMap((item) => (item.kind === 'key' ? [item.key] : []));
    await this.attempt(() => index.readInfos(keys, this.signal()));
    const { items, total } = index.page(path, limit);
    const rows = items.map((item) => toNode(item, index.connection.profile.id));
    if (items.length < total) rows.push({ kind: 'rest', path, shown: items.length, total });
    if (path.length === 0 && !index.complete) rows.push({ kind: 'scan' });
    return rows;
  }

  private async checkExpired(keys: readonly Buffer[]): Promise<void> {
    const { index } = this;
    await this.attempt(async () => index?.readInfosAgain(keys, this.signal()));
    this.changed.fire(undefined);
  }

  private ttlOf(node: KeyNode, now: number): string {
    const info = node.kind === 'key' ? this.index?.infoOf(node.key) : undefined;
    return info ? ttlText(info.ttl, now) : '';
  }

  private newIndex(connection: Connection): KeyIndex {
    const separators = settings.keySeparators();
    return new KeyIndex({ connection, separators, budget: settings.scanBudget(), match: this.match });
  }

  private startOver(): void {
    this.work.abort();
    this.index = undefined;
    this.changed.fire(undefined);
  }

  /** For work that goes along with what is under way. */
  private signal(): AbortSignal {
    return this.work.signal.aborted ? this.begin() : this.work.signal;
  }

  /** Stops the work before and begins new: one scan at a time. */
  private begin(): AbortSignal {
    this.work.abort();
    this.work = new AbortController();
    return this.work.signal;
  }

  private async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.problem.fire(undefined);
    } catch (error) {
      if (!isAbortError(error)) this.problem.fire(error);
    }
  }
}
