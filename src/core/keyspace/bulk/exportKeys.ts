import { throwIfAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { systemClock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import { hasFeature } from '../../redis/capabilities';
import type { Connection } from '../../redis/connection';
import type { NameArena } from '../nameArena';
import type { KeyHead } from './keyHeads';
import { readHeads } from './keyHeads';
import { writeJsonLine } from './jsonPart';
import type { KeyPart } from './keyPart';
import { expiryCommand, partCommands } from './keyPart';
import { commandLine } from './quote';
import { needsDump, readParts } from './readParts';

/** Commands as redis-cli reads them, JSON lines, or one RESTORE for each key. */
export type ExportForm = 'commands' | 'jsonLines' | 'dump';

export interface ExportReport {
  /** Keys that are in the file. */
  readonly keys: number;
  /** Were not there any more when it was their turn. */
  readonly gone: number;
  /** By type: keys of types that only DUMP can read, in a form that is none. */
  readonly dumped: ReadonlyMap<string, number>;
  /** Entries that wait in consumer groups, which the form cannot hold. */
  readonly pendingLeft: number;
  /** Keys that could not be read, or not to their end, and why the first of them could not. */
  readonly failed: number;
  readonly failure?: { readonly key: Buffer; readonly error: CodedError };
}

export interface ExportOptions {
  readonly form: ExportForm;
  /** Takes a piece of the file; the next one comes when it is done. */
  readonly write: (text: string) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  readonly clock?: Clock;
}

/** What ends the whole and not only one key. */
const FATAL = new Set(['CONNECTION_LOST', 'NOT_CONNECTED', 'COMMAND_TIMEOUT']);

/** Keys whose facts are read in one round trip, and whose first pieces are on their way at once where they are small. */
const AHEAD = 16;
/** Bytes of memory up to which a key counts as small. */
const SMALL = 1 << 16;

/**
 * Writes these keys in their order. Nothing large is in memory as a whole, but what the form or the type demands (see
 * readParts.ts). Rejects with an abort error, when the connection is lost, or as `write` does: then the file is not
 * complete. A key that cannot be read is counted, and the others go on.
 */
export async function exportKeys(
  connection: Connection,
  names: NameArena,
  { form, write, signal, onProgress, clock = systemClock }: ExportOptions,
): Promise<ExportReport> {
  const tally = new Tally();
  const options = {
    dump: form === 'dump',
    fieldTtls: connection.capabilities !== undefined && hasFeature(connection.capabilities, 'hashFieldTtl'),
    ...(signal && { signal }),
  };
  for (let at = 0; at < names.count; at += AHEAD) {
    throwIfAborted(signal);
    const keys = Array.from({ length: Math.min(AHEAD, names.count - at) }, (_, index) => names.read(at + index));
    const heads = await readHeads(connection, keys, clock, signal);
    const readers = heads.map((head) => {
      if (!head || head instanceof CodedError) return undefined;
      const reader = new PartReader(readParts(connection, head.key, head.type, options));
      if (head.memory <= SMALL) reader.begin();
      return { head, reader };
    });
    for (const [index, key] of keys.entries()) {
      const head = heads[index];
      const ready = readers[index];
      if (ready) await exportOne(ready.head, ready.reader, form, write, tally);
      else if (head) tally.fail(key, head);
      else tally.gone++;
    }
    onProgress?.(at + keys.length, names.count);
  }
  return tally.report();
}

/** The lines of one key: pieces until there is none, and then its TTL. */
export async function* keyLines(
  { key, expireAt }: KeyHead,
  parts: AsyncIterator<KeyPart>,
  form: ExportForm,
  onPart: (part: KeyPart) => void = () => undefined,
): AsyncGenerator<string> {
  let coming = await parts.next();
  const any = !coming.done;
  while (!coming.done) {
    const part = coming.value;
    onPart(part);
    coming = await parts.next();
    const more = !coming.done;
    if (form === 'jsonLines') yield writeJsonLine({ key, part, more, ...(expireAt !== undefined && { expireAt }) });
    else if (form === 'dump' && part.kind === 'dump') {
      yield commandLine(['RESTORE', key, expireAt ?? 0, part.payload, ...(expireAt === undefined ? [] : ['ABSTTL'])]);
    } else for (const command of partCommands(key, part)) yield commandLine(command);
  }
  if (any && form === 'commands' && expireAt !== undefined) yield commandLine(expiryCommand(key, expireAt));
}

async function exportOne(
  head: KeyHead,
  reader: PartReader,
  form: ExportForm,
  write: ExportOptions['write'],
  tally: Tally,
): Promise<void> {
  let lines = 0;
  try {
    for await (const line of keyLines(head, reader, form, (part) => {
      tally.note(head, part, form);
    })) {
      lines++;
      await write(`${line}\n`);
    }
  } catch (error) {
    tally.fail(head.key, error);
    return;
  }
  if (lines > 0) tally.keys++;
  else tally.gone++;
}

/** Lets the first piece be asked for before it is wanted. */
class PartReader implements AsyncIterator<KeyPart> {
  private first: Promise<IteratorResult<KeyPart>> | undefined;

  constructor(private readonly parts: AsyncGenerator<KeyPart>) {}

  begin(): void {
    this.first = this.parts.next();
    // Who asks for it hears of it.
    this.first.catch(() => undefined);
  }

  next(): Promise<IteratorResult<KeyPart>> {
    const { first } = this;
    this.first = undefined;
    return first ?? this.parts.next();
  }
}

class Tally {
  keys = 0;
  gone = 0;
  private failed = 0;
  private pendingLeft = 0;
  private readonly dumped = new Map<string, number>();
  private failure: ExportReport['failure'];

  note({ type }: KeyHead, part: KeyPart, form: ExportForm): void {
    if (part.kind === 'dump' && form !== 'dump' && needsDump(type)) {
      this.dumped.set(type, (this.dumped.get(type) ?? 0) + 1);
    }
    if (part.kind === 'streamEnd') for (const { pending = 0 } of part.groups) this.pendingLeft += pending;
  }

  /** Throws what ends the whole. */
  fail(key: Buffer, error: unknown): void {
    // Cancelled, or the disk is full.
    if (!(error instanceof CodedError) || FATAL.has(error.code)) throw error;
    this.failed++;
    this.failure ??= { key, error };
  }

  report(): ExportReport {
    const { keys, gone, dumped, pendingLeft, failed, failure } = this;
    return { keys, gone, dumped, pendingLeft, failed, ...(failure && { failure }) };
  }
}
