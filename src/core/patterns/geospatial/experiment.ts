import { throwIfAborted } from '../../base/abort';
import { seededRandom } from '../../base/random';
import type { Command } from '../../redis/reply';
import { asArray, asPairs, asText } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import type { GeoContext, GeoValues } from './parameters';
import type { Place } from './places';
import { DEGREE_KM, distanceKm, driverName, PASSENGER, randomPlace } from './places';

const BATCH = 1000;
const SEED = 7;
const RADIUS_KM = 3;
/** A position is kept within 60 cm: whoever is nearer to the edge than this counts neither way. */
const EDGE_KM = 0.001;

const load = {
  drivers: {
    kind: 'number',
    title: 'Drivers',
    description: 'How many are on the road.',
    default: 5000,
    min: 1000,
    max: 20_000,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<GeoValues, typeof load> = {
  load,
  question: ({ drivers }) =>
    `Who of ${String(drivers)} drivers is within ${String(RADIUS_KM)} km of the station in Helsinki?`,
  naive: { title: 'Positions in a hash, degrees taken for kilometres', run: naive },
  right: { title: 'GEOSEARCH', run: right },
  judge: (naiveLane, rightLane) => [
    {
      text: 'A circle in degrees misses drivers, or answers some who are too far',
      lane: 'naive',
      holds: count(naiveLane, 'wrong') > 0,
    },
    {
      text: 'Every driver who is near is found, and nobody else',
      lane: 'right',
      holds: count(rightLane, 'wrong') === 0,
    },
    {
      text: 'Reading all positions moves more than ten times the bytes',
      lane: 'naive',
      holds: count(naiveLane, 'bytes') > 10 * count(rightLane, 'bytes'),
    },
  ],
  explain: (naiveLane, rightLane) =>
    `At 60 degrees north a degree of longitude is half as long as one of latitude, so a circle in degrees is an ellipse on the ground: ${String(count(naiveLane, 'wrong'))} drivers were judged wrong. GEOSEARCH reckons on the sphere, on the server: ${String(count(rightLane, 'bytes'))} bytes came back in place of ${String(count(naiveLane, 'bytes'))}.`,
};

function count(lane: LaneResult, name: string): number {
  return lane.counts[name] ?? NaN;
}

/** The same places in both lanes. */
function city({ drivers }: Load): ReadonlyMap<string, Place> {
  const random = seededRandom(SEED);
  return new Map(Array.from({ length: drivers }, (_, n) => [driverName(n), randomPlace(random)]));
}

async function naive(context: GeoContext, load: Load): Promise<LaneResult> {
  const key = context.keys.of('experiment', 'hash');
  const places = city(load);
  await fill(context, key, [...places], (batch) => [
    ...(['HSET', key] as const),
    ...batch.flatMap(([name, { longitude, latitude }]) => [name, `${String(longitude)},${String(latitude)}`]),
  ]);
  const { reply } = await read(context, ['HGETALL', key]);
  let bytes = 0;
  const found = asPairs(reply).flatMap(([name, place]) => {
    const [longitude = NaN, latitude = NaN] = asText(place).split(',').map(Number);
    bytes += asText(name).length + asText(place).length;
    const degrees = Math.hypot(longitude - PASSENGER.longitude, latitude - PASSENGER.latitude);
    return degrees * DEGREE_KM <= RADIUS_KM ? [asText(name)] : [];
  });
  return laneOf(places, found, bytes);
}

async function right(context: GeoContext, load: Load): Promise<LaneResult> {
  const key = context.keys.of('experiment', 'geo');
  const places = city(load);
  await fill(context, key, [...places], (batch) => [
    ...(['GEOADD', key] as const),
    ...batch.flatMap(([name, { longitude, latitude }]) => [longitude, latitude, name]),
  ]);
  const { reply } = await read(context, [
    ...(['GEOSEARCH', key, 'FROMLONLAT', PASSENGER.longitude, PASSENGER.latitude] as const),
    ...['BYRADIUS', RADIUS_KM, 'km'],
  ]);
  const found = asArray(reply).map(asText);
  return laneOf(
    places,
    found,
    found.reduce((sum, name) => sum + name.length, 0),
  );
}

async function fill(
  context: GeoContext,
  key: string,
  places: readonly (readonly [string, Place])[],
  write: (batch: readonly (readonly [string, Place])[]) => Command,
): Promise<void> {
  for (let start = 0; start < places.length; start += BATCH) {
    throwIfAborted(context.signal);
    await transaction(context, [
      ...(start === 0 ? [['UNLINK', key] as const] : []),
      write(places.slice(start, start + BATCH)),
      ['EXPIRE', key, context.ttlSeconds],
    ]);
  }
}

function laneOf(places: ReadonlyMap<string, Place>, found: readonly string[], bytes: number): LaneResult {
  const answered = new Set(found);
  let near = 0;
  let wrong = 0;
  for (const [name, place] of places) {
    const distance = distanceKm(PASSENGER, place);
    if (Math.abs(distance - RADIUS_KM) < EDGE_KM) continue;
    if (distance < RADIUS_KM) near += 1;
    if (distance < RADIUS_KM !== answered.has(name)) wrong += 1;
  }
  return {
    figures: [
      { label: 'Judged wrong', value: wrong, unit: 'drivers', tone: wrong === 0 ? 'good' : 'bad' },
      { label: 'Answered', value: found.length, unit: 'drivers' },
      { label: 'Really near', value: near, unit: 'drivers' },
      { label: 'Bytes in replies', value: bytes, unit: 'bytes' },
    ],
    counts: { wrong, bytes },
  };
}
