import type { Connection } from '../redis/connection';
import { DeploymentScan } from './deploymentScan';
import { escapeGlob, globMatches } from './glob';
import type { KeyFilter } from './keyFilter';
import { globOf, matchesTtl } from './keyFilter';
import { readTtls } from './readTtls';
import type { OnPage, ScanOptions } from './scan';

export interface FilteredScanOptions {
  readonly connection: Connection;
  /** Only names that begin so; the empty one is no limit. */
  readonly prefix: Buffer;
  readonly filter: KeyFilter;
  /** Keys that one step looks at; ten times as many where the server passes over those that do not match. */
  readonly budget: number;
}

/** Milliseconds of one step. */
const STEP_MS = 1000;
const FILTERED_FACTOR = 10;

/**
 * A scan of what a filter lets through, of the whole keyspace or of one namespace (`MATCH prefix*`), that rests between
 * its steps. Name and type are filtered by the server (SCAN has one MATCH: under a prefix the text is matched here), TTLs
 * are read for the names that are left, within the same step. After an abort or an error it can be stepped again: no name
 * is lost.
 */
export class FilteredScan {
  private scan: DeploymentScan | undefined;
  private step: Promise<void> | undefined;
  /** Names that were scanned, and whose TTL was not read yet. */
  private unread: Buffer[] = [];
  private passed = 0;

  constructor(private readonly options: FilteredScanOptions) {}

  /** Names that the servers looked at. */
  get scanned(): number {
    return this.scan?.scanned ?? 0;
  }

  /** Names that passed, with the duplicates that SCAN may return. */
  get found(): number {
    return this.passed;
  }

  /** Keys in the database when the scan began, as far as the servers tell. */
  get total(): number | undefined {
    return this.scan?.total;
  }

  get done(): boolean {
    return this.scan?.done === true && this.unread.length === 0;
  }

  get running(): boolean {
    return this.step !== undefined;
  }

  /** One budget further. Who asks while a step is under way waits for that one. Rejects as the connection does. */
  next(onNames: OnPage, signal: AbortSignal): Promise<void> {
    return this.advance(onNames, signal, false);
  }

  /**
   * Goes on until everything was seen: the server is asked for the next names before the last ones are read, all the way,
   * where steps would let it wait after each. Rejects as `next`.
   */
  async rest(onNames: OnPage, signal: AbortSignal): Promise<void> {
    while (!this.done) await this.advance(onNames, signal, true);
  }

  private advance(onNames: OnPage, signal: AbortSignal, toEnd: boolean): Promise<void> {
    this.step ??= this.go(onNames, signal, toEnd).finally(() => {
      this.step = undefined;
    });
    return this.step;
  }

  private async go(onNames: OnPage, signal: AbortSignal, toEnd: boolean): Promise<void> {
    const { connection, filter } = this.options;
    this.scan ??= await DeploymentScan.begin(connection, this.scanOptions(), signal);
    const deliver = this.delivery(onNames);
    if (filter.ttl === undefined) {
      await (toEnd ? this.scan.rest(deliver, signal) : this.scan.next(deliver, signal));
      return;
    }
    // TTLs are read step by step: what waits for them stays small.
    if (this.unread.length === 0) await this.scan.next((names) => void this.unread.push(...names), signal);
    const names = this.unread;
    const ttls = await readTtls(connection, names, signal);
    this.unread = [];
    deliver(names.filter((_, index) => matchesTtl(filter.ttl, ttls[index])));
  }

  private delivery(onNames: OnPage): OnPage {
    const { prefix, filter } = this.options;
    const glob = prefix.length > 0 && filter.text !== undefined ? globOf(filter.text) : undefined;
    return (names) => {
      const wanted = glob ? names.filter((name) => globMatches(glob, name)) : names;
      this.passed += wanted.length;
      onNames(wanted);
    };
  }

  private scanOptions(): ScanOptions {
    const { prefix, filter, budget } = this.options;
    const { text, type } = filter;
    const match =
      prefix.length > 0
        ? Buffer.concat([escapeGlob(prefix), Buffer.from('*')])
        : text === undefined
          ? text
          : globOf(text);
    const filtered = match !== undefined || type !== undefined;
    return {
      budget: { keys: filtered && filter.ttl === undefined ? FILTERED_FACTOR * budget : budget, ms: STEP_MS },
      ...(match !== undefined && { match }),
      ...(type !== undefined && { type }),
    };
  }
}
