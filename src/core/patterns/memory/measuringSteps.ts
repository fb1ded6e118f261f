import type { Command } from '../../redis/reply';
import { asNumber, asText } from '../../redis/reply';
import type { Step } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { MemoryContext, MemoryValues } from './parameters';
import type { ServerMemory } from './policies';
import { explainPolicy, policies, readServerMemory } from './policies';

type MemoryStep = Step<MemoryValues>;

const FIELDS = 1000;
/** One field in a hundred is big: the usual five samples see some of them or none. */
const BIG_EVERY = 100;
const BIG_BYTES = 10_000;
const COUNTERS = 400;
const PER_BUCKET = 100;

export const usage: MemoryStep = {
  id: 'usage',
  title: 'MEMORY USAGE guesses unless told not to',
  teaches:
    'Of a collection it looks at five elements and multiplies. SAMPLES 0 looks at all of them and is exact, in O(N). It counts the name and the value of one key: for the server there is INFO memory.',
  region: 'usage',
  async run(context) {
    const key = context.keys.of('skewed');
    const fields = Array.from({ length: FIELDS }, (_, n) => [
      `field${String(n)}`,
      'v'.repeat(n % BIG_EVERY === 0 ? BIG_BYTES : 10),
    ]);
    const [, , , guessed, exact] = await transaction(context, [
      ['UNLINK', key],
      ['HSET', key, ...fields.flat()],
      ['EXPIRE', key, context.ttlSeconds],
      ['MEMORY', 'USAGE', key],
      ['MEMORY', 'USAGE', key, 'SAMPLES', 0],
    ]);
    const [guess, truth] = [asNumber(guessed ?? null), asNumber(exact ?? null)];
    return {
      summary: `A hash with ${String(FIELDS / BIG_EVERY)} big fields of ${String(FIELDS)} takes ${String(truth)} bytes; from five samples the server guessed ${String(guess)}, ${String(Math.round((100 * guess) / truth))} % of it.`,
      figures: [
        { label: 'Guessed from 5 samples', value: guess, unit: 'B' },
        { label: 'With SAMPLES 0', value: truth, unit: 'B', tone: 'good' },
      ],
    };
  },
};

export const buckets: MemoryStep = {
  id: 'buckets',
  title: 'Many small counters in few hashes',
  teaches:
    'A counter of its own is mostly name and overhead. A hash for each hundred of them has one name, one TTL and a few bytes for each; HINCRBY counts as INCR does. The TTL is then that of all hundred.',
  region: 'buckets',
  async run(context) {
    const { alone, shared } = await makeCounters(context);
    const readings = await readAll(
      context,
      [...alone, ...shared].map((key): Command => ['MEMORY', 'USAGE', key, 'SAMPLES', 0]),
    );
    const bytes = readings.map(({ reply }) => asNumber(reply));
    const sum = (part: readonly number[]): number => part.reduce((total, value) => total + value, 0);
    const [each, inHash] = [sum(bytes.slice(0, alone.length)), sum(bytes.slice(alone.length))].map(
      (total) => Math.round((10 * total) / COUNTERS) / 10,
    );
    return {
      summary: `${String(COUNTERS)} counters take ${String(each)} bytes each as keys, and ${String(inHash)} each in hashes of ${String(PER_BUCKET)}.`,
      figures: [
        { label: 'A key for each counter', value: each ?? 0, unit: 'B', tone: 'bad' },
        { label: `In hashes of ${String(PER_BUCKET)}`, value: inHash ?? 0, unit: 'B', tone: 'good' },
      ],
    };
  },
};

export const policy: MemoryStep = {
  id: 'policy',
  title: 'What goes when memory is full',
  teaches:
    'maxmemory-policy decides, and it cannot tell a cache from a lock: no policy protects sessions or locks that share a server with a cache. Each of the eight is told below; this step reads which one the server has and changes nothing.',
  region: 'policy',
  async run(context) {
    const memory = await serverMemory(context);
    return {
      summary: `This server uses ${String(memory.used)} bytes of ${memory.max === 0 ? 'no limit' : String(memory.max)}, with the policy ${memory.policy}: ${explainPolicy(memory)}.`,
      figures: [
        { label: 'Used', value: memory.used, unit: 'B' },
        { label: 'maxmemory', value: memory.max === 0 ? 'none' : memory.max },
        { label: 'Policy', value: memory.policy },
        { label: 'Evicted so far', value: memory.evicted, unit: 'keys' },
        { label: 'Fragmentation', value: memory.fragmentation },
        ...policies.map(({ name, evicts }) => ({
          label: name === memory.policy ? `${name}, here` : name,
          value: evicts,
        })),
      ],
    };
  },
};

/** Asked in a transaction with a key of ours: in a cluster it is then the node that holds the demo's keys that answers. */
export async function serverMemory(context: MemoryContext): Promise<ServerMemory> {
  const [memory, stats] = await transaction(context, [
    ['INFO', 'memory'],
    ['INFO', 'stats'],
    ['EXISTS', context.keys.of('skewed')],
  ]);
  return readServerMemory(asText(memory ?? null), asText(stats ?? null));
}

async function makeCounters(
  context: MemoryContext,
): Promise<{ readonly alone: readonly string[]; readonly shared: readonly string[] }> {
  const { keys, ttlSeconds } = context;
  const numbers = Array.from({ length: COUNTERS }, (_, n) => n);
  const alone = numbers.map((n) => keys.of('counter', n));
  const shared = numbers.slice(0, COUNTERS / PER_BUCKET).map((bucket) => keys.of('counters', bucket));
  await readAll(
    context,
    alone.map((key, n): Command => ['SET', key, n, 'EX', ttlSeconds]),
  );
  await transaction(
    context,
    shared.flatMap((key, bucket): Command[] => [
      ['UNLINK', key],
      ['HSET', key, ...numbers.slice(0, PER_BUCKET).flatMap((n) => [n, bucket * PER_BUCKET + n])],
      ['EXPIRE', key, ttlSeconds],
    ]),
  );
  return { alone, shared };
}
