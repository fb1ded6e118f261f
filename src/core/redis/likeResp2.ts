import type { Command, CommandArg, Reply } from './reply';

/**
 * The replies that a server gives over RESP3, in the shapes that RESP2 has for them and that everybody here knows. Maps
 * are flat arrays already (wireReply.ts); what is left are the commands that say the same in another structure. EXEC
 * answers for the commands before it.
 */
export function likeResp2(commands: readonly Command[], replies: readonly Promise<Reply>[]): Promise<Reply>[] {
  let queued: Command[] | undefined;
  return replies.map((reply, index) => {
    const command = commands[index] ?? [''];
    switch (command[0].toUpperCase()) {
      case 'MULTI':
        queued = [];
        return reply;
      case 'DISCARD':
        queued = undefined;
        return reply;
      case 'EXEC': {
        const ran = queued ?? [];
        queued = undefined;
        return reply.then((all) => (isArray(all) ? all.map((each, at) => reshape(ran[at] ?? [''], each)) : all));
      }
    }
    queued?.push(command);
    return queued ? reply : reply.then((answer) => reshape(command, answer));
  });
}

type Shaper = (reply: readonly Reply[], args: readonly CommandArg[]) => Reply;

/** `[[member, score], …]`, and without scores what is flat already. */
const flat: Shaper = (reply) => reply.flat();

const SHAPERS: Readonly<Record<string, Shaper>> = {
  ...all('ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZINTER ZUNION ZDIFF ZRANDMEMBER HRANDFIELD', flat),
  ...all('ZPOPMIN ZPOPMAX', flat),
  ...all('XREAD XREADGROUP', pairs),
  'JSON.TYPE': ([type = null]) => type,
  ...all('JSON.NUMINCRBY JSON.NUMMULTBY', jsonNumbers),
  'TS.INFO': (info) => withValues(info, { labels: pairs, rules: (rules) => pairs(rules).map(spread) }),
  'TS.MGET': (series) => pairs(series).map(([key = null, found = null]) => [key, ...labelled(found)]),
  ...all('TS.MRANGE TS.MREVRANGE', (series) =>
    pairs(series).map(([key = null, found = null]) => [key, ...labelled(found)]),
  ),
  'FT.SEARCH': (found) => searchRows(found, (row) => ROW.flatMap((field) => valuesOf(row, field))),
  ...all('FT.AGGREGATE FT.CURSOR', aggregate),
  'FT.INFO': (info) => withValues(info, { attributes: (attributes) => attributes.map(withFlags) }),
};

function all(names: string, shaper: Shaper): Record<string, Shaper> {
  return Object.fromEntries(names.split(' ').map((name) => [name, shaper]));
}

function reshape([name, ...args]: Command, reply: Reply): Reply {
  const upper = name.toUpperCase();
  const shaper = Object.hasOwn(SHAPERS, upper) ? SHAPERS[upper] : undefined;
  return shaper && isArray(reply) ? shaper(reply, args) : reply;
}

/** What is no array has no items. */
function items(reply: Reply): readonly Reply[] {
  return isArray(reply) ? reply : [];
}

function isArray(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}

function pairs(map: readonly Reply[]): (readonly Reply[])[] {
  return map.flatMap((key, index) => (index % 2 === 0 ? [[key, map[index + 1] ?? null]] : []));
}

function spread([key = null, value = null]: readonly Reply[]): readonly Reply[] {
  return [key, ...items(value)];
}

function isWord(reply: Reply | undefined, word: string): boolean {
  return Buffer.isBuffer(reply) && reply.toString('latin1') === word;
}

/** The value of a field of a flat map, in a list; an empty one where the map has no such field. */
function valuesOf(map: readonly Reply[], field: string): readonly Reply[] {
  const at = map.findIndex((key, index) => index % 2 === 0 && isWord(key, field));
  return at < 0 ? [] : [map[at + 1] ?? null];
}

/** The map with the values of some fields in another shape. */
function withValues(map: readonly Reply[], shapers: Record<string, (value: readonly Reply[]) => Reply>): Reply {
  return pairs(map).flatMap(([key = null, value = null]) => {
    const shaper = Object.entries(shapers).find(([field]) => isWord(key, field))?.[1];
    return [key, shaper && isArray(value) ? shaper(value) : value];
  });
}

/** RESP2 has the numbers as one JSON text; of a path in the old notation, without `$`, only one of them. */
function jsonNumbers(numbers: readonly Reply[], [, path = '']: readonly CommandArg[]): Reply {
  const texts = numbers.map(jsonNumber);
  return Buffer.from(String(path).startsWith('$') ? `[${texts.join(',')}]` : (texts.at(-1) ?? 'null'));
}

/** As the module writes it: a double shows that it is one. */
function jsonNumber(reply: Reply): string {
  if (reply === null) return 'null';
  if (!Buffer.isBuffer(reply)) return String(reply);
  const value = Number(reply.toString('latin1'));
  const exponent = Number(value.toExponential().split('e')[1]);
  if (exponent < -5 || exponent > 15) return value.toExponential().replace('+', '');
  return Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

/** `[labels, …, samples]`: what was grouped stands between them, and among the labels in RESP2. */
function labelled(series: Reply): readonly Reply[] {
  const [labels = null, ...rest] = items(series);
  const samples = rest.at(-1) ?? null;
  const facts = rest.slice(0, -1).flatMap((fact) => pairs(items(fact)));
  const grouped = facts.flatMap(([name = null, values = null]) => {
    const label = isWord(name, 'reducers') ? '__reducer__' : isWord(name, 'sources') ? '__source__' : undefined;
    return label === undefined ? [] : [[Buffer.from(label), Buffer.from(items(values).map(String).join(','))]];
  });
  return [[...pairs(items(labels)), ...grouped], samples];
}

/** What RESP2 says of a document, in this order. */
const ROW = ['id', 'score', 'payload', 'sortkey', 'extra_attributes'];

function searchRows(found: readonly Reply[], row: (fields: readonly Reply[]) => readonly Reply[]): Reply {
  const rows = items(valuesOf(found, 'results')[0] ?? null);
  return [...valuesOf(found, 'total_results'), ...rows.flatMap((fields) => row(items(fields)))];
}

/** With a cursor, its number comes behind. */
function aggregate(reply: readonly Reply[]): Reply {
  const [found = null, cursor = null] = reply;
  if (isArray(found)) return [aggregate(found), cursor];
  return searchRows(reply, (fields) => valuesOf(fields, 'extra_attributes'));
}

function withFlags(attribute: Reply): Reply {
  return pairs(items(attribute)).flatMap(([key = null, value = null]) =>
    isWord(key, 'flags') ? items(value) : [key, value],
  );
}
