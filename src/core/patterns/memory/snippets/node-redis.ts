// What keys take, and shapes that take less, with node-redis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'app'
// #region imports
import { createClient } from 'redis';
// #endregion

// #region shared:client
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const client = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
client.on('error', (error: Error) => console.error(error.message)); // without it a lost connection would end the process
await client.connect();
// #endregion

// #region keys
const compact = process.env.KEY_PREFIX ?? 'app';
const COMPACT_KEPT = 3600; // seconds
// #endregion

// #region usage
/** Bytes that a key takes, exactly: without SAMPLES 0 it is a guess from five elements. O(N), so not for huge ones. */
async function exactBytesOf(key: string): Promise<number> {
  return (await client.memoryUsage(key, { SAMPLES: 0 })) ?? 0;
}
// #endregion

// #region shapes
/** One hash for an object: one name and one TTL for all of its fields, and compact while it is small. */
async function saveUserHash(id: number, fields: Record<string, string>): Promise<string> {
  const key = `${compact}:user:${id}`;
  await client.multi().hSet(key, fields).expire(key, COMPACT_KEPT).exec();
  return key;
}
// #endregion

// #region encodings
/** Makes a hash anew that was once too big: it does not become compact again by itself. Tells how it is kept now. */
async function makeCompact(key: string): Promise<string | null> {
  const [fields, left] = await Promise.all([client.hGetAll(key), client.pTTL(key)]);
  if (Object.keys(fields).length === 0) return null;
  // Whoever writes in between is overwritten: do it where nobody does, or in a script.
  const transaction = client.multi().unlink(key).hSet(key, fields);
  if (left > 0) transaction.pExpire(key, left);
  await transaction.exec();
  return client.objectEncoding(key);
}
// #endregion

// #region buckets
const PER_BUCKET = 100;

/** Counts in a hash for each hundred counters, a few bytes each. Their TTL is that of all hundred. */
async function count(id: number): Promise<number> {
  const key = `${compact}:counters:${Math.floor(id / PER_BUCKET)}`;
  const [counted] = await client
    .multi()
    .hIncrBy(key, String(id % PER_BUCKET), 1)
    .expire(key, COMPACT_KEPT)
    .execTyped();
  return counted;
}
// #endregion

// #region policy
/** How full the server is, and what it would evict. */
async function memoryOfServer(): Promise<{ used: number; max: number; policy: string; evicted: number }> {
  const info = `${await client.info('memory')}\n${await client.info('stats')}`;
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  return {
    used: Number(field('used_memory')),
    max: Number(field('maxmemory')), // 0 means no limit
    policy: field('maxmemory_policy'),
    evicted: Number(field('evicted_keys')),
  };
}
// #endregion

async function main(): Promise<void> {
  const small = await saveUserHash(1, { name: 'Ann', city: 'Bern', plan: 'free' });
  const big = await saveUserHash(2, { name: 'Ben', about: 'x'.repeat(100) });
  const bytes = [await exactBytesOf(small), await exactBytesOf(big)];
  await client.hSet(big, 'about', 'short');
  const before = await client.objectEncoding(big);
  const after = await makeCompact(big);
  for (let id = 0; id < 150; id += 1) await count(id);
  const counted = await count(149);
  const { used, policy } = await memoryOfServer();
  const bigger = (bytes[1] ?? 0) > 2 * (bytes[0] ?? 0);
  console.log(JSON.stringify({ bigger, before, after, counted, used: used > 0, policy }));
}

await main().finally(() => client.close());
