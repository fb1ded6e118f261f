import type { LiveTraffic } from '../contract';
import { transaction } from '../kit/transaction';
import type { GeoValues } from './parameters';
import { driverName, keysOf, randomPlace } from './places';

export const live: LiveTraffic<GeoValues> = {
  title: 'Drivers tell where they are.',
  unit: 'positions',
  rate: { default: 20, max: 1000 },
  async events(context, count) {
    const { keys, random, parameters, clock, ttlSeconds } = context;
    const { drivers, seen } = keysOf(keys);
    const names = Array.from({ length: count }, () => driverName(Math.floor(random.next() * parameters.drivers)));
    const positions = names.flatMap((name) => {
      const { longitude, latitude } = randomPlace(random);
      return [longitude, latitude, name];
    });
    await transaction(context, [
      ['GEOADD', drivers, ...positions],
      ['ZADD', seen, ...names.flatMap((name) => [clock.now(), name])],
      ['EXPIRE', drivers, ttlSeconds],
      ['EXPIRE', seen, ttlSeconds],
    ]);
    return { Moved: count };
  },
};
