import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { KeyFilter } from '../../core/keyspace/keyFilter';
import { isSameFilter } from '../../core/keyspace/keyFilter';
import type { TreePage } from '../../core/keyspace/namespaceTree';
import { startsWith } from '../../core/keyspace/watch/prefixes';
import type { Connection } from '../../core/redis/connection';
import { settings } from '../config/settings';
import { KeyIndex } from './keyIndex';
import type { KeyOrder } from './keyOrder';
import type { KeyNode } from './keyRows';
import { nextLimit, toNode, toTreeItem } from './keyRows';
import type { SortedPage } from './keySorting';
import { KeySorting } from './keySorting';
import type { ProgressKind } from './rowWork';
import { RowWork } from './rowWork';
import { keyTooltip } from './keyTooltip';
import { ShownRows } from './shownRows';
import { TreeWork } from './treeWork';
import { ttlText } from './ttlText';
import { viewIds } from './viewIds';

const ROOT = Buffer.alloc(0);
/** Rows of a namespace that are shown before one asks for more; each costs a TYPE and a PTTL. */
const PAGE = 500;
/** Milliseconds after which a refresh tells how far it is: most are over before that. */
const REFRESH_ROW_AFTER = 400;
/** Keys that are read for sorting before rows are shown; more are read while rows are there. */
const SORTED_AT_ONCE = 1000;

/**
 * The keys of one connection as rows. Scans only when VS Code asks for rows, which it does only while the view is on
 * screen; `pause` stops what is going on when the view is hidden.
 */
