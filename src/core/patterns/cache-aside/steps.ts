import { asNumber } from '../../redis/reply';
import type { Step, StepResult } from '../contract';
import { readAll } from '../kit/read';
import { drop, fill, loadOnce, readThrough, versionOf } from './cache';
import { askDatabase, timesAsked, writeDatabase } from './database';
import { productKeys } from './keys';
import type { CacheContext, CacheValues } from './parameters';

const READERS = 20;

export const steps: readonly Step<CacheValues>[] = [
  {
    id: 'miss',
    title: 'The cache first, then the database',
    teaches:
      'What is not in the cache is loaded and put there with a life of its own, in one SET with PX. The next reader finds it.',
    region: 'read',
    run: missAndHit,
  },
  {
    id: 'stampede',
    title: 'One loads, the others wait',
    teaches:
      'SET NX PX lets exactly one of many through. It loads for all; the lock carries a token of its own and ends by itself, so a loader that crashes holds nobody up for ever.',
    region: 'read',
    run: stampede,
  },
  {
    id: 'negative',
    title: 'That there is nothing is cached, too',
    teaches:
      'Whoever asks for what does not exist would ask the database each time. An empty value with a short life stands for it.',
    region: 'read',
    run: negative,
  },
  {
    id: 'drop',
    title: 'Change the database, then drop the copy',
    teaches:
      'Dropping is safer than writing the new value: two writers may finish in another order than they began in.',
    region: 'drop',
    run: change,
  },
  {
    id: 'late',
    title: 'A late fill does not bring the old value back',
    teaches:
      'A reader may load the old value just before it is changed, and fill the cache just after it was dropped. A version that each drop raises, checked in the script that fills, refuses it.',
    region: 'fill',
    run: lateFill,
  },
];

async function missAndHit(context: CacheContext): Promise<StepResult> {
  await drop(context, 1);
  const first = await readThrough(context, 1);
  const second = await readThrough(context, 1);
  const [left] = await readAll(context, [['PTTL', productKeys(context, 1).value]]);
  const seconds = Math.round(asNumber(left?.reply ?? 0) / 1000);
  return {
    summary: `The first read came from the ${first.from}, the second from the ${second.from}; it stays for ${String(seconds)} s.`,
  };
}

async function stampede(context: CacheContext): Promise<StepResult> {
  await drop(context, 2);
  const before = await timesAsked(context);
  const reads = await Promise.all(Array.from({ length: READERS }, () => readThrough(context, 2)));
  const asked = (await timesAsked(context)) - before;
  const prices = new Set(reads.map(({ price }) => price)).size;
  return {
    summary: `${String(READERS)} readers missed it at once; the database was asked ${String(asked)} time, and ${String(prices)} price was given to all.`,
  };
}

async function negative(context: CacheContext): Promise<StepResult> {
  const before = await timesAsked(context);
  const reads = [await readThrough(context, 'none'), await readThrough(context, 'none')];
  const asked = (await timesAsked(context)) - before;
  const found = reads.filter(({ price }) => price !== undefined).length;
  return {
    summary: `Two asked for a product that there is not: ${String(found)} found it, and the database was asked ${String(asked)} times.`,
  };
}

async function change(context: CacheContext): Promise<StepResult> {
  await loadOnce(context, 3);
  const { price: before = '0' } = await readThrough(context, 3);
  await writeDatabase(context, 3, Number(before) + 1);
  await drop(context, 3);
  const { price: after, from } = await readThrough(context, 3);
  return { summary: `The price was ${before} and is ${String(after)}, read from the ${from}.` };
}

async function lateFill(context: CacheContext): Promise<StepResult> {
  const keys = productKeys(context, 4);
  const version = await versionOf(context, keys);
  const old = await askDatabase(context, 4);
  await writeDatabase(context, 4, Number(old) + 1);
  await drop(context, 4);
  const taken = await fill(context, keys, version, old);
  const { price } = await readThrough(context, 4);
  return {
    summary: `The old price ${String(old)} was ${taken ? 'taken' : 'refused'}, and readers get ${String(price)}.`,
  };
}
