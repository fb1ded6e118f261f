import type { Command } from '../../redis/reply';
import { asArray, asNumber, asText } from '../../redis/reply';
import type { Step, StepResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { devicesKey, fillDevices } from './devices';
import { busiestSecond, cachePage, jittered, livesLeft, pageKey, pageLifeMs } from './lives';
import type { ExpirationContext, ExpirationValues } from './parameters';

type ExpirationStep = Step<ExpirationValues>;

const SHORT_KEYS = 400;
const SHORT_MS = 200;
/** A little more than the life: nobody may find the keys alive any more. */
const AFTER_MS = SHORT_MS + 20;
/** Long enough for the server to come by some times: it does so ten times a second unless told otherwise. */
const SAMPLING_MS = 700;
const FIELD_MS = 100;

export const jitterStep: ExpirationStep = {
  id: 'jitter',
  title: 'Jitter against stampedes',
  teaches:
    'What was filled together expires together, and everything is loaded again in that second. A random part taken from each life spreads the work over time and costs nothing.',
  region: 'jitter',
  async run(context) {
    const { pages, jitter } = context.parameters;
    const numbers = Array.from({ length: pages }, (_, page) => page);
    await readAll(
      context,
      numbers.map((page) => cachePage(context, page)),
    );
    const lives = await readAll(
      context,
      numbers.map((page): Command => ['PTTL', pageKey(context, page)]),
    );
    const busiest = busiestSecond(livesLeft(lives.map(({ reply }) => reply)));
    // The same lives reckoned with the jitter that is chosen where none is: so both are seen beside each other.
    const reckoned = busiestSecond(numbers.map(() => jittered(pageLifeMs(context), 50, context.random)));
    return {
      summary: `With ${String(jitter)} % jitter ${String(busiest)} of ${String(pages)} pages expire within one second; with 50 % about ${String(reckoned)} would.`,
      figures: [
        { label: 'Expire within one second', value: busiest, unit: 'pages' },
        { label: 'With 50 % jitter, reckoned', value: reckoned, unit: 'pages' },
      ],
    };
  },
};

export const lazyAndActive: ExpirationStep = {
  id: 'lazy',
  title: 'Deleted when read, and by sampling',
  teaches:
    'A key whose time is over is gone for every reader at once. Its memory is freed when somebody asks for it (lazy), or when the server comes by: some times a second it samples keys with a TTL (active). Half of the keys are read as soon as they are due, the others are left alone for a while. The counter is the whole server’s, so others’ keys count too.',
  region: 'lazy',
  async run(context) {
    const keys = Array.from({ length: SHORT_KEYS }, (_, n) => context.keys.of('short', n));
    const read = async (asked: readonly string[]): Promise<number> => {
      const readings = await readAll(
        context,
        asked.map((key): Command => ['GET', key]),
      );
      return readings.filter(({ reply }) => reply !== null).length;
    };
    const counts = [await expiredSoFar(context)];
    await readAll(
      context,
      keys.map((key): Command => ['SET', key, 'soon gone', 'PX', SHORT_MS]),
    );
    await context.clock.sleep(AFTER_MS, context.signal);
    counts.push(await expiredSoFar(context));
    const foundAtOnce = await read(keys.slice(0, SHORT_KEYS / 2));
    counts.push(await expiredSoFar(context));
    await context.clock.sleep(SAMPLING_MS, context.signal);
    counts.push(await expiredSoFar(context));
    const foundLater = await read(keys.slice(SHORT_KEYS / 2));
    counts.push(await expiredSoFar(context));
    const [untilDue = 0, readAtOnce = 0, untilLater = 0, readLater = 0] = counts
      .slice(1)
      .map((count, index) => count - (counts[index] ?? 0));
    return toldDeletions(untilDue + untilLater, readAtOnce + readLater, foundAtOnce + foundLater);
  },
};

function toldDeletions(active: number, lazy: number, found: number): StepResult {
  return {
    summary: `Of ${String(SHORT_KEYS)} keys ${String(lazy)} were deleted when they were read, ${String(active)} by sampling before anybody asked, and ${String(found)} were still found after their time.`,
    figures: [
      { label: 'Deleted by sampling (active)', value: active, unit: 'keys' },
      { label: 'Deleted when read (lazy)', value: lazy, unit: 'keys' },
      { label: 'Found after their time', value: found, unit: 'keys', tone: found === 0 ? 'good' : 'bad' },
    ],
  };
}

export const fields: ExpirationStep = {
  id: 'fields',
  title: 'A TTL for each field',
  teaches:
    'HEXPIRE and HPEXPIRE give a field of a hash a TTL of its own (Redis 7.4, Valkey 9): one device is forgotten and the others stay. The key keeps its own TTL beside them.',
  region: 'fields',
  variants: ['fields'],
  async run(context) {
    const key = devicesKey(context);
    await transaction(context, [
      ...fillDevices(context),
      ['HSET', key, 'guest', 'seen'],
      ['HPEXPIRE', key, FIELD_MS, 'FIELDS', 1, 'guest'],
    ]);
    await context.clock.sleep(FIELD_MS + 20, context.signal);
    const [guest, left, ttl] = await transaction(context, [
      ['HGET', key, 'guest'],
      ['HKEYS', key],
      ['TTL', key],
    ]);
    const names = asArray(left ?? [])
      .map((name) => asText(name))
      .sort();
    const gone = guest === null;
    return {
      summary: `The guest's device ${gone ? 'is gone' : 'is still there'} after ${String(FIELD_MS)} ms; ${String(names.filter((name) => name !== 'guest').length)} others stay, and the key has ${String(asNumber(ttl ?? null))} s.`,
      figures: [
        { label: 'Field of 100 ms', value: gone ? 'gone' : 'there', tone: gone ? 'good' : 'bad' },
        { label: 'Fields that stay', value: names.filter((name) => name !== 'guest').join(', ') },
      ],
    };
  },
};

/**
 * How many keys have expired since the server started. Asked in a transaction with a key of ours: in a cluster it is then
 * the node that holds our keys that answers.
 */
export async function expiredSoFar(context: ExpirationContext): Promise<number> {
  const [stats] = await transaction(context, [
    ['INFO', 'stats'],
    ['EXISTS', context.keys.of('token')],
  ]);
  return Number(/^expired_keys:(\d+)/m.exec(asText(stats ?? null))?.[1] ?? 0);
}
