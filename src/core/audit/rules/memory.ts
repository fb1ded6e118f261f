import type { BigKey } from '../keyspaceStats';
import { partsOf } from '../namespaceName';
import type { NamespaceStats } from '../namespaceStats';
import { count, defineRule, percent, size } from '../rule';
import type { ServerState } from '../serverState';
import type { Thresholds } from '../thresholds';

const LESSON = 'memory';

export const bigKeys = defineRule(
  {
    id: 'memory.big',
    title: 'Big keys',
    why: 'One command over a big key keeps every other client waiting, it cannot be spread over a cluster, and deleting it by DEL stops the server.',
    source:
      "Redis Insight's recommendations (strings of 100 000 bytes, hashes of 5 000 fields, sets of 1 000 members); measured: DEL of a set of 200 000 took 89 ms, UNLINK 0.4 ms",
    lesson: LESSON,
  },
  ({ keyspace, thresholds }, found) => {
    for (const [family, keys] of grouped(keyspace.biggest.filter((key) => excess(key, thresholds) > 1))) {
      const [first] = keys;
      if (!first) continue;
      const worst = Math.max(...keys.map((key) => excess(key, thresholds)));
      found(worst >= 10 ? 'error' : 'warning', {
        subject: keys.length === 1 ? first.name.toString('utf8') : family,
        evidence: { text: `${describe(first)}${more(keys.length)}`, keys: keys.slice(0, 5).map(({ name }) => name) },
        threshold: limitText(first.type, thresholds),
        fix: 'Split it by a natural part (day, region, hash of the id), page through it, and delete it by UNLINK.',
      });
    }
  },
);

function grouped(keys: readonly BigKey[]): ReadonlyMap<string, BigKey[]> {
  const families = new Map<string, BigKey[]>();
  for (const key of keys) {
    const id = `${key.namespace} ${key.type}`;
    const others = families.get(id);
    if (others) others.push(key);
    else families.set(id, [key]);
  }
  return new Map([...families].map(([id, of]) => [id.slice(0, id.lastIndexOf(' ')), of]));
}

/** How many times the limit of its type. */
function excess({ type, length = 0 }: BigKey, thresholds: Thresholds): number {
  const limit = limitOf(type, thresholds);
  return limit === undefined ? 0 : length / limit;
}

function limitOf(type: string, thresholds: Thresholds): number | undefined {
  const limits: Readonly<Record<string, number>> = {
    string: thresholds.bigStringBytes,
    hash: thresholds.bigHashFields,
    list: thresholds.bigListItems,
    set: thresholds.bigSetMembers,
    zset: thresholds.bigZsetMembers,
    stream: thresholds.bigStreamEntries,
  };
  return limits[type];
}

const UNITS: Readonly<Record<string, string>> = {
  string: 'bytes',
  hash: 'fields',
  list: 'items',
  set: 'members',
  zset: 'members',
  stream: 'entries',
};

function limitText(type: string, thresholds: Thresholds): string {
  return `${type} of more than ${count(limitOf(type, thresholds) ?? 0)} ${UNITS[type] ?? ''}; ten times that is an error`;
}

function describe({ type, length = 0, bytes = 0 }: BigKey): string {
  return `${type} of ${count(length)} ${UNITS[type] ?? ''}, ${size(bytes)}`;
}

function more(keys: number): string {
  return keys === 1 ? '.' : `; ${count(keys)} such keys.`;
}

export const hotNamespace = defineRule(
  {
    id: 'memory.hot',
    title: 'Where the memory is',
    why: 'One family of keys decides what the server costs: what is saved there counts.',
    source: 'half of all memory in one family',
    lesson: LESSON,
  },
  ({ namespaces, keyspace, thresholds }, found) => {
    for (const { name, all } of namespaces) {
      const share = all.bytes / Math.max(1, keyspace.all.bytes);
      if (share <= thresholds.hotShare || namespaces.length < 2) continue;
      found('info', {
        subject: name,
        evidence: {
          text: `${size(all.bytes)} in ${count(all.count)} keys: ${percent(share)} of what was seen.`,
          keys: all.examples,
        },
        threshold: `more than ${percent(thresholds.hotShare)}`,
        fix: 'Look at one of its keys in the inspector: encoding, length and TTL say what can be saved.',
      });
    }
  },
);

/** Compact encodings end here by default; the server's own settings go before them. */
const DEFAULT_LIMITS: Readonly<Record<string, number>> = { hash: 512, zset: 128 };
const LARGE: Readonly<Record<string, string>> = { hash: 'hashtable', zset: 'skiplist', set: 'hashtable' };
/** What compact keys were measured to take of what the same data takes otherwise. */
const SAVING: Readonly<Record<string, number>> = { hash: 0.73, zset: 0.9, set: 0.8 };
/** Bytes of an element in the big encodings, with a quarter more elements than the limit: beyond that it is big by nature. */
const ELEMENT_BYTES = 150;

