// Who is near, with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'taxi'
// #tabstop 60_000
// #tabstop radius = [[2]] <- {radius}
// #tabstop count = [[10]] <- {shown}
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
// The braces are a hash tag: both keys lie in one cluster slot, so that a script may change them together.
const city = `${process.env.KEY_PREFIX ?? 'taxi'}:{helsinki}`;
const drivers = `${city}:drivers`;
const seen = `${city}:seen`;
// #endregion

// #region nearest
/** The nearest drivers within `radius` kilometres, nearest first, with their distance in kilometres. */
async function nearest(longitude: number, latitude: number, radius = 2, count = 10) {
  const found = (await redis.geosearch(
    ...([
      drivers,
      'FROMLONLAT',
      longitude,
      latitude,
      'BYRADIUS',
      radius,
      'km',
      'ASC',
      'COUNT',
      count,
      'WITHDIST',
    ] as const),
  )) as [driver: string, distance: string][];
  return found.map(([driver, distance]) => ({ driver, distance: Number(distance) }));
}
// #endregion

// #region move
/** Notes where a driver is, and that it was heard of: both or neither. */
async function moveDriver(driver: string, longitude: number, latitude: number): Promise<void> {
  await allOf(redis.multi().geoadd(drivers, longitude, latitude, driver).zadd(seen, Date.now(), driver));
}
// #endregion

// #region distance
/** Kilometres between two drivers; undefined when one of them is not on the map. */
async function distance(a: string, b: string): Promise<number | undefined> {
  const apart = await redis.geodist(drivers, a, b, 'KM');
  return apart === null ? undefined : Number(apart);
}
// #endregion

// #region box
/** Who is on a map of so many kilometres around a place. */
async function onMap(longitude: number, latitude: number, width: number, height: number): Promise<string[]> {
  const options = [
    drivers,
    'FROMLONLAT',
    longitude,
    latitude,
    'BYBOX',
    width,
    height,
    'km',
    'ASC',
    'COUNT',
    500,
  ] as const;
  return (await redis.geosearch(...options)) as string[];
}
// #endregion

// #region sweep
const SWEEP = `
-- Takes drivers off the map that were not heard of since a moment, at most so many at once.
-- KEYS  positions, when each was last heard of
-- ARGV  the moment (milliseconds), how many at most
-- Answers how many were taken off.
local gone = redis.call('ZRANGE', KEYS[2], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #gone == 0 then
  return 0
end
redis.call('ZREM', KEYS[1], unpack(gone))
return redis.call('ZREM', KEYS[2], unpack(gone))
`;
const SILENT = 60_000; // milliseconds without a word

redis.defineCommand('sweepDrivers', { numberOfKeys: 2, lua: SWEEP });

/** Takes silent drivers off the map; answers how many. Call it every few seconds. */
async function sweep(): Promise<number> {
  const run = (redis as unknown as Record<'sweepDrivers', (...args: (string | number)[]) => Promise<number>>)
    .sweepDrivers;
  return run.call(redis, drivers, seen, Date.now() - SILENT, 1000);
}
// #endregion

// #region shared:allOf
/** Carries a transaction out and answers its replies. EXEC tells of each command that failed, and takes no other back. */
async function allOf(transaction: ReturnType<typeof redis.multi>): Promise<unknown[]> {
  const replies = await transaction.exec();
  if (replies === null) throw new Error('Nothing of the transaction was done.');
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
// #endregion

async function main(): Promise<void> {
  await moveDriver('anna', 24.9414, 60.1719);
  await moveDriver('ben', 24.9523, 60.1701);
  await moveDriver('cleo', 25.2, 60.3);
  await redis.zadd(seen, Date.now() - 2 * SILENT, 'cleo');
  const near = await nearest(24.9414, 60.1719);
  const apart = await distance('anna', 'ben');
  const nobody = await distance('anna', 'nobody');
  const map = await onMap(24.9414, 60.1719, 4, 2);
  const swept = await sweep();
  console.log(JSON.stringify({ near, apart, nobody: nobody ?? null, map, swept }));
}

await main().finally(() => redis.quit());
