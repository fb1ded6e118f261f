import { DeploymentScan } from '../../core/keyspace/deploymentScan';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { TreePage } from '../../core/keyspace/namespaceTree';
import { NamespaceTree } from '../../core/keyspace/namespaceTree';
import { readKeyInfos } from '../../core/keyspace/readKeyInfo';
import type { ScanOptions } from '../../core/keyspace/scan';
import type { Connection } from '../../core/redis/connection';

export interface KeyIndexOptions {
  readonly connection: Connection;
  readonly separators: readonly string[];
  /** Keys that one step of the scan looks at. */
  readonly budget: number;
  /** A glob. */
  readonly match?: string | undefined;
}

/** Keys of one pipeline of TYPE and PTTL: 500 commands keep the server well below a millisecond or two. */
const INFO_BATCH = 250;

/**
 * What is known of one connection's keys, under one filter: a scan that rests between its steps, the names it brought,
 * and type and TTL of those that were asked for.
 */
export class KeyIndex {
  readonly connection: Connection;
  /** Of the connection when the scan began: after a reconnect the server may be another one. */
  readonly epoch: number;
  private readonly tree: NamespaceTree;
  private readonly options: ScanOptions;
  private scan: DeploymentScan | undefined;
  private readonly infos = new Map<string, KeyInfo>();

  constructor({ connection, separators, budget, match }: KeyIndexOptions) {
    this.connection = connection;
    this.epoch = connection.epoch;
    this.tree = new NamespaceTree(separators);
    this.options = { budget: { keys: budget, ms: 1000 }, ...(match !== undefined && { match }) };
  }

  get scanned(): number {
    return this.scan?.scanned ?? 0;
  }

  get complete(): boolean {
    return this.scan?.done ?? false;
  }

  /** Keys in the database when the scan began, as far as the servers tell. */
  get total(): number | undefined {
    return this.scan?.total;
  }

  get size(): number {
    return this.tree.size;
  }

  /** Goes on scanning by one budget. */
  async more(signal: AbortSignal): Promise<void> {
    this.scan ??= await DeploymentScan.begin(this.connection, this.options, signal);
    await this.scan.next((names) => this.tree.add(names), signal);
  }

  /** The first `limit` rows directly under `path`. */
  page(path: Buffer, limit: number): TreePage {
    return this.tree.children(path, { limit });
  }

  infoOf(key: Buffer): KeyInfo | undefined {
    return this.infos.get(idOf(key));
  }

  /** Reads type and TTL of those of `keys` that are not known yet; a key that is gone leaves the tree. */
  async readInfos(keys: readonly Buffer[], signal: AbortSignal): Promise<void> {
    const wanted = keys.filter((key) => !this.infos.has(idOf(key)));
    for (let start = 0; start < wanted.length; start += INFO_BATCH) {
      const batch = wanted.slice(start, start + INFO_BATCH);
      const infos = await readKeyInfos(this.connection, batch, signal, { lengths: false });
      batch.forEach((key, index) => {
        this.note(key, infos[index]);
      });
    }
  }

  /** Reads them again, whatever is known. */
  async readInfosAgain(keys: readonly Buffer[], signal: AbortSignal): Promise<void> {
    for (const key of keys) this.infos.delete(idOf(key));
    await this.readInfos(keys, signal);
  }

  private note(key: Buffer, info: KeyInfo | undefined): void {
    if (info) this.infos.set(idOf(key), info);
    else this.tree.remove(key);
  }
}

function idOf(key: Buffer): string {
  return key.toString('base64');
}
