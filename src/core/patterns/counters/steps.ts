import { asArray, asNumber, asOptionalNumber } from '../../redis/reply';
import type { Step, StepResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { counterKeys, counterOf } from './keys';
import type { CounterContext, CounterValues } from './parameters';
import { countVisits } from './visits';

export const steps: readonly Step<CounterValues>[] = [
  {
    id: 'increment',
    title: 'Count on the server',
    teaches: 'INCR reads, adds and writes in one step, so two visits at once are two visits. It answers the new count.',
    region: 'increment',
    run: increment,
  },
  {
    id: 'bounded',
    title: 'A counter that stops at its limit',
    teaches:
      'BITFIELD with OVERFLOW FAIL refuses to go beyond what fits and answers nil; one command checks and counts. Here the limit is what is left over of eight bits.',
    region: 'bounded',
    run: bounded,
  },
  {
    id: 'perVisitor',
    title: 'Many small counters share a hash',
    teaches: 'A key of its own costs about 68 bytes for a number; a field in a hash of a hundred was measured at 5.',
    region: 'perVisitor',
    run: perVisitor,
  },
  {
    id: 'estimate',
    title: 'Unique visitors in 14 kB',
    teaches: 'A HyperLogLog forgets who came and keeps how many, with a standard error of 0.81 %, however many come.',
    region: 'estimate',
    run: estimate,
  },
  {
    id: 'exact',
    title: 'Unique and exact: one bit each',
    teaches:
      'Where ids are numbers without large gaps, a bitmap is exact and small, and BITOP tells who came on both of two days. A sparse id of four thousand millions would take 512 MB.',
    region: 'exact',
    run: exact,
  },
];

async function increment(context: CounterContext): Promise<StepResult> {
  const { visits } = counterKeys(context.keys);
  const [after] = await transaction(context, [
    ['INCR', visits],
    ['EXPIRE', visits, context.ttlSeconds],
  ]);
  return { summary: `The site has had ${String(asNumber(after ?? null))} visits.` };
}

/** Counts down from 255 by what is over the limit, so that the eight bits are full at the limit. */
async function bounded(context: CounterContext): Promise<StepResult> {
  const { downloads } = counterKeys(context.keys);
  const { limit } = context.parameters;
  const asked = limit + 10;
  const replies = await transaction(context, [
    ['UNLINK', downloads],
    ['BITFIELD', downloads, 'SET', 'u8', 0, 255 - limit],
    ...Array.from({ length: asked }, () => ['BITFIELD', downloads, 'OVERFLOW', 'FAIL', 'INCRBY', 'u8', 0, 1] as const),
    ['EXPIRE', downloads, context.ttlSeconds],
  ]);
  const counted = replies.slice(2, -1).filter((reply) => asOptionalNumber(asArray(reply)[0] ?? null) !== undefined);
  return {
    summary: `${String(asked)} asked for a download, ${String(counted.length)} got one; the limit is ${String(limit)}.`,
  };
}

async function perVisitor(context: CounterContext): Promise<StepResult> {
  const visitor = 7;
  await countVisits(context, [visitor]);
  const { key, field } = counterOf(context.keys, visitor);
  const [count, memory, fields] = await readAll(context, [
    ['HGET', key, field],
    ['MEMORY', 'USAGE', key],
    ['HLEN', key],
  ]);
  const bytes = asNumber(memory?.reply ?? 0) / Math.max(1, asNumber(fields?.reply ?? 1));
  const times = asNumber(count?.reply ?? 0);
  return {
    summary: `Visitor ${String(visitor)} came ${String(times)} times; a counter takes ${bytes.toFixed(1)} bytes here.`,
  };
}

async function estimate(context: CounterContext): Promise<StepResult> {
  const { estimate: key } = counterKeys(context.keys);
  const [guess, memory, truth] = await uniques(context, key);
  const error = (100 * (guess - truth)) / Math.max(1, truth);
  return {
    summary: `About ${String(guess)} visitors in ${String(memory)} bytes; there were ${String(truth)} (${error.toFixed(2)} % off).`,
  };
}

async function uniques(context: CounterContext, key: string): Promise<readonly [number, number, number]> {
  const { bits } = counterKeys(context.keys);
  // PFCOUNT of one key may write to it: the server keeps the count that it found.
  const [guess] = await transaction(context, [
    ['PFCOUNT', key],
    ['EXPIRE', key, context.ttlSeconds],
  ]);
  const [memory, truth] = await readAll(context, [
    ['MEMORY', 'USAGE', key],
    ['BITCOUNT', bits],
  ]);
  return [asNumber(guess ?? 0), asOptionalNumber(memory?.reply ?? null) ?? 0, asNumber(truth?.reply ?? 0)];
}

async function exact(context: CounterContext): Promise<StepResult> {
  const { bits, members } = counterKeys(context.keys);
  const [count, bytes, setBytes] = await readAll(context, [
    ['BITCOUNT', bits],
    ['MEMORY', 'USAGE', bits],
    ['MEMORY', 'USAGE', members],
  ]);
  const numberOf = (reading: typeof count): number => asOptionalNumber(reading?.reply ?? null) ?? 0;
  return {
    summary: `${String(numberOf(count))} visitors in ${String(numberOf(bytes))} bytes; the set of their names takes ${String(numberOf(setBytes))}.`,
  };
}
