import { hashOf } from '../auditMemory';
import { BigLimits, unitOf } from '../bigLimits';
import { partsOf } from '../namespaceName';
import type { NamespaceStats } from '../namespaceStats';
import type { ObservedKey } from '../observedKey';
import { ago } from '../recentCalls';
import { count, defineRule, percent, size } from '../rule';
import type { Thresholds } from '../thresholds';

const LESSON = 'memory';

export const bigKeys = defineRule(
  {
    id: 'memory.big',
    title: 'Big keys',
    why: 'One command over a big key keeps every other client waiting, it cannot be spread over a cluster, and deleting it by DEL stops the server.',
    source:
      "Redis Insight's recommendations (strings of 100 000 bytes, hashes of 5 000 fields, sets of 1 000 members); by memory between what Huawei Cloud (10 kB) and Alibaba Cloud (5 MB) call big; measured: DEL of a set of 200 000 took 89 ms, UNLINK 0.4 ms",
    lesson: LESSON,
    needs: ['TYPE', 'MEMORY USAGE', 'lengths'],
    isRare: true,
  },
  ({ namespaces, thresholds }, found) => {
    const limits = new BigLimits(thresholds);
    for (const family of namespaces) {
      for (const [type, { count: keys, worst, examples }] of family.big) {
        const [first] = examples;
        if (!first) continue;
        found(worst >= 10 ? 'error' : 'warning', {
          subject: keys === 1 ? first.key.name.toString('utf8') : family.name,
          variant: type,
          evidence: { text: `${describe(first.key)}${more(keys)}`, keys: examples.map(({ key }) => key.name) },
          threshold: limitText(type, limits, thresholds),
          fix: 'Split it by a natural part (day, region, hash of the id), page through it, and delete it by UNLINK.',
        });
      }
    }
  },
);

function limitText(type: string, limits: BigLimits, { bigBytes }: Thresholds): string {
  const length = limits.lengthOf(type);
  const more = length ? `${count(length.most)} ${length.unit}, or ` : '';
  return `${type} of more than ${more}${size(bigBytes)} of memory; ten times that is an error`;
}

function describe({ type, length, bytes }: ObservedKey): string {
  const parts = [
    ...(length === undefined ? [] : [`of ${count(length)} ${unitOf(type)}`]),
    ...(bytes === undefined ? [] : [size(bytes)]),
  ];
  return `${type} ${parts.join(', ')}`;
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
    needs: ['MEMORY USAGE'],
  },
  ({ namespaces, keyspace, thresholds }, found) => {
    for (const { name, all } of namespaces) {
      const share = all.bytes / Math.max(1, keyspace.all.bytes);
      if (share <= thresholds.hotShare || namespaces.length < 2) continue;
      found('info', {
        subject: name,
        evidence: {
          text: `${size(all.bytes)} in ${all.count === 1 ? 'one key' : `${count(all.count)} keys`}: ${percent(share)} of what was seen.`,
          keys: all.examples,
        },
        threshold: `more than ${percent(thresholds.hotShare)}`,
        fix: 'Look at one of its keys in the inspector: encoding, length and TTL say what can be saved.',
      });
    }
  },
);

/**
 * Bytes that an element takes less in a compact collection, measured on Redis 7.0 with short names and values: hashes of 5 to
 * 400 fields 45, sorted sets of 20 to 120 members 95 to 137.
 */
const GAIN: Readonly<Record<string, number>> = { hash: 45, zset: 95, set: 45 };
/** Elements of more bytes are not kept short by a setting. */
const ELEMENT_BYTES = 1000;

export const pastThreshold = defineRule(
  {
    id: 'memory.encoding',
    title: 'Small collections in the big encoding',
    why: 'A hash, set or sorted set is compact up to a number of elements and a length of each; one long value, or one element too many, makes the whole several times bigger, and nothing makes it small again.',
    source:
      'measured on Redis 7.0: hash of 5 fields 163 bytes as listpack, 613 with one field of 70 bytes; sorted set 1 072 bytes at 128 members, 14 872 at 129',
    lesson: LESSON,
    needs: ['TYPE', 'OBJECT ENCODING', 'lengths'],
  },
  ({ namespaces, compact, thresholds }, found) => {
    for (const family of namespaces) {
      for (const [type, { count: keys, bytes, elements, examples }] of family.loose) {
        if (keys < thresholds.familyKeys || bytes > elements * ELEMENT_BYTES) continue;
        found('info', {
          subject: family.name,
          variant: type,
          evidence: {
            text: `${count(keys)} keys of type ${type} have ${count(elements / keys)} elements on average and are no listpack; as one they would take about ${size(elements * (GAIN[type] ?? 0))} less of ${size(bytes)}.`,
            keys: examples,
          },
          threshold: `${type} of ${count(compact.get(type) ?? 0)} elements or fewer that is no listpack, ${count(thresholds.familyKeys)} keys or more`,
          fix: `Keep values short, split long ones off, or raise ${type}-max-listpack-entries and -value if the CPU allows it.`,
        });
      }
    }
  },
);

export const keyPerField = defineRule(
  {
    id: 'memory.keyPerField',
    title: 'One key for each field',
    why: 'Every key costs its name, its object and its place in the table. Fields of one hash share all of that, are read in one command and expire together.',
    source: 'measured, 10 000 users of 5 fields: 404 bytes a user as five keys, 163 as a hash',
    lesson: LESSON,
    needs: ['TYPE', 'MEMORY USAGE'],
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
        threshold: `${count(thresholds.fieldFamilies)} fields or more of one entity, each a string below ${count(thresholds.smallStringBytes)} bytes`,
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
    source: 'longer than in the audit before by a share and a number that chance does not make, and without a TTL',
    lesson: LESSON,
    needs: ['TYPE', 'PTTL', 'lengths'],
    isRare: true,
  },
  ({ keyspace, before, thresholds, now }, found) => {
    if (!before) return;
    const { growthShare, growthElements } = thresholds;
    for (const { name, type, length = 0 } of keyspace.growing) {
      // What was not noted of all that was to be noted was short, or not there.
      const earlier = before.lengths[hashOf(name)] ?? (before.hasAllLengths ? 0 : undefined);
      if (earlier === undefined) continue;
      const grown = length - earlier;
      if (grown < growthElements || grown < growthShare * earlier) continue;
      found('warning', {
        subject: name.toString('utf8'),
        evidence: {
          text: `${type} of ${count(length)} ${unitOf(type)}, ${earlier === 0 ? 'and none to speak of' : `${count(grown)} more than`} in the audit ${ago(now - before.at)}.`,
          keys: [name],
        },
        threshold: `${percent(growthShare)} and ${count(growthElements)} elements more, without a TTL`,
        fix: 'Trim where you add: XADD … MAXLEN ~, LTRIM after LPUSH, ZREMRANGEBYRANK or BYSCORE; or one key for each day with a TTL.',
      });
    }
  },
);
