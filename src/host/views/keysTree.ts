import * as vscode from 'vscode';
import { isAbortError } from '../../core/base/abort';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { KeyFilter } from '../../core/keyspace/keyFilter';
import { isSameFilter } from '../../core/keyspace/keyFilter';
import type { Connection } from '../../core/redis/connection';
import { settings } from '../config/settings';
import { KeyIndex } from './keyIndex';
import type { KeyOrder } from './keyOrder';
import { sortItems } from './keyOrder';
import type { KeyNode } from './keyRows';
import { nextLimit, toNode, toTreeItem } from './keyRows';
import { keyTooltip } from './keyTooltip';
import { ShownRows } from './shownRows';
import { ttlText } from './ttlText';
import { viewIds } from './viewIds';

const ROOT = Buffer.alloc(0);
/** Rows of a namespace that are shown before one asks for more; each costs a TYPE and a PTTL. */
const PAGE = 500;
/** Milliseconds between two paintings of a scan's row while everything is loaded. */
const PAINT_EVERY = 200;

/**
 * The keys of one connection as rows. Scans only when VS Code asks for rows, which it does only while the view is on
 * screen; `pause` stops what is going on when the view is hidden.
 */
export class KeysTree implements vscode.TreeDataProvider<KeyNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<KeyNode | KeyNode[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly problem = this.store.add(new vscode.EventEmitter<unknown>());
  /** What kept the rows from being read; undefined when they were. */
  readonly onDidFail = this.problem.event;
  /** The rows that are selected; the view says. */
  selection: () => readonly KeyNode[] = () => [];
  /** The row that has the focus, with all that are selected where it is one of them; the view says. */
  focused: () => Promise<readonly KeyNode[]> = () => Promise.resolve([]);
  private connection: Connection | undefined;
  private index: KeyIndex | undefined;
  private wanted: KeyFilter | undefined;
  private sorted: KeyOrder = 'name';
  private work = new AbortController();
  /** Stops one "load all", by its path. */
  private readonly loading = new Map<string, AbortController>();
  /** By the namespace's path: rows shown. */
  private readonly limits = new Map<string, number>();
  private readonly shown = new ShownRows();
  /** Bytes that were measured because somebody asked. */
  private readonly memory = new Map<string, number>();
  private expanded = new Set<string>();

  get filter(): KeyFilter | undefined {
    return this.wanted;
  }

  get order(): KeyOrder {
    return this.sorted;
  }

  /** Shows another connection's keys, or none. */
  setConnection(connection: Connection | undefined): void {
    const isNew = this.index && (this.index.connection !== connection || this.index.epoch !== connection.epoch);
    if (this.connection === connection && !isNew) return;
    if (this.connection !== connection) {
      this.limits.clear();
      this.memory.clear();
    }
    this.connection = connection;
    this.startOver();
  }

  /** Only keys that the filter lets through; undefined shows all. */
  setFilter(filter: KeyFilter | undefined): void {
    if (isSameFilter(this.wanted, filter)) return;
    this.wanted = filter;
    this.startOver();
  }

  /** Sorts the rows that are shown (see keyOrder.ts). */
  setOrder(order: KeyOrder): void {
    this.sorted = order;
    this.changed.fire(undefined);
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
      await catchUp(fresh, old, signal);
      this.index = fresh;
      this.changed.fire(undefined);
    });
  }

  /** The way on from a `rest` or `scan` row. */
  async loadMore(node: KeyNode): Promise<void> {
    if (node.kind === 'rest') {
      const path = node.path.toString('base64');
      this.limits.set(path, nextLimit(this.limits.get(path) ?? PAGE));
      this.changed.fire(undefined);
    } else if (node.kind === 'scan') await this.go((index, signal) => index.more(node.path, signal), node.path);
  }

  /** Scans the whole, or the namespace of a `scan` row, to the end. Its row tells how far it is; `stopLoading` ends it. */
  async loadAll(node?: KeyNode): Promise<void> {
    const path = node?.kind === 'scan' ? node.path : ROOT;
    const id = path.toString('base64');
    if (this.loading.has(id)) return;
    const own = new AbortController();
    this.loading.set(id, own);
    let painted = Date.now();
    const onStep = (): void => {
      if (Date.now() - painted < PAINT_EVERY) return;
      painted = Date.now();
      this.changed.fire(this.shown.ofScan(path));
    };
    await this.go((index, signal) => index.all(path, AbortSignal.any([signal, own.signal]), onStep), path);
    this.loading.delete(id);
  }

  /** Ends what a `scan` row is doing; what came stays. */
  stopLoading(node?: KeyNode): void {
    const path = node?.kind === 'scan' ? node.path : ROOT;
    const own = this.loading.get(path.toString('base64'));
    if (own) own.abort();
    else this.work.abort();
  }

  /**
   * Some keys were written, born or died: their type and TTL are read again, and their rows come, change or go. Names that
   * the filter does not want are passed over. One round trip for each 250; call it with what changed since the last call.
   */
  async keysChanged(keys: readonly Buffer[]): Promise<void> {
    const { index } = this;
    if (!index || keys.length === 0) return;
    const moved = await this.attempt(() => index.update(keys, this.signal(), this.infoOptions));
    if (index !== this.index) return;
    if (moved) this.changed.fire(undefined);
    else this.fireRows(this.shown.ofKeys(keys));
  }

  /** Anything may have changed: scans again where one step does it, else reads again the keys that have a row. */
  async lookAgain(): Promise<void> {
    const { index } = this;
    const scan = index?.scanOf(ROOT);
    if (scan?.done && scan.scanned <= settings.scanBudget()) await this.refresh();
    else await this.keysChanged(this.shownKeys());
  }

  /** Keys that have a row now, whether scrolled to or not. */
  shownKeys(): Buffer[] {
    return this.shown.keys();
  }

  /** Paths of the namespaces whose rows were asked for since the top rows were last painted: the opened ones. */
  shownNamespaces(): Buffer[] {
    return [...this.expanded].map((path) => Buffer.from(path, 'base64'));
  }

  /** Keeps what was measured of a key for its tooltip. */
  noteMemory(connection: Connection, key: Buffer, bytes: number): void {
    if (connection !== this.connection) return;
    this.memory.set(key.toString('base64'), bytes);
    this.fireRows(this.shown.ofKeys([key]));
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
    const path = node?.path ?? ROOT;
    if (node) this.expanded.add(path.toString('base64'));
    else {
      this.shown.clear();
      this.expanded = new Set();
    }
    await this.firstStep(index, path);
    return this.rowsOf(index, path);
  }

  getTreeItem(node: KeyNode): vscode.TreeItem {
    const now = Date.now();
    if (!this.index) return new vscode.TreeItem('');
    this.shown.note(node, this.ttlOf(node, now));
    return toTreeItem(node, { index: this.index, now, lengths: this.infoOptions.lengths });
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: KeyNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const { index } = this;
    if (node.kind !== 'key' || !index) return item;
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort();
    });
    const memory = this.memory.get(node.key.toString('base64'));
    item.tooltip = await keyTooltip(index.connection, node.key, index.infoOf(node.key), memory, abort.signal);
    return item;
  }

  /** Paints the rows again whose TTL reads differently by now, and looks whether those that ran out are gone. */
  tick(): void {
    const now = Date.now();
    const rows = this.shown.whereTtlChanged((node) => this.ttlOf(node, now));
    const expired = rows.flatMap((node) =>
      node.kind === 'key' && this.ttlOf(node, now) === 'expired' ? [node.key] : [],
    );
    if (expired.length > 0) void this.keysChanged(expired);
    this.fireRows(rows);
  }

  dispose(): void {
    this.work.abort();
    this.store.dispose();
  }

  private get infoOptions(): { readonly lengths: boolean } {
    return { lengths: this.sorted === 'size' };
  }

  /** What has to be known before rows can be shown. An exact name is shown at once, and scanned for afterwards. */
  private async firstStep(index: KeyIndex, path: Buffer): Promise<void> {
    if (index.isComplete(path) || index.scanOf(path)?.scanned) return;
    const isRoot = path.length === 0;
    if (isRoot && index.filter.text !== undefined) {
      await this.attempt(() => index.findExact(this.signal()));
      if (index.exact && !index.isLoading(path)) {
        void this.go((same, signal) => same.more(path, signal), path);
        return;
      }
    }
    await this.attempt(() => index.more(path, this.signal()));
  }

  private async rowsOf(index: KeyIndex, path: Buffer): Promise<KeyNode[]> {
    const limit = this.limits.get(path.toString('base64')) ?? PAGE;
    const page = await index.page(path, limit);
    const keys = page.items.flatMap((item) => (item.kind === 'key' ? [item.key] : []));
    await this.attempt(() => index.readInfos(keys, this.signal(), this.infoOptions));
    const { items, total } = await index.page(path, limit);
    const { id } = index.connection.profile;
    const rows = sortItems(items, this.sorted, (key) => index.infoOf(key)).map((item) => toNode(item, id));
    if (path.length === 0 && index.exact) {
      rows.unshift({ kind: 'key', connectionId: id, key: index.exact, label: index.exact, exact: true });
    }
    if (items.length < total) rows.push({ kind: 'rest', path, shown: items.length, total });
    if (!index.isComplete(path)) rows.push({ kind: 'scan', path });
    return rows;
  }

  /** Does something with the rows' index that takes a while, with the view's progress bar, and paints what came of it. */
  private async go(work: (index: KeyIndex, signal: AbortSignal) => Promise<void>, path: Buffer): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    const index = (this.index ??= this.newIndex(connection));
    const done = this.attempt(() => work(index, this.signal()));
    this.fireRows(this.shown.ofScan(path));
    await vscode.window.withProgress({ location: { viewId: viewIds.keys } }, () => done);
    if (index === this.index) this.changed.fire(undefined);
  }

  private ttlOf(node: KeyNode, now: number): string {
    const info = node.kind === 'key' ? this.index?.infoOf(node.key) : undefined;
    return info ? ttlText(info.ttl, now) : '';
  }

  private newIndex(connection: Connection): KeyIndex {
    const separators = settings.keySeparators();
    return new KeyIndex({ connection, separators, budget: settings.scanBudget(), filter: this.wanted ?? {} });
  }

  private startOver(): void {
    this.work.abort();
    this.index = undefined;
    this.changed.fire(undefined);
  }

  private fireRows(rows: KeyNode[]): void {
    if (rows.length > 0) this.changed.fire(rows);
  }

  /** For work that goes along with what is under way. */
  private signal(): AbortSignal {
    return this.work.signal.aborted ? this.begin() : this.work.signal;
  }

  /** Stops the work before and begins new. */
  private begin(): AbortSignal {
    this.work.abort();
    this.work = new AbortController();
    return this.work.signal;
  }

  /** What the work came to; undefined when it failed, which the view tells, or was cancelled. */
  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      this.problem.fire(undefined);
      return result;
    } catch (error) {
      if (!isAbortError(error)) this.problem.fire(error);
      return undefined;
    }
  }
}

/** Scans as far as was scanned before, in the whole and in each namespace that was looked into. */
async function catchUp(fresh: KeyIndex, old: KeyIndex, signal: AbortSignal): Promise<void> {
  await fresh.findExact(signal);
  const wanted = [{ path: ROOT, scanned: old.scanOf(ROOT)?.scanned ?? 0 }, ...old.drilled];
  for (const { path, scanned } of wanted) {
    while (!fresh.isComplete(path) && (fresh.scanOf(path)?.scanned ?? -1) < scanned) await fresh.more(path, signal);
  }
}
