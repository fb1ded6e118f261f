import { asArray, asNumber, asOptionalNumber } from '../../redis/reply';
import { runScript } from '../../redis/scripts';
import type { Step, StepResult } from '../contract';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import { nearbyCommand, readNearby } from './nearby';
import type { GeoContext, GeoValues } from './parameters';
import { driverName, keysOf, PASSENGER, randomPlace } from './places';
import { sweepScript } from './scripts';

/** Milliseconds without a word after which a driver is off the map. */
const SILENT_MS = 60_000;
/** Taken off in one go. */
const SWEEP = 1000;

export const steps: readonly Step<GeoValues>[] = [
  {
    id: 'nearest',
    title: 'The nearest, not just somebody near',
    teaches:
      'GEOSEARCH looks at the cells around a place only, and with COUNT it answers the nearest of them, in order.',
    region: 'nearest',
    run: nearest,
  },
  {
    id: 'move',
    title: 'A position replaces the one before',
    teaches:
      'GEOADD of a member that is there moves it. In the same transaction it is noted when the driver was heard of: members of a set have no TTL of their own.',
    region: 'move',
    run: move,
  },
  {
    id: 'distance',
    title: 'How far two are from each other',
    teaches: 'GEODIST reckons on the sphere, and answers nil when one of the two is unknown.',
    region: 'distance',
    run: distance,
  },
  {
    id: 'box',
    title: 'What is on a map',
    teaches: 'A screen is a rectangle: BYBOX answers what lies in it. Redis has it since 6.2, in place of GEORADIUS.',
    region: 'box',
    run: box,
  },
  {
    id: 'sweep',
    title: 'Whoever is silent leaves the map',
    teaches:
      'The set of when each was heard of tells who is gone. One script takes them out of both sets, so that neither has what the other has not.',
    region: 'sweep',
    run: sweep,
  },
];

async function nearest(context: GeoContext): Promise<StepResult> {
  const found = readNearby((await read(context, nearbyCommand(context))).reply);
  const [first] = found;
  const { radius } = context.parameters;
  if (!first) return { summary: `Nobody is within ${String(radius)} km.` };
  const last = found.at(-1) ?? first;
  return {
    summary: `${first.driver} is nearest with ${kilometres(first.distance)}; the last of ${String(found.length)} is ${kilometres(last.distance)} away.`,
    figures: [{ label: 'Found', value: found.length, unit: 'drivers' }],
  };
}

async function move(context: GeoContext): Promise<StepResult> {
  const { drivers, seen } = keysOf(context.keys);
  const driver = driverName(0);
  const { longitude, latitude } = randomPlace(context.random);
  const [added] = await transaction(context, [
    ['GEOADD', drivers, longitude, latitude, driver],
    ['ZADD', seen, context.clock.now(), driver],
    ['EXPIRE', drivers, context.ttlSeconds],
    ['EXPIRE', seen, context.ttlSeconds],
  ]);
  const isNew = asNumber(added ?? null) === 1;
  return {
    summary: `${driver} is at ${String(latitude)}, ${String(longitude)} now${isNew ? ', for the first time' : ''}.`,
  };
}

async function distance(context: GeoContext): Promise<StepResult> {
  const [a, b] = [driverName(1), driverName(2)];
  const { reply } = await read(context, ['GEODIST', keysOf(context.keys).drivers, a, b, 'km']);
  const apart = asOptionalNumber(reply);
  const text =
    apart === undefined ? 'One of the two is not on the map.' : `${a} and ${b} are ${kilometres(apart)} apart.`;
  return { summary: text };
}

async function box(context: GeoContext): Promise<StepResult> {
  const { reply } = await read(context, [
    ...(['GEOSEARCH', keysOf(context.keys).drivers, 'FROMLONLAT', PASSENGER.longitude, PASSENGER.latitude] as const),
    ...['BYBOX', 4, 2, 'km', 'ASC', 'COUNT', 500],
  ]);
  const count = asArray(reply).length;
  return { summary: `${String(count)} drivers are on a map of 4 by 2 km${count === 500 ? ', or more' : ''}.` };
}

/** Two drivers were silent for too long: they are made so here, so that there is something to see. */
async function sweep(context: GeoContext): Promise<StepResult> {
  const { drivers, seen } = keysOf(context.keys);
  const now = context.clock.now();
  const silent = now - 2 * SILENT_MS;
  const [a, b] = [driverName(3), driverName(4)];
  await transaction(context, [
    ['ZADD', seen, silent, a, silent, b],
    ['EXPIRE', seen, context.ttlSeconds],
  ]);
  const options = { signal: context.signal };
  const gone = asNumber(
    await runScript(context.redis, sweepScript, [drivers, seen], [now - SILENT_MS, SWEEP], options),
  );
  return { summary: `${String(gone)} silent drivers left the map.` };
}

function kilometres(value: number): string {
  return `${value.toFixed(2)} km`;
}
