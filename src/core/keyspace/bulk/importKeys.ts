import type { Clock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import type { Connection } from '../../redis/connection';
import type { Command } from '../../redis/reply';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import { NameArena } from '../nameArena';
import type { ImportStep } from './importSteps';

/** What is done with a key that is there already when its first line comes. */
export type ExistingKeys = 'skip' | 'overwrite' | 'stop';

export interface ImportPlan {
  readonly lines: number;
  /** Its number: empty lines count. */
  readonly lastLine: number;
  readonly keys: number;
  /** The first of them, to be shown. */
  readonly first: readonly Buffer[];
  /** Lines whose key has run out by now. */
  readonly expired: number;
}

export interface ImportReport {
  /** Keys of which all lines that were sent were taken. */
  readonly written: number;
  /** Were there, and were left as they are. */
  readonly skipped: number;
  /** Were there, and were replaced. */
  readonly overwritten: number;
  /** Lines that the server refused, and what it said to the first of them. */
  readonly refused: number;
  readonly refusal?: { readonly line: number; readonly error: CodedError };
  /** The last line that was dealt with. */
  readonly line: number;
  /** The key that stood in its way, where keys that are there were to stop it. */
  readonly stoppedAt?: Buffer;
  /** Why it ended before the last line; what was under way may have been done or not. */
  readonly failure?: CodedError;
}

export interface ImportOptions {
  readonly existing: ExistingKeys;
  /** Stops before the next batch. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: number) => void;
}

/** Names that a plan keeps. */
const FIRST = 5;

/** Reads a file to its end without sending anything. Throws `INVALID_INPUT` that names the first line that is refused. */
export async function planImport(
  steps: AsyncIterable<ImportStep>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<ImportPlan> {
  const names = new NameArena();
  let lines = 0;
  let lastLine = 0;
  let expired = 0;
  for await (const { line, key, commands } of steps) {
    signal?.throwIfAborted();
    lines++;
    lastLine = line;
    names.intern(key);
    if (commands.some((command) => (timeOf(command) ?? Infinity) <= clock.now())) expired++;
  }
  const first = Array.from({ length: Math.min(FIRST, names.count) }, (_, id) => names.read(id));
  return { lines, lastLine, keys: names.count, first, expired };
}

function timeOf([name, , time, , flag]: Command): number | undefined {
  const isTime = name === 'PEXPIREAT' || (name === 'RESTORE' && flag !== undefined);
  return isTime ? Number(String(time)) : undefined;
}

/** Lines, and bytes, of one round trip. */
const BATCH = 100;
const BATCH_BYTES = 1 << 20;

/**
 * Carries the steps out in their order, in batches. Rejects as the source does; what the server answers is in the report.
 */
export async function importKeys(
  connection: Connection,
  steps: AsyncIterable<ImportStep>,
  { existing, signal, onProgress }: ImportOptions,
): Promise<ImportReport> {
  const run = new ImportRun(connection, existing);
  let batch: ImportStep[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    await run.carryOut(batch);
    onProgress?.(run.line);
    batch = [];
    bytes = 0;
  };
  for await (const step of steps) {
    batch.push(step);
    bytes += step.size;
    if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
    await flush();
    if (run.ended || signal?.aborted) return run.report();
  }
  if (batch.length > 0) await flush();
  return run.report();
}

/** Refusals that the next line would meet as well. */
const FATAL = new Set(['OUT_OF_MEMORY', 'READONLY_REPLICA', 'MISCONFIGURED', 'SERVER_LOADING', 'CLUSTER_DOWN']);

class ImportRun {
  line = 0;
  private readonly seen = new NameArena();
  /** By id: what was found, and what became of it. */
  private readonly passed = new Set<number>();
  private readonly broken = new Set<number>();
  private overwritten = 0;
  private refused = 0;
  private refusal: ImportReport['refusal'];
  private stoppedAt: Buffer | undefined;
  private failure: CodedError | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly existing: ExistingKeys,
  ) {}

  get ended(): boolean {
    return this.stoppedAt !== undefined || this.failure !== undefined;
  }

  async carryOut(batch: readonly ImportStep[]): Promise<void> {
    try {
      const wanted = await this.admit(batch);
      const sent = wanted.flatMap(({ line, key, commands }) => commands.map((command) => ({ line, key, command })));
      const replies = await this.connection.pipeline(sent.map(({ command }) => command));
      sent.forEach(({ line, key, command }, index) => {
        const reply = replies[index];
        if (reply instanceof ReplyError) this.refuse(line, key, serverError(reply, command));
      });
      this.line = wanted.at(-1)?.line ?? this.line;
      if (!this.stoppedAt) this.line = batch.at(-1)?.line ?? this.line;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      this.failure = error;
      // Nobody knows whether they were written.
      for (const { key } of batch) if (this.seen.idOf(key) >= 0) this.broken.add(this.seen.idOf(key));
    }
  }

  report(): ImportReport {
    const { overwritten, refused, refusal, line, stoppedAt, failure } = this;
    return {
      ...{ written: this.seen.count - new Set([...this.passed, ...this.broken]).size, skipped: this.passed.size },
      ...{ overwritten, refused, line },
      ...(refusal && { refusal }),
      ...(stoppedAt && { stoppedAt }),
      ...(failure && { failure }),
    };
  }

  /** The steps that may be carried out; keys that are there, met for the first time, are dealt with before. */
  private async admit(batch: readonly ImportStep[]): Promise<ImportStep[]> {
    const fresh = this.newKeys(batch);
    const found = await this.connection.pipeline(fresh.map((key): Command => ['EXISTS', key]));
    const there = fresh.filter((_, index) => found[index] === 1);
    let end = batch.length;
    const [obstacle] = there;
    if (this.existing === 'stop' && obstacle) {
      this.stoppedAt = obstacle;
      end = batch.findIndex(({ key }) => key.equals(obstacle));
    } else if (this.existing === 'skip') for (const key of there) this.passed.add(this.seen.intern(key));
    else if (there.length > 0) await this.unlink(there);
    const admitted = batch.slice(0, end);
    // A key that comes after the one that stopped it was not written.
    for (const { key } of admitted) this.seen.intern(key);
    return admitted.filter(({ key }) => !this.passed.has(this.seen.idOf(key)));
  }

  private newKeys(batch: readonly ImportStep[]): Buffer[] {
    const fresh = new Map<string, Buffer>();
    for (const { key } of batch) {
      if (this.seen.idOf(key) < 0) fresh.set(key.toString('latin1'), key);
    }
    return [...fresh.values()];
  }

  private async unlink(keys: readonly Buffer[]): Promise<void> {
    const replies = await this.connection.pipeline(keys.map((key): Command => ['UNLINK', key]));
    for (const reply of replies) {
      if (reply instanceof ReplyError) throw serverError(reply, ['UNLINK']);
      this.overwritten++;
    }
  }

  private refuse(line: number, key: Buffer, error: CodedError): void {
    this.refused++;
    this.refusal ??= { line, error };
    this.broken.add(this.seen.intern(key));
    if (FATAL.has(error.code)) this.failure ??= error;
  }
}
