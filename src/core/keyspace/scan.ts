import { abortable, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import type { Executor } from '../redis/executor';
import type { Command, CommandArg, Reply } from '../redis/reply';
import { asArray, asBytes, asOptionalNumber, asText, ReplyError } from '../redis/reply';

/** How much one step of a scan may do. A limit that is not given does not stop it. */
export interface ScanBudget {
  /** Names looked at. The page that reaches it is still delivered, so a step may go over it by a page. */
  readonly keys?: number;
  /** Milliseconds. */
  readonly ms?: number;
}

export interface ScanOptions {
  /** A glob, as `SCAN … MATCH` reads it. Bytes where a name in it is not UTF-8. */
  readonly match?: string | Buffer;
  /** As `TYPE` names it; needs Redis 6 or Valkey. */
  readonly type?: string;
  /**
   * Names the server looks at per round trip. 1000 unless given: another client's PING p99 stays at 4 ms, at 10 000 it is
   * 16 ms; never more than 2000 (design card "performance").
   */
  readonly count?: number;
  /** For `next`; 10 000 names or one second unless given, whichever comes first. */
  readonly budget?: ScanBudget;
  readonly clock?: Clock;
}

/** What a scan knows after a step. */
export interface ScanProgress {
  /** Names that this step delivered, with the duplicates that SCAN may return. */
  readonly added: number;
  /**
   * Names looked at since the scan began. Exact (but for duplicates) without a filter; with one, the server does not tell
   * how many it passed over, so `count` is taken for each round trip.
   */
  readonly scanned: number;
  /** Everything was seen: each key that was there the whole time has been delivered at least once. */
  readonly done: boolean;
}

/** Hears of one page of names. The Buffers are the caller's to keep. */
export type OnPage = (names: readonly Buffer[]) => void;

const MAX_COUNT = 2000;
const DEFAULT_COUNT = 1000;
const DEFAULT_BUDGET: ScanBudget = { keys: 10_000, ms: 1000 };

interface Page {
  readonly cursor: string;
  readonly names: readonly Buffer[];
}

/**
 * Walks the names of one server (of a cluster: one node per scan) by SCAN, never by KEYS, in steps that can be resumed.
 *
 * Look-ahead: the next SCAN is sent before a page is handed over, so the server works while we do. It is not sent when
 * the budget is used up, so a scan that rests leaves nothing on its way. Each page costs one turn of the event loop,
 * because its SCAN is sent only after the page before it came: nothing blocks the thread longer than one page takes.
 *
 * One step at a time. After an abort or an error the scan stands where it was and can be stepped again: the page that
 * was under way comes again. Duplicates are dropped by whoever holds the names.
 */
export class KeyScan {
  private readonly count: number;
  private readonly budget: ScanBudget;
  private readonly filter: readonly CommandArg[];
  private readonly clock: Clock;
  private cursor = '0';
  private looked = 0;
  private finished = false;

  constructor(
    private readonly executor: Executor,
    options: ScanOptions = {},
  ) {
    this.count = Math.max(1, Math.min(options.count ?? DEFAULT_COUNT, MAX_COUNT));
    this.budget = options.budget ?? DEFAULT_BUDGET;
    this.clock = options.clock ?? systemClock;
    this.filter = [
      ...(options.match === undefined ? [] : ['MATCH', options.match]),
      ...(options.type === undefined ? [] : ['TYPE', options.type]),
    ];
  }

  get scanned(): number {
    return this.looked;
  }

  get done(): boolean {
    return this.finished;
  }

  /** Goes on until the budget is used up or everything was seen. Rejects with an abort error, or as the executor does. */
  next(onPage: OnPage, signal?: AbortSignal): Promise<ScanProgress> {
    return this.step(onPage, this.budget, signal);
  }

  /** Goes on until everything was seen ("Load all"). Rejects as `next` does. */
  rest(onPage: OnPage, signal?: AbortSignal): Promise<ScanProgress> {
    return this.step(onPage, {}, signal);
  }

  private async step(onPage: OnPage, budget: ScanBudget, signal: AbortSignal | undefined): Promise<ScanProgress> {
    const startedAt = this.clock.monotonic();
    const count = Math.min(this.count, Math.max(1, budget.keys ?? this.count));
    let stepLooked = 0;
    let added = 0;
    throwIfAborted(signal);
    let coming = this.finished ? undefined : this.ask(this.cursor, count, signal);
    while (coming) {
      const page: Page = await coming;
      const looked = this.filter.length > 0 ? count : page.names.length;
      stepLooked += looked;
      const finished = page.cursor === '0';
      const usedUp =
        stepLooked >= (budget.keys ?? Infinity) || this.clock.monotonic() - startedAt >= (budget.ms ?? Infinity);
      coming = finished || usedUp ? undefined : this.ask(page.cursor, count, signal);
      this.cursor = page.cursor;
      this.looked += looked;
      this.finished = finished;
      added += page.names.length;
      onPage(page.names);
    }
    return { added, scanned: this.looked, done: this.finished };
  }

  private ask(cursor: string, count: number, signal: AbortSignal | undefined): Promise<Page> {
    const command: Command = ['SCAN', cursor, ...this.filter, 'COUNT', count];
    const page = abortable(this.executor.send(command, signal && { signal }), signal).then(toPage);
    // Nobody waits for a page that was asked ahead when its listener throws; the one who waits still gets the error.
    page.catch(() => undefined);
    return page;
  }
}

function toPage(reply: Reply): Page {
  const [cursor = null, names = null] = asArray(reply);
  return { cursor: asText(cursor), names: asArray(names).map(asBytes) };
}

/** How many names there are, by DBSIZE; undefined where the server does not tell. */
export async function estimateTotal(executor: Executor, signal?: AbortSignal): Promise<number | undefined> {
  const [reply = null] = await executor.pipeline([['DBSIZE']], signal && { signal });
  return reply instanceof ReplyError ? undefined : asOptionalNumber(reply);
}
