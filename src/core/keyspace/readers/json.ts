import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asText, ReplyError } from '../../redis/reply';
import type { JsonChildren, JsonNode } from '../keyTypes';
import { arrayStep, memberStep } from './jsonPath';
import { ask, askOf, type Reader } from './reader';

const PAGE = 200;
/** Documents and parts that take less memory than this are read whole. */
const SMALL_DOCUMENT = 64 * 1024;
const SMALL_PART = 1024 * 1024;
/** Bytes of a string that come with its node. */
const SHORT_STRING = 1000;
/** Names of an object's members come all at once: the server cannot page them. */
const MOST_MEMBERS = 20_000;
const MOST_MATCHES = 1000;

interface Place {
  readonly path: string;
  readonly name: string;
}

/** What a path matches. `text` is a JSON array of the matches; absent where it would be too much. */
export interface JsonMatches {
  readonly count: number;
  /** Memory that the matches take, bytes; absent where the server would not tell. */
  readonly memory?: number;
  readonly text?: string;
}

/** The document's root with its first level, and its text where it is small. Nothing else of it is read. */
export const readJson: Reader = async (executor, { key, memory, signal }) => {
  const present = await askOf(executor, key, [['JSON.TYPE', key, '$']], signal);
  if (!present) return undefined;
  const small = memory !== undefined && memory < SMALL_DOCUMENT;
  const [[root], children, [text = null]] = await Promise.all([
    readNodes(executor, key, [{ path: '$', name: '' }], signal),
    readJsonChildren(executor, key, { path: '$', from: 0 }, signal),
    small ? ask(executor, [['JSON.GET', key]], signal) : [],
  ]);
  // Deleted while it was read.
  if (!root) return undefined;
  return { content: { kind: 'json', root, children, ...(text !== null && { text: asText(text) }) } };
};

/** Members or elements of what is at `path`, from the one that has the place `from`; none of a value that has none. Unlisted
 * where there are too many, and where the server does not find the path by this command (see jsonPath.ts). */
export async function readJsonChildren(
  executor: Executor,
  key: Buffer,
  { path, from }: { readonly path: string; readonly from: number },
  signal?: AbortSignal,
): Promise<JsonChildren> {
  const [members = null, elements = null] = await ask(
    executor,
    [
      ['JSON.OBJLEN', key, path],
      ['JSON.ARRLEN', key, path],
    ],
    signal,
  );
  const [inObject, inArray] = [onlyOf(members), onlyOf(elements)];
  const total = asNumber(inObject ?? inArray ?? 0);
  const unknown = asArray(members).length === 0 && path !== '$';
  if (unknown || (inObject !== null && total > MOST_MEMBERS)) return { rows: [], total, unlisted: true };
  let places: Place[];
  if (inObject === null) {
    const count = Math.max(0, Math.min(PAGE, total - from));
    places = Array.from({ length: count }, (_, at) => ({
      path: path + arrayStep(from + at),
      name: String(from + at),
    }));
  } else {
    const [keys = null] = await ask(executor, [['JSON.OBJKEYS', key, path]], signal);
    const names = asArray(onlyOf(keys) ?? []).slice(from, from + PAGE);
    places = names.map(asText).map((name) => ({ path: path + memberStep(name), name }));
  }
  const next = from + places.length;
  return { rows: await readNodes(executor, key, places, signal), total, ...(next < total && { next }) };
}

/** A part as the server writes it; undefined when it is gone or too large to be read whole. */
export async function readJsonText(
  executor: Executor,
  key: Buffer,
  path: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { text } = await readJsonMatches(executor, key, path, signal);
  return text?.slice(1, -1);
}

/** What a JSONPath matches: how many, and their text where it is bounded. Rejects with the server's words about the path. */
export async function readJsonMatches(
  executor: Executor,
  key: Buffer,
  wanted: string,
  signal?: AbortSignal,
): Promise<JsonMatches> {
  const path = rooted(wanted);
  const [types, sizes = null] = await executor.pipeline(
    [
      ['JSON.TYPE', key, path],
      ['JSON.DEBUG', 'MEMORY', key, path],
    ],
    signal && { signal },
  );
  if (types instanceof ReplyError) throw new CodedError('SERVER_ERROR', types.message);
  const count = asArray(types ?? []).length;
  const memory = Array.isArray(sizes)
    ? asArray(sizes)
        .map(asNumber)
        .reduce((sum, size) => sum + size, 0)
    : undefined;
  const facts = { count, ...(memory !== undefined && { memory }) };
  if (memory === undefined || memory > SMALL_PART || count > MOST_MATCHES) return facts;
  const [text = null] = await ask(executor, [['JSON.GET', key, path]], signal);
  return text === null ? { count: 0 } : { ...facts, text: asText(text) };
}

/** What is at each place, without what is below it; what is not there any more is left out. */
async function readNodes(
  executor: Executor,
  key: Buffer,
  places: readonly Place[],
  signal: AbortSignal | undefined,
): Promise<JsonNode[]> {
  const types = await ask(
    executor,
    places.map(({ path }): Command => ['JSON.TYPE', key, path]),
    signal,
  );
  const found = places.flatMap((place, at) => {
    const type = onlyOf(types[at] ?? null);
    return type === null ? [] : [{ ...place, type: asText(type) }];
  });
  const facts = await ask(
    executor,
    found.map(({ path, type }): Command => [FACT_COMMANDS[type] ?? 'JSON.GET', key, path]),
    signal,
  );
  const nodes = found.map((place, at): JsonNode => withFact(place, facts[at] ?? null));
  const short = nodes.filter(({ type, size }) => type === 'string' && size !== undefined && size <= SHORT_STRING);
  const texts = await ask(
    executor,
    short.map(({ path }): Command => ['JSON.GET', key, path]),
    signal,
  );
  const values = new Map(short.map(({ path }, at) => [path, matchText(texts[at] ?? null)]));
  return nodes.map((node) => {
    const value = values.get(node.path);
    return value === undefined ? node : { ...node, value };
  });
}

const FACT_COMMANDS: Readonly<Record<string, string>> = {
  object: 'JSON.OBJLEN',
  array: 'JSON.ARRLEN',
  string: 'JSON.STRLEN',
};

function withFact(place: Omit<JsonNode, 'size' | 'value'>, fact: Reply): JsonNode {
  if (!Object.hasOwn(FACT_COMMANDS, place.type)) {
    const value = matchText(fact);
    return { ...place, ...(value !== undefined && { value }) };
  }
  const size = onlyOf(fact);
  return { ...place, ...(size !== null && { size: asNumber(size) }) };
}

/** `[5]`, as JSON.GET answers for a path from the root, without its brackets; digits stay as they are. */
function matchText(reply: Reply): string | undefined {
  const text = reply === null ? '[]' : asText(reply);
  return text === '[]' ? undefined : text.slice(1, -1);
}

/** A path from the root names one thing: the reply is a list of one, or of none when it is not there. */
function onlyOf(reply: Reply): Reply {
  return Array.isArray(reply) ? ((reply as readonly Reply[])[0] ?? null) : null;
}

/** Paths of the older kind, without `$`, are understood as from the root; nothing else may stand where a path belongs. */
function rooted(path: string): string {
  const text = path.trim();
  if (text.startsWith('$')) return text;
  return text.startsWith('.') || text.startsWith('[') ? `$${text}` : `$.${text}`;
}
