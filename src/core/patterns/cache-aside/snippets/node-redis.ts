// Cache-aside with node-redis: one loads, the others wait, and nothing old comes back. REDIS_URL says where.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'shop'
// #tabstop LIFE = [[30_000]] <- {life} * 1000
// #region imports
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
// #endregion

// #region shared:client
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const client = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
client.on('error', (error: Error) => console.error(error.message)); // without it a lost connection would end the process
await client.connect();
// #endregion

// #region keys
const LIFE = 30_000; // milliseconds that a value is kept
const LOCK = 3000; // milliseconds: longer than loading takes at most
const POLL = 15;
const NOTHING = ''; // stands for "there is none"; no value is empty

/** The braces are a hash tag: what belongs to one product lies in one cluster slot, and products in all of them. */
function cacheKeysOf(id: string): { value: string; lock: string; version: string } {
  const product = `${process.env.KEY_PREFIX ?? 'shop'}:{product:${id}}`;
  return { value: `${product}:value`, lock: `${product}:lock`, version: `${product}:version` };
}
// #endregion

// #region fill
const FILL = `
-- Puts a value into the cache, unless it was dropped since the database was asked for it.
-- KEYS  value, version
-- ARGV  version that was read before the database was asked, value, milliseconds it lives
-- Answers 1, or 0 when the version is another by now: what was loaded may be old.
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`;

/** Loads it and puts it into the cache, unless it was dropped meanwhile. Lives differ: not all shall end at once. */
async function load(id: string, database: (id: string) => Promise<string | null>): Promise<string | null> {
  const { value, version } = cacheKeysOf(id);
  const seen = (await client.get(version)) ?? '0';
  const loaded = await database(id);
  const life = loaded === null ? 5000 : Math.round(LIFE * (1 - Math.random() / 10));
  await runScript(FILL, [value, version], [seen, loaded ?? NOTHING, life]);
  return loaded;
}
// #endregion

// #region read
const RELEASE_LOCK = `
-- Lets go of a lock, if it is still this holder's: it may have ended, and be another's by now.
-- KEYS  lock
-- ARGV  the holder's own token
-- Answers 1, or 0 when it was not.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
`;

/** The value: of those who miss it at once, one asks the database and the others wait for what it finds. */
async function read(id: string, database: (id: string) => Promise<string | null>): Promise<string | null> {
  const { value, lock } = cacheKeysOf(id);
  const token = randomBytes(8).toString('hex');
  for (const end = Date.now() + LOCK; Date.now() < end; await sleep(POLL)) {
    const cached = await client.get(value);
    if (cached !== null) return cached === NOTHING ? null : cached;
    if ((await client.set(lock, token, { condition: 'NX', expiration: { type: 'PX', value: LOCK } })) === null)
      continue;
    try {
      // Another may have loaded it between the look and the lock.
      const other = await client.get(value);
      if (other !== null) return other === NOTHING ? null : other;
      return await load(id, database);
    } finally {
      await runScript(RELEASE_LOCK, [lock], [token]);
    }
  }
  return load(id, database);
}
// #endregion

// #region drop
/** To be called after the database was changed and has committed: the next reader loads the new value. */
async function drop(id: string): Promise<void> {
  const { value, version } = cacheKeysOf(id);
  await client.multi().unlink(value).incr(version).expire(version, 60).exec();
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
  const prices = new Map([['mug', '12']]);
  let asked = 0;
  const database = async (id: string): Promise<string | null> => {
    asked += 1;
    const price = prices.get(id) ?? null;
    await sleep(20);
    return price;
  };
  const many = await Promise.all(Array.from({ length: 50 }, () => read('mug', database)));
  const stampede = { asked, prices: [...new Set(many)] };
  const nothing = [await read('hat', database), await read('hat', database)];
  const late = load('mug', database); // has read the version and the old price
  await sleep(10);
  prices.set('mug', '13');
  await drop('mug');
  await late;
  console.log(JSON.stringify({ stampede, nothing, asked, changed: await read('mug', database) }));
}

await main().finally(() => client.close());
