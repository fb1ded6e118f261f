import { throwIfAborted } from '../../base/abort';
import { seededRandom } from '../../base/random';
import { transaction } from '../kit/transaction';
import type { GeoContext } from './parameters';
import { driverName, keysOf, randomPlace } from './places';

const BATCH = 1000;
/** Any fixed number: the same city each time. */
const SEED = 60;

/** Puts the drivers on the map, all of them just heard of. */
export async function scaffold(context: GeoContext): Promise<void> {
  const { drivers, seen } = keysOf(context.keys);
  const total = context.parameters.drivers;
  const random = seededRandom(SEED);
  for (let start = 0; start < total; start += BATCH) {
    throwIfAborted(context.signal);
    const names = Array.from({ length: Math.min(BATCH, total - start) }, (_, n) => driverName(start + n));
    const places = names.map(() => randomPlace(random));
    const now = context.clock.now();
    await transaction(context, [
      // Of an earlier scaffold nothing stays.
      ...(start === 0 ? [['UNLINK', drivers, seen] as const] : []),
      ['GEOADD', drivers, ...places.flatMap((at, n) => [at.longitude, at.latitude, names[n] ?? ''])],
      ['ZADD', seen, ...names.flatMap((name) => [now, name])],
      ['EXPIRE', drivers, context.ttlSeconds],
      ['EXPIRE', seen, context.ttlSeconds],
    ]);
    context.report({ done: start + names.length, total });
  }
}
