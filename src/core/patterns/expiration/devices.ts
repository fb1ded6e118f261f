import type { Command } from '../../redis/reply';
import type { ExpirationContext } from './parameters';

/** Each device of a user, and what part of the demo's time it is remembered for. */
const DEVICES: readonly (readonly [name: string, part: number])[] = [
  ['phone', 1],
  ['laptop', 0.5],
  ['tablet', 0.25],
  ['television', 0.1],
];

export function devicesKey({ keys }: Pick<ExpirationContext, 'keys'>): string {
  return keys.of('devices');
}

export const deviceNames = DEVICES.map(([name]) => name);

/** One hash, each field with a TTL of its own, and one for the whole that no field outlives. For a transaction. */
export function fillDevices(context: ExpirationContext): readonly Command[] {
  const key = devicesKey(context);
  return [
    ['UNLINK', key],
    ['HSET', key, ...DEVICES.flatMap(([name]) => [name, 'seen'])],
    ['EXPIRE', key, context.ttlSeconds],
    ...DEVICES.map(([name, part]): Command => ['HPEXPIRE', key, deviceLifeMs(context, part), 'FIELDS', 1, name]),
  ];
}

function deviceLifeMs({ ttlSeconds }: ExpirationContext, part: number): number {
  return Math.round(ttlSeconds * part * 1000);
}

/** Of all fields, as HPTTL answers: milliseconds, -1 without a TTL, -2 where there is no such field. */
export function deviceLives(context: ExpirationContext): Command {
  return ['HPTTL', devicesKey(context), 'FIELDS', deviceNames.length, ...deviceNames];
}
