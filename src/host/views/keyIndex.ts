import { FilteredScan } from '../../core/keyspace/filteredScan';
import type { KeyFilter } from '../../core/keyspace/keyFilter';
import { matchesInfo, matchesText } from '../../core/keyspace/keyFilter';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { TreePage } from '../../core/keyspace/namespaceTree';
import { NamespaceTree } from '../../core/keyspace/namespaceTree';
import { readKeyInfos } from '../../core/keyspace/readKeyInfo';
import type { Connection } from '../../core/redis/connection';

export interface KeyIndexOptions {
  readonly connection: Connection;
  readonly separators: readonly string[];
  /** Keys that one step of the scan looks at. */
  readonly budget: number;
  readonly filter: KeyFilter;
}

export interface ReadInfosOptions {
  /** Reads lengths too, which counts as use of the key: only where they are shown. */
  readonly lengths?: boolean;
}

/** Keys of one pipeline of TYPE and PTTL: 500 commands keep the server well below a millisecond or two. */
const INFO_BATCH = 250;

/**
 * What is known of one connection's keys, under one filter: scans of the whole and of namespaces that rest between their
 * steps, the names they brought, and type and TTL of those that were asked for.
 */
export class KeyIndex {
  readonly connection: Connection;
  /** Of the connection when the scan began: after a reconnect the server may be another one. */
  readonly epoch: number;
  readonly filter: KeyFilter;
  /** The key whose name is exactly the filter's text, once looked for. */
  exact: Buffer | undefined;
  private exactLookup: Promise<void> | undefined;
  private readonly tree: NamespaceTree;
  /** By the path of the namespace; the root's is the whole scan. */
  private readonly scans = new Map<string, FilteredScan>();
  /** Paths whose scans go on until the end. */
  private readonly loading = new Set<string>();
  private readonly infos = new Map<string, KeyInfo>();
  private readonly measured = new Set<string>();

  constructor(private readonly options: KeyIndexOptions) {
    this.connection = options.connection;
    this.epoch = options.connection.epoch;
    this.filter = options.filter;
    this.tree = new NamespaceTree(options.separators);
  }

  /** The scan of the namespace `path` alone, or of the whole; undefined when there was no need of it yet. */
  scanOf(path: Buffer): FilteredScan | undefined {
    return this.scans.get(path.toString('latin1'));
  }

  /** Whether all names under `path` are known, by a scan of it or of something above it. */
  isComplete(path: Buffer): boolean {
    const wanted = path.toString('latin1');
    for (const [done, scan] of this.scans) if (scan.done && wanted.startsWith(done)) return true;
    return false;
  }

  /** The namespaces that were scanned by themselves, and how far. */
  get drilled(): readonly { readonly path: Buffer; readonly scanned: number }[] {
    const paths = [...this.scans].filter(([path]) => path !== '');
    return paths.map(([path, { scanned }]) => ({ path: Buffer.from(path, 'latin1'), scanned }));
  }

  /** Goes on scanning under `path` by one budget. */
  async more(path: Buffer, signal: AbortSignal): Promise<void> {
    const { connection, filter, budget } = this.options;
    const id = path.toString('latin1');
    const scan = this.scans.get(id) ?? new FilteredScan({ connection, prefix: path, filter, budget });
    this.scans.set(id, scan);
    await scan.next((names) => this.tree.add(names), signal);
  }

  /** Goes on under `path` until everything was seen; `onStep` hears of each budget. */
  async all(path: Buffer, signal: AbortSignal, onStep: () => void): Promise<void> {
    const id = path.toString('latin1');
    this.loading.add(id);
    try {
      while (!this.isComplete(path)) {
        await this.more(path, signal);
        onStep();
      }
    } finally {
      this.loading.delete(id);
    }
  }

  isLoading(path: Buffer): boolean {
    return this.loading.has(path.toString('latin1')) || this.scanOf(path)?.running === true;
  }

  /** Looks whether the filter's text is the name of a key, without scanning; asks once. */
  findExact(signal: AbortSignal): Promise<void> {
    this.exactLookup ??= this.lookUp(signal).catch((error: unknown) => {
      this.exactLookup = undefined;
      throw error;
    });
    return this.exactLookup;
  }

  /** The first `limit` rows directly under `path`. */
  async page(path: Buffer, limit: number): Promise<TreePage> {
    await this.tree.prepare(path, limit);
    return this.tree.children(path, { limit });
  }

  infoOf(key: Buffer): KeyInfo | undefined {
    return this.infos.get(idOf(key));
  }

  /** Reads type and TTL of those of `keys` that are not known yet; a key that is gone leaves the tree. */
  async readInfos(keys: readonly Buffer[], signal: AbortSignal, options: ReadInfosOptions = {}): Promise<void> {
    const known = options.lengths ? this.measured : this.infos;
    const wanted = keys.filter((key) => !known.has(idOf(key)));
    await this.read(wanted, signal, options);
  }

  /**
   * Reads them again, whatever is known: what died leaves the tree, what was born comes in where the filter wants it.
   * Answers whether names came or went.
   */
  async update(keys: readonly Buffer[], signal: AbortSignal, options: ReadInfosOptions = {}): Promise<boolean> {
    let moved = await this.read(keys, signal, options);
    for (const key of keys) {
      const info = this.infoOf(key);
      if (!info || !matchesText(this.filter, key)) continue;
      const { names } = matchesInfo(this.filter, info) ? this.tree.add([key]) : this.tree.remove(key);
      moved ||= names > 0;
    }
    return moved;
  }

  /** Answers whether one of them had to leave the tree. */
  private async read(
    keys: readonly Buffer[],
    signal: AbortSignal,
    { lengths = false }: ReadInfosOptions,
  ): Promise<boolean> {
    const before = this.tree.size;
    for (let start = 0; start < keys.length; start += INFO_BATCH) {
      const batch = keys.slice(start, start + INFO_BATCH);
      const infos = await readKeyInfos(this.connection, batch, signal, { lengths });
      batch.forEach((key, index) => {
        this.note(key, infos[index]);
        if (lengths) this.measured.add(idOf(key));
        else this.measured.delete(idOf(key));
      });
    }
    return this.tree.size < before;
  }

  private async lookUp(signal: AbortSignal): Promise<void> {
    const { text } = this.filter;
    if (text === undefined) return;
    const key = Buffer.from(text);
    const [info] = await readKeyInfos(this.connection, [key], signal, { lengths: false });
    if (!info || !matchesInfo(this.filter, info)) return;
    this.note(key, info);
    this.exact = key;
    if (matchesText(this.filter, key)) this.tree.add([key]);
  }

  private note(key: Buffer, info: KeyInfo | undefined): void {
    if (info) {
      this.infos.set(idOf(key), info);
      return;
    }
    this.infos.delete(idOf(key));
    this.tree.remove(key);
    if (this.exact?.equals(key)) this.exact = undefined;
  }
}

function idOf(key: Buffer): string {
  return key.toString('base64');
}
