import { inSlices } from '../../core/base/slices';
import { LazyOrder } from '../../core/keyspace/lazyOrder';
import type { TreeItem } from '../../core/keyspace/namespaceTree';
import { readKeyInfos } from '../../core/keyspace/readKeyInfo';
import { readTtls } from '../../core/keyspace/readTtls';
import type { KeyIndex } from './keyIndex';
import type { KeyOrder } from './keyOrder';
import { compareNamespaces, rankOfInfo, rankOfTtl } from './keyOrder';

/** Keys of one namespace that are sorted, the first by name: reading what they are sorted by takes some seconds. */
export const MOST_SORTED = 100_000;
/** Keys whose facts are read between two looks at what else there is to do. */
const BATCH = 500;
/** Keys that are placed between two looks at the clock. */
const AT_ONCE = 256;

export interface SortedPage {
  readonly items: readonly TreeItem[];
  readonly total: number;
  /** Whose facts are not known yet, of those that are sorted: they come last, by name. */
  readonly unread: readonly Buffer[];
  readonly progress: SortProgress;
}

export interface SortProgress {
  /** Keys whose facts are known. */
  readonly read: number;
  /** All keys directly in the namespace, as far as they are loaded. */
  readonly keys: number;
}

/**
 * Sorts all loaded rows of namespaces by TTL or size, not only those on screen: what each key is sorted by is read once and
 * kept as one number, and told anew when the key changed.
 */
export class KeySorting {
  private readonly ranks = new Map<string, number>();
  /** By the namespace's path. */
  private readonly progress = new Map<string, SortProgress>();
  /** Paths that a person stopped reading, or that could not be read. */
  private readonly resting = new Set<string>();

  constructor(
    readonly index: KeyIndex,
    readonly order: Exclude<KeyOrder, 'name'>,
  ) {}

  /** The first `limit` rows directly under `path` in this order. */
  async page(path: Buffer, limit: number): Promise<SortedPage> {
    const { items, total } = await this.index.names.longPage(path, MOST_SORTED);
    const firstKey = items.findIndex(({ kind }) => kind === 'key');
    const namespaces = items.slice(0, firstKey < 0 ? items.length : firstKey);
    const keys = items.slice(namespaces.length);
    const shown = [...namespaces].sort((a, b) => compareNamespaces(a, b, this.order)).slice(0, limit);
    const unread: Buffer[] = [];
    const sorted = await inSlices(this.place(keys, limit - shown.length, unread));
    const progress = { read: keys.length - unread.length, keys: total - namespaces.length };
    this.progress.set(idOf(path), progress);
    return { items: [...shown, ...sorted], total, unread, progress };
  }

  progressOf(path: Buffer): SortProgress {
    return this.progress.get(idOf(path)) ?? { read: 0, keys: 0 };
  }

  isResting(path: Buffer): boolean {
    return this.resting.has(idOf(path));
  }

  /** What was read stays sorted, and no more is read until `goOn`. */
  rest(path: Buffer): void {
    this.resting.add(idOf(path));
  }

  goOn(path: Buffer): void {
    this.resting.delete(idOf(path));
  }

  /** Reads what a page's keys are sorted by; one that is gone leaves the index. `onStep` hears of each batch. */
  async read(path: Buffer, { unread, progress }: SortedPage, signal: AbortSignal, onStep?: () => void): Promise<void> {
    for (let start = 0; start < unread.length; start += BATCH) {
      const batch = unread.slice(start, start + BATCH);
      const ranks = await this.ranksOf(batch, signal);
      batch.forEach((key, at) => {
        this.note(key, ranks[at]);
        if (ranks[at] === undefined) this.index.remove(key);
      });
      this.progress.set(idOf(path), { ...progress, read: progress.read + start + batch.length });
      onStep?.();
    }
  }

  /** These changed: what is known of them by now counts, and what is not is read again. */
  changed(keys: readonly Buffer[]): void {
    for (const key of keys) {
      const info = this.index.infoOf(key);
      this.note(key, info && rankOfInfo(info, this.order));
    }
  }

  private async ranksOf(keys: readonly Buffer[], signal: AbortSignal): Promise<(number | undefined)[]> {
    const { connection } = this.index;
    if (this.order === 'ttl') return (await readTtls(connection, keys, signal)).map((ttl) => ttl && rankOfTtl(ttl));
    const infos = await readKeyInfos(connection, keys, signal);
    return infos.map((info) => info && rankOfInfo(info, this.order));
  }

  private *place(keys: readonly TreeItem[], limit: number, unread: Buffer[]): Generator<void, TreeItem[]> {
    const ranks = new Float64Array(keys.length).fill(Infinity);
    // They come by name, which decides where nothing else does.
    const order = new LazyOrder((a, b) => {
      const [x = 0, y = 0] = [ranks[a], ranks[b]];
      return x === y ? a - b : x < y ? -1 : 1;
    });
    for (const [at, item] of keys.entries()) {
      const rank = item.kind === 'key' ? this.ranks.get(idOf(item.key)) : undefined;
      if (rank !== undefined) ranks[at] = rank;
      else if (item.kind === 'key') unread.push(item.key);
      order.add(at);
      if (at % AT_ONCE === 0) yield;
    }
    yield* order.prepare(limit);
    return order.slice(0, limit).flatMap((at) => keys[at] ?? []);
  }

  private note(key: Buffer, rank: number | undefined): void {
    if (rank === undefined) this.ranks.delete(idOf(key));
    else this.ranks.set(idOf(key), rank);
  }
}

function idOf(key: Buffer): string {
  return key.toString('latin1');
}