export class KeysTree implements vscode.TreeDataProvider<KeyNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<KeyNode | KeyNode[] | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly work = this.store.add(new TreeWork());
  /** What kept the rows from being read; undefined when they were. */
  readonly onDidFail = this.work.onDidFail;
  /** The rows that are selected; the view says. */
  selection: () => readonly KeyNode[] = () => [];
  /** The row that has the focus, with all that are selected where it is one of them; the view says. */
  focused: () => Promise<readonly KeyNode[]> = () => Promise.resolve([]);
  private connection: Connection | undefined;
  private index: KeyIndex | undefined;
  private wanted: KeyFilter | undefined;
  private sorted: KeyOrder = 'name';
  /** What takes the index's place once it has scanned as far. */
  private refreshing: KeyIndex | undefined;
  private sorting: KeySorting | undefined;
  private readonly rowWork = new RowWork(this.work, (kind, path) => {
    this.fireRows(this.shown.ofPath(kind, path));
  });
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

  /** Sorts the rows of what is loaded (see keyOrder.ts). */
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
    this.work.begin();
    const fresh = this.newIndex(this.connection);
    this.refreshing = fresh;
    const row = setTimeout(() => {
      if (this.refreshing === fresh) this.changed.fire(undefined);
    }, REFRESH_ROW_AFTER);
    const done = await this.rowWork.run('scan', ROOT, (signal, paint) => fresh.catchUp(old, signal, paint));
    clearTimeout(row);
    if (this.refreshing !== fresh) return;
    this.refreshing = undefined;
    if (done) this.index = fresh;
    this.changed.fire(undefined);
  }

  /** The way on from a `rest`, `scan` or `sort` row. */
  async loadMore(node: KeyNode): Promise<void> {
    if (node.kind === 'rest') {
      const path = node.path.toString('base64');
      this.limits.set(path, nextLimit(this.limits.get(path) ?? PAGE));
      this.changed.fire(undefined);
    } else if (node.kind === 'scan') await this.go((index, signal) => index.more(node.path, signal), node.path);
    else if (node.kind === 'sort') {
      this.sorting?.goOn(node.path);
      this.changed.fire(undefined);
    }
  }

  /** Scans the whole, or the namespace of a `scan` row, to the end. Its row tells how far it is; `stopLoading` ends it. */
  async loadAll(node?: KeyNode): Promise<void> {
    const path = node?.kind === 'scan' ? node.path : ROOT;
    if (!this.connection || this.rowWork.isRunning('scan', path)) return;
    const index = (this.index ??= this.newIndex(this.connection));
    await this.rowWork.run('scan', path, (signal, paint) => index.all(path, signal, paint));
    if (index === this.index) this.changed.fire(undefined);
  }

  /** Ends what a row is doing; what came stays, and a refresh that is not done changes nothing. */
  stopLoading(node?: KeyNode): void {
    const kind = node?.kind === 'sort' ? 'sort' : 'scan';
    const path = node?.kind === 'scan' || node?.kind === 'sort' ? node.path : ROOT;
    if (!this.rowWork.stop(kind, path)) this.work.stop();
  }

  /**
   * Some keys were written, born or died: their type and TTL are read again, and their rows come, change or go. Names that
   * the filter does not want are passed over. One round trip for each 250; call it with what changed since the last call.
   */
  async keysChanged(keys: readonly Buffer[]): Promise<void> {
    const { index, refreshing, sorting } = this;
    if (!index || keys.length === 0) return;
    const options = { ...this.infoOptions, hasRow: (key: Buffer) => this.shown.hasKey(key) };
    const moved = await this.work.attempt(async () => {
      // A scan that goes on may have passed where a new name is.
      await refreshing?.update(keys, this.work.signal(), options);
      return index.update(keys, this.work.signal(), options);
    });
    if (index !== this.index) return;
    sorting?.changed(keys);
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

  /** A namespace was closed: of what is in it only the count is on screen. */
  closed(path: Buffer): void {
    this.shown.forgetUnder(path);
    for (const id of this.expanded) if (startsWith(Buffer.from(id, 'base64'), path)) this.expanded.delete(id);
  }

  /** A namespace that was closed is open again: VS Code shows the rows it had, and does not ask for them. */
  reopened(node: KeyNode): void {
    this.changed.fire(node);
  }

  /** Paths of the namespaces that are open, as far as their rows were asked for. */
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
    this.work.stop();
  }

  /** The view is on screen again. */
  resume(): void {
    if (this.work.stopped) this.changed.fire(undefined);
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
      index.keepInfosOf(this.shown.keys());
      this.shown.startOver();
      this.expanded = new Set();
    }
    await this.firstStep(index, path);
    return this.rowsOf(index, path);
  }

  getTreeItem(node: KeyNode): vscode.TreeItem {
    const now = Date.now();
    if (!this.index) return new vscode.TreeItem('');
    this.shown.note(node, this.ttlOf(node, now));
    const { index, refreshing, sorting } = this;
    const { lengths } = this.infoOptions;
    const isRunning = (kind: ProgressKind, path: Buffer): boolean => this.rowWork.isRunning(kind, path);
    return toTreeItem(node, { index, refreshing, sorting, now, lengths, isRunning });
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
      await this.work.attempt(() => index.findExact(this.work.signal()));
      if (index.exact && !index.isLoading(path)) {
        void this.go((same, signal) => same.more(path, signal), path);
        return;
      }
    }
    await this.work.attempt(() => index.more(path, this.work.signal()));
  }

  private async rowsOf(index: KeyIndex, path: Buffer): Promise<KeyNode[]> {
    const limit = this.limits.get(path.toString('base64')) ?? PAGE;
    const page = (): Promise<TreePage & Partial<SortedPage>> =>
      this.sorted === 'name' ? index.names.page(path, limit) : this.sortedPage(index, this.sorted, path, limit);
    const first = await page();
    const keys = first.items.flatMap((item) => (item.kind === 'key' ? [item.key] : []));
    const { changes } = index.names;
    await this.work.attempt(() => index.readInfos(keys, this.work.signal(), this.infoOptions));
    const { items, total, progress } = changes === index.names.changes ? first : await page();
    const { id } = index.connection.profile;
    const rows = items.map((item) => toNode(item, id));
    if (path.length === 0 && index.exact) {
      rows.unshift({ kind: 'key', connectionId: id, key: index.exact, label: index.exact, exact: true });
    }
    if (progress && progress.read < progress.keys) rows.unshift({ kind: 'sort', path });
    if (items.length < total) rows.push({ kind: 'rest', path, shown: items.length, total });
    const isRefreshed = path.length === 0 && this.refreshing !== undefined;
    if (!index.isComplete(path) || isRefreshed) rows.push({ kind: 'scan', path });
    return rows;
  }

  /** Sorts by what is known; what is missing is read at once where it is little, else while the rows are there. */
  private async sortedPage(
    index: KeyIndex,
    order: Exclude<KeyOrder, 'name'>,
    path: Buffer,
    limit: number,
  ): Promise<SortedPage> {
    if (this.sorting?.index !== index || this.sorting.order !== order) this.sorting = new KeySorting(index, order);
    const { sorting } = this;
    const page = await sorting.page(path, limit);
    if (page.unread.length > SORTED_AT_ONCE) {
      if (!sorting.isResting(path)) void this.readOn(sorting, path, page);
      return page;
    }
    if (page.unread.length === 0) return page;
    await this.work.attempt(() => sorting.read(path, page, this.work.signal()));
    return sorting.page(path, limit);
  }

  private async readOn(sorting: KeySorting, path: Buffer, page: SortedPage): Promise<void> {
    if (this.rowWork.isRunning('sort', path)) return;
    const done = await this.rowWork.run('sort', path, (signal, onStep) => sorting.read(path, page, signal, onStep));
    // While nobody looks it rests by itself, and goes on when the rows are asked for again.
    if (!done && !this.work.stopped) sorting.rest(path);
    if (sorting === this.sorting) this.changed.fire(undefined);
  }

  /** Does something with the rows' index that takes a while, with the view's progress bar, and paints what came of it. */
  private async go(work: (index: KeyIndex, signal: AbortSignal) => Promise<void>, path: Buffer): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    const index = (this.index ??= this.newIndex(connection));
    const done = this.work.attempt(() => work(index, this.work.signal()));
    this.fireRows(this.shown.ofPath('scan', path));
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
    this.work.stop();
    this.index = this.refreshing = this.sorting = undefined;
    this.changed.fire(undefined);
  }

  private fireRows(rows: KeyNode[]): void {
    if (rows.length > 0) this.changed.fire(rows);
  }
}
