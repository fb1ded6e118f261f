import { CodedError } from '../base/errors';
import type { Executor } from '../redis/executor';
import type { Command, Reply } from '../redis/reply';
import { asArray, asBytes, asNumber, asText, ReplyError } from '../redis/reply';
import type { ObservedKey } from './observedKey';
import { LOOSE, parseObserved, WORDS } from './observedKey';
import PAGE from './page.lua?text';
import type { Touching } from './untouched';
import { pipelineUntouched } from './untouched';

/**
 * Names of one page. Its script keeps the server for about a millisecond; at 1000 names another client's slowest PING
 * would wait twice as long for little gain.
 */
const COUNT = 400;
/** Elements that are measured one by one before another client has its turn: about a millisecond. */
const AT_ONCE = 10_000;
/** Of one key, which nobody can interrupt: about five milliseconds. Of more elements these are measured, not five. */
const OF_ONE = 50_000;
/** Elements that one audit measures of such keys, about a second of the server's time; of what comes then, a hundred each. */
const OF_ALL = 10_000_000;
const AFTERWARDS = 100;
/** What an element is taken to be where its number may not be read. */
const ELEMENT_BYTES = 64;
/** From here on a string's length is asked for. */
const BIG_STRING = 50_000;

/** Commands that tell a length, by type. */
const LENGTHS: Readonly<Record<string, string>> = {
  string: 'STRLEN',
  hash: 'HLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  stream: 'XLEN',
};

export interface Page {
  readonly cursor: string;
  /** Names that SCAN gave, with those that are gone by now. */
  readonly names: number;
  readonly keys: readonly ObservedKey[];
}

/** Reads pages of one server: by one reading script each where the server allows it, else by pipelines. */
export class PageReader {
  private scripted = true;
  private measured = 0;

  constructor(
    private readonly executor: Executor,
    private readonly touching: Touching,
    private readonly signal: AbortSignal,
  ) {}

  async read(cursor: string): Promise<Page> {
    if (this.scripted) {
      const page = await this.byScript(cursor);
      if (page) return page;
      this.scripted = false;
    }
    return this.byPipeline(cursor);
  }

  /** Measures what the page could only estimate, a few at a time. */
  async measure(keys: readonly ObservedKey[]): Promise<readonly ObservedKey[]> {
    const bytes = new Map<ObservedKey, number>();
    let commands: Command[] = [];
    let those: ObservedKey[] = [];
    let elements = 0;
    const flush = async (): Promise<void> => {
      const replies = commands.length === 0 ? [] : await this.executor.pipeline(commands, { signal: this.signal });
      for (const [index, key] of those.entries()) {
        const reply = replies[index] ?? null;
        if (typeof reply === 'number') bytes.set(key, reply);
      }
      [commands, those, elements] = [[], [], 0];
    };
    for (const key of keys) {
      if (key.isEstimate !== true) continue;
      const samples = this.samplesOf(key);
      if (elements + samples > AT_ONCE) await flush();
      commands.push(['MEMORY', 'USAGE', key.name, 'SAMPLES', samples]);
      those.push(key);
      elements += samples;
    }
    await flush();
    return bytes.size === 0 ? keys : keys.map((key) => ({ ...key, bytes: bytes.get(key) ?? key.bytes }));
  }

  private samplesOf({ length, bytes = 0 }: ObservedKey): number {
    const elements = length ?? Math.ceil(bytes / ELEMENT_BYTES);
    const samples = Math.min(elements, this.measured < OF_ALL ? OF_ONE : AFTERWARDS);
    this.measured += samples;
    return Math.max(1, samples);
  }

  /** The server flags EVAL_RO (Redis 7, Valkey) as reading, so that it passes on a read-only connection too. */
  private async byScript(cursor: string): Promise<Page | undefined> {
    const mayCount = this.touching === 'avoided' ? 0 : 1;
    const [reply = null] = await this.ask([['EVAL_RO', PAGE, 0, cursor, COUNT, AT_ONCE, mayCount]]).catch(refusal);
    if (reply instanceof ReplyError) return undefined;
    const [next = null, names = null, words = null] = asArray(reply);
    return pageOf(asText(next), asArray(names), asText(words).split(' '));
  }

  private async byPipeline(cursor: string): Promise<Page> {
    const { executor, signal } = this;
    const [next = null, page = null] = asArray(await executor.send(['SCAN', cursor, 'COUNT', COUNT], { signal }));
    const names = asArray(page);
    const commands = names.map(asBytes).flatMap((key): Command[] => [
      ['TYPE', key],
      ['PTTL', key],
      ['MEMORY', 'USAGE', key],
      ['OBJECT', 'ENCODING', key],
    ]);
    const replies = commands.length === 0 ? [] : await executor.pipeline(commands, { signal });
    const words = replies.flatMap((reply, at) => (at % 4 === 3 ? [wordOf(reply), '-'] : [wordOf(reply)]));
    const found = pageOf(asText(next), names, words);
    return { ...found, keys: await this.withLengths(found.keys) };
  }

  private async withLengths(keys: readonly ObservedKey[]): Promise<readonly ObservedKey[]> {
    const isLoose = ({ encoding, type }: ObservedKey): boolean => type !== 'string' && LOOSE.has(encoding ?? '');
    const wanted = keys.filter((key) => isLoose(key) || (key.type === 'string' && (key.bytes ?? 0) > BIG_STRING));
    const commands = wanted.flatMap(({ name, type }): Command[] => (LENGTHS[type] ? [[LENGTHS[type], name]] : []));
    const replies = this.touching === 'avoided' || commands.length === 0 ? [] : await this.ask(commands);
    const lengths = new Map(commands.map(([, name], index) => [name, replies[index] ?? null]));
    return keys.map((key) => {
      const reply = lengths.get(key.name) ?? null;
      const length = reply === null || reply instanceof ReplyError ? undefined : asNumber(reply);
      return { ...key, ...(length !== undefined && { length }), ...(isLoose(key) && { isEstimate: true }) };
    });
  }

  private ask(commands: readonly Command[]): Promise<readonly (Reply | ReplyError)[]> {
    return pipelineUntouched(this.executor, commands, this.touching, { signal: this.signal });
  }
}

function pageOf(cursor: string, names: readonly Reply[], words: readonly string[]): Page {
  const keys = names.flatMap(
    (name, index) => parseObserved(asBytes(name), words.slice(WORDS * index, WORDS * (index + 1))) ?? [],
  );
  return { cursor, names: names.length, keys };
}

function wordOf(reply: Reply): string {
  return reply === null || reply instanceof ReplyError ? '-' : asText(reply);
}

/** No such command (Redis 6.2), or not believed to only read: the pipelines say the same. */
function refusal(error: unknown): readonly ReplyError[] {
  const codes = ['NO_PERMISSION', 'UNKNOWN_COMMAND', 'READ_ONLY_CONNECTION', 'SERVER_ERROR'];
  if (error instanceof CodedError && codes.includes(error.code)) return [new ReplyError(error.message)];
  throw error;
}