export const pastThreshold = defineRule(
  {
    id: 'memory.encoding',
    title: 'Small collections in the big encoding',
    why: 'A hash, set or sorted set is compact up to a number of elements and a length of each; one long value, or one element too many, makes the whole several times bigger, and nothing makes it small again.',
    source:
      'measured on Redis 7.0: hash of 5 fields 163 bytes as listpack, 613 with one field of 70 bytes; sorted set 1 072 bytes at 128 members, 14 872 at 129',
    lesson: LESSON,
  },
  ({ namespaces, servers, thresholds }, found) => {
    for (const family of namespaces) {
      for (const [type, encoding] of Object.entries(LARGE)) {
        const keys = family.encodings.get(`${type}/${encoding}`);
        const limit = limitFrom(servers, type);
        if (!keys || keys.count < thresholds.familyKeys || limit === undefined) continue;
        const average = keys.bytes / keys.count;
        if (average > limit * ELEMENT_BYTES) continue;
        found('info', {
          subject: family.name,
          evidence: {
            text: `${count(keys.count)} keys of type ${type} are a ${encoding} of ${size(average)} on average; as listpack they would take about ${size(keys.bytes * (SAVING[type] ?? 0))} less.`,
            keys: keys.examples,
          },
          threshold: `${type} of about ${count(limit)} elements or fewer that is no listpack, ${count(thresholds.familyKeys)} keys or more`,
          fix: `Keep values short, split long ones off, or raise ${type}-max-listpack-entries and -value if the CPU allows it.`,
        });
      }
    }
  },
);

/** The first server's own setting; of a cluster all should have the same. Sets of texts are compact since Redis 7.2 only. */
function limitFrom([server]: readonly ServerState[], type: string): number | undefined {
  const settings = server?.settings;
  const limit = settings?.known === true ? Number(settings.value.get(`${type}-max-listpack-entries`)) : NaN;
  return limit > 0 ? limit : DEFAULT_LIMITS[type];
}

export const keyPerField = defineRule(
  {
    id: 'memory.keyPerField',
    title: 'One key for each field',
    why: 'Every key costs its name, its object and its place in the table. Fields of one hash share all of that, are read in one command and expire together.',
    source: 'measured, 10 000 users of 5 fields: 404 bytes a user as five keys, 163 as a hash',
    lesson: LESSON,
  },
  ({ namespaces, thresholds }, found) => {
    for (const [entity, families] of entities(namespaces)) {
      const keys = families.reduce((sum, { smallStrings }) => sum + smallStrings.count, 0);
      if (families.length < thresholds.fieldFamilies || keys < thresholds.familyKeys * families.length) continue;
      const bytes = families.reduce((sum, { smallStrings }) => sum + smallStrings.bytes, 0);
      found('info', {
        subject: entity,
        evidence: {
          text: `${families.map(({ name }) => name).join(', ')}: ${count(keys)} small strings, ${size(bytes)}; as hashes about ${size(bytes * 0.6)} less.`,
          keys: families.flatMap(({ smallStrings }) => smallStrings.examples.slice(0, 1)),
        },
        threshold: `${count(thresholds.fieldFamilies)} fields or more of one entity, each a string below 200 bytes`,
        fix: `HSET ${entity.replace(/:\*$/, ':<id>')} name … mail …; JSON where parts are nested.`,
      });
    }
  },
);

/** Families of small strings by what they share but for their last part: `user:*` has `user:*:name` and `user:*:mail`. */
function entities(namespaces: readonly NamespaceStats[]): ReadonlyMap<string, NamespaceStats[]> {
  const found = new Map<string, NamespaceStats[]>();
  for (const family of namespaces) {
    const parts = partsOf(family.name);
    const last = parts.at(-1);
    const isField = parts.length >= 5 && parts.at(-3) === '*' && last !== undefined && /^[A-Za-z]/.test(last);
    if (!isField || family.smallStrings.count < 0.9 * family.all.count) continue;
    const entity = parts.slice(0, -2).join('');
    const others = found.get(entity);
    if (others) others.push(family);
    else found.set(entity, [family]);
  }
  return found;
}

export const unboundedGrowth = defineRule(
  {
    id: 'memory.growth',
    title: 'Collections that only grow',
    why: 'A list, stream or sorted set that nobody trims grows until the memory is full.',
    source: 'longer than in the audit before, and without a TTL',
    lesson: LESSON,
  },
  ({ keyspace, before }, found) => {
    if (!before) return;
    for (const { name, type, length = 0, ttl } of keyspace.biggest) {
      const earlier = before.get(name.toString('base64'));
      if (!['list', 'stream', 'zset'].includes(type) || ttl !== 'never' || earlier === undefined || length <= earlier)
        continue;
      found('warning', {
        subject: name.toString('utf8'),
        evidence: {
          text: `${type} of ${count(length)} ${UNITS[type] ?? ''}, ${count(length - earlier)} more than before.`,
          keys: [name],
        },
        threshold: 'any growth of a big collection without a TTL',
        fix: 'Trim where you add: XADD … MAXLEN ~, LTRIM after LPUSH, ZREMRANGEBYRANK or BYSCORE; or one key for each day with a TTL.',
      });
    }
  },
);
