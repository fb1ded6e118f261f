// What keys take, and shapes that take less, with ioredis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'app'
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
const compact = process.env.KEY_PREFIX ?? 'app';
const COMPACT_KEPT = 3600; // seconds
// #endregion

// #region usage
/** Bytes that a key takes, exactly: without SAMPLES 0 it is a guess from five elements. O(N), so not for huge ones. */
async function exactBytesOf(key: string): Promise<number> {
  return (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
}
// #endregion

// #region shapes
/** One hash for an object: one name and one TTL for all of its fields, and compact while it is small. */
async function saveUserHash(id: number, fields: Record<string, string>): Promise<string> {
  const key = `${compact}:user:${id}`;
  await allOf(redis.multi().hset(key, fields).expire(key, COMPACT_KEPT));
  return key;
}
// #endregion

// #region encodings
/** Makes a hash anew that was once too big: it does not become compact again by itself. Tells how it is kept now. */
async function makeCompact(key: string): Promise<string | null> {
  const [fields, left] = await Promise.all([redis.hgetall(key), redis.pttl(key)]);
  if (Object.keys(fields).length === 0) return null;
  // Whoever writes in between is overwritten: do it where nobody does, or in a script.
  const transaction = redis.multi().unlink(key).hset(key, fields);
  if (left > 0) transaction.pexpire(key, left);
  await allOf(transaction);
  return (await redis.object('ENCODING', key)) as string | null;
}
// #endregion

// #region buckets
const PER_BUCKET = 100;

/** Counts in a hash for each hundred counters, a few bytes each. Their TTL is that of all hundred. */
async function count(id: number): Promise<number> {
  const key = `${compact}:counters:${Math.floor(id / PER_BUCKET)}`;
  const counting = redis.multi().hincrby(key, String(id % PER_BUCKET), 1);
  const [counted] = await allOf(counting.expire(key, COMPACT_KEPT));
  return Number(counted);
}
// #endregion

// #region policy
/** How full the server is, and what it would evict. */
async function memoryOfServer(): Promise<{ used: number; max: number; policy: string; evicted: number }> {
  const info = `${await redis.info('memory')}\n${await redis.info('stats')}`;
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  return {
    used: Number(field('used_memory')),
    max: Number(field('maxmemory')), // 0 means no limit
    policy: field('maxmemory_policy'),
    evicted: Number(field('evicted_keys')),
  };
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
  const small = await saveUserHash(1, { name: 'Ann', city: 'Bern', plan: 'free' });
  const big = await saveUserHash(2, { name: 'Ben', about: 'x'.repeat(100) });
  const bytes = [await exactBytesOf(small), await exactBytesOf(big)];
  await redis.hset(big, 'about', 'short');
  const before = await redis.object('ENCODING', big);
  const after = await makeCompact(big);
  for (let id = 0; id < 150; id += 1) await count(id);
  const counted = await count(149);
  const { used, policy } = await memoryOfServer();
  const bigger = (bytes[1] ?? 0) > 2 * (bytes[0] ?? 0);
  console.log(JSON.stringify({ bigger, before, after, counted, used: used > 0, policy }));
}

await main().finally(() => redis.quit());
