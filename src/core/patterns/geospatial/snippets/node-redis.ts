// Who is near, with node-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'taxi'
// #tabstop 60_000
// #tabstop radius = [[2]] <- {radius}
// #tabstop count = [[10]] <- {shown}
// #region imports
import { createHash } from 'node:crypto';
import { createClient, GEO_REPLY_WITH } from 'redis';
// #endregion

// #region shared:client
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const client = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
client.on('error', (error: Error) => console.error(error.message)); // without it a lost connection would end the process
await client.connect();
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
  const found = await client.geoSearchWith(
    drivers,
    { longitude, latitude },
    { radius, unit: 'km' },
    [GEO_REPLY_WITH.DISTANCE],
    { SORT: 'ASC', COUNT: count },
  );
  return found.map(({ member, distance }) => ({ driver: member, distance: Number(distance) }));
}
// #endregion

// #region move
/** Notes where a driver is, and that it was heard of: both or neither. */
async function moveDriver(driver: string, longitude: number, latitude: number): Promise<void> {
  await client
    .multi()
    .geoAdd(drivers, { longitude, latitude, member: driver })
    .zAdd(seen, { value: driver, score: Date.now() })
    .exec();
}
// #endregion

// #region distance
/** Kilometres between two drivers; undefined when one of them is not on the map. */
async function distance(a: string, b: string): Promise<number | undefined> {
  return (await client.geoDist(drivers, a, b, 'km')) ?? undefined;
}
// #endregion

// #region box
/** Who is on a map of so many kilometres around a place. */
async function onMap(longitude: number, latitude: number, width: number, height: number): Promise<string[]> {
  return client.geoSearch(drivers, { longitude, latitude }, { width, height, unit: 'km' }, { SORT: 'ASC', COUNT: 500 });
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

/** Takes silent drivers off the map; answers how many. Call it every few seconds. */
async function sweep(): Promise<number> {
  return Number(await runScript(SWEEP, [drivers, seen], [Date.now() - SILENT, 1000]));
}
// #endregion

// #region shared:runScript
/** Runs a script by its digest (EVALSHA), and whole (EVAL) when the server does not know it. */
async function runScript(lua: string, keys: string[], args: (string | number)[]): Promise<unknown> {
  const digest = createHash('sha1').update(lua).digest('hex');
  const options = { keys, arguments: args.map(String) };
  try {
    return await client.evalSha(digest, options);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(lua, options);
  }
}
// #endregion

async function main(): Promise<void> {
  await moveDriver('anna', 24.9414, 60.1719);
  await moveDriver('ben', 24.9523, 60.1701);
  await moveDriver('cleo', 25.2, 60.3);
  await client.zAdd(seen, { value: 'cleo', score: Date.now() - 2 * SILENT });
  const near = await nearest(24.9414, 60.1719);
  const apart = await distance('anna', 'ben');
  const nobody = await distance('anna', 'nobody');
  const map = await onMap(24.9414, 60.1719, 4, 2);
  const swept = await sweep();
  console.log(JSON.stringify({ near, apart, nobody: nobody ?? null, map, swept }));
}

await main().finally(() => client.close());
