import { FilteredScan } from '../../core/keyspace/filteredScan';
import type { KeyFilter } from '../../core/keyspace/keyFilter';
import { matchesInfo, matchesText } from '../../core/keyspace/keyFilter';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import { KeyNames } from '../../core/keyspace/keyNames';
import { readExistence } from '../../core/keyspace/readExistence';
import { readKeyInfos } from '../../core/keyspace/readKeyInfo';
import { typedName } from '../../core/keyspace/typedName';
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

export interface UpdateOptions extends ReadInfosOptions {
  /** Whether a key has a row: of others it is only asked whether they are there, for that is all that counts show. */
  readonly hasRow: (key: Buffer) => boolean;
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
  readonly names: KeyNames;
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
    this.names = new KeyNames(options.separators);
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
    await this.scanFor(path).next((names) => {
      this.names.add(names);
    }, signal);
  }

  /** Goes on under `path` until everything was seen; `onStep` hears of each page of names. */
  async all(path: Buffer, signal: AbortSignal, onStep: () => void): Promise<void> {
    if (this.isComplete(path)) return;
    const id = path.toString('latin1');
    this.loading.add(id);
    try {
      await this.scanFor(path).rest((names) => {
        this.names.add(names);
        onStep();
      }, signal);
    } finally {
      this.loading.delete(id);
    }
  }

  /** Scans as far as `old` did, in the whole and in each namespace that was looked into; `onStep` hears of it. */
  async catchUp(old: KeyIndex, signal: AbortSignal, onStep: () => void): Promise<void> {
    await this.findExact(signal);
    const wanted = [{ path: Buffer.alloc(0), scanned: old.scanOf(Buffer.alloc(0))?.scanned ?? 0 }, ...old.drilled];
    for (const { path, scanned } of wanted) {
      if (old.isComplete(path)) await this.all(path, signal, onStep);
      while (!this.isComplete(path) && (this.scanOf(path)?.scanned ?? -1) < scanned) {
        await this.more(path, signal);
        onStep();
      }
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
   * Looks at them again, whatever is known: what died leaves the tree, what was born comes in where the filter wants it.
   * Answers whether names came or went.
   */
  async update(keys: readonly Buffer[], signal: AbortSignal, { hasRow, ...read }: UpdateOptions): Promise<boolean> {
    const before = this.names.changes;
    const { type, ttl } = this.filter;
    const asksFacts = type !== undefined || ttl !== undefined;
    const wanted = keys.filter((key) => hasRow(key) || matchesText(this.filter, key));
    const known = wanted.filter((key) => asksFacts || hasRow(key));
    await this.read(known, signal, read);
    for (const key of known) this.admit(key, this.infoOf(key));
    const others = wanted.filter((key) => !hasRow(key));
    for (const key of others) this.forget(idOf(key));
    if (!asksFacts) await this.lookWhether(others, signal);
    return this.names.changes !== before;
  }

  /** Forgets type and TTL of all but these, for rows that are gone need none. */
  keepInfosOf(keys: readonly Buffer[]): void {
    const kept = new Set(keys.map(idOf));
    for (const id of this.infos.keys()) if (!kept.has(id)) this.forget(id);
  }

  /** The key turned out to be gone. */
  remove(key: Buffer): void {
    this.forget(idOf(key));
    this.names.remove(key);
    if (this.exact?.equals(key)) this.exact = undefined;
  }

  private scanFor(path: Buffer): FilteredScan {
    const { connection, filter, budget } = this.options;
    const scan = this.scanOf(path) ?? new FilteredScan({ connection, prefix: path, filter, budget });
    this.scans.set(path.toString('latin1'), scan);
    return scan;
  }

  private async read(
    keys: readonly Buffer[],
    signal: AbortSignal,
    { lengths = false }: ReadInfosOptions,
  ): Promise<void> {
    for (let start = 0; start < keys.length; start += INFO_BATCH) {
      const batch = keys.slice(start, start + INFO_BATCH);
      const infos = await readKeyInfos(this.connection, batch, signal, { lengths });
      batch.forEach((key, index) => {
        this.note(key, infos[index], lengths);
      });
    }
  }

  private async lookWhether(keys: readonly Buffer[], signal: AbortSignal): Promise<void> {
    const there = await readExistence(this.connection, keys, signal);
    keys.forEach((key, at) => {
      if (there[at] === true) this.names.add([key]);
      else if (there[at] === false) this.remove(key);
    });
  }

  /** Lets a key that is there into the tree, or out of it, as the filter wants. */
  private admit(key: Buffer, info: KeyInfo | undefined): void {
    if (!info || !matchesText(this.filter, key)) return;
    if (matchesInfo(this.filter, info)) this.names.add([key]);
    else this.names.remove(key);
  }

  private async lookUp(signal: AbortSignal): Promise<void> {
    const { text } = this.filter;
    if (text === undefined) return;
    const key = typedName(text);
    const [info] = await readKeyInfos(this.connection, [key], signal, { lengths: false });
    if (!info || !matchesInfo(this.filter, info)) return;
    this.note(key, info, false);
    this.exact = key;
    if (matchesText(this.filter, key)) this.names.add([key]);
  }

  private note(key: Buffer, info: KeyInfo | undefined, measured: boolean): void {
    if (!info) {
      this.remove(key);
      return;
    }
    this.infos.set(idOf(key), info);
    if (measured) this.measured.add(idOf(key));
    else this.measured.delete(idOf(key));
  }

  private forget(id: string): void {
    this.infos.delete(id);
    this.measured.delete(id);
  }
}

function idOf(key: Buffer): string {
  return key.toString('base64');
}
