// Counters and unique counts with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'site'
// #tabstop 7 * 86_400
// #tabstop takeDownload(limit = [[3]] <- {limit}
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
// The braces are a hash tag: all keys lie in one cluster slot, so that they may be merged and changed together.
const counters = `${process.env.KEY_PREFIX ?? 'site'}:{site}`;
const KEEP = 7 * 86_400; // seconds that a day's counts are kept

const today = () => new Date().toISOString().slice(0, 10);
// #endregion

// #region increment
/** Counts one visit of today and answers how many there are: the key gets its end in the same transaction. */
async function countVisit(): Promise<number> {
  const key = `${counters}:visits:${today()}`;
  const [count] = await allOf(redis.multi().incr(key).expire(key, KEEP));
  return Number(count);
}
// #endregion

// #region bounded
/** Takes one of `limit` (at most 255) downloads; false when there is none left. */
async function takeDownload(limit = 3): Promise<boolean> {
  const key = `${counters}:downloads:${today()}`;
  const transaction = redis
    .multi()
    // Eight bits are full at 255: what is over the limit is taken from the beginning. NX: only where there is no count yet.
    .set(key, Buffer.from([255 - limit]), 'EX', KEEP, 'NX')
    .call('BITFIELD', key, 'OVERFLOW', 'FAIL', 'INCRBY', 'u8', 0, 1);
  const [, counted] = await allOf(transaction);
  const [count] = counted as [number | null];
  return count !== null;
}
// #endregion

// #region perVisitor
/** Counts a visit of one person. A hundred of them share a hash: 5 bytes each, where a key of its own takes 68. */
async function countFor(visitor: number): Promise<number> {
  const key = `${counters}:per-visitor:${Math.floor(visitor / 100)}`;
  const counting = redis.multi().hincrby(key, String(visitor % 100), 1);
  const [count] = await allOf(counting.expire(key, KEEP));
  return Number(count);
}
// #endregion

// #region estimate
/** Notes who came today; the names themselves are forgotten. */
async function came(visitor: string): Promise<void> {
  const key = `${counters}:visitors:${today()}`;
  await allOf(redis.multi().pfadd(key, visitor).expire(key, KEEP));
}

/** About how many different people came on these days (`2026-11-23`), whoever came on several being counted once. */
async function visitors(...days: string[]): Promise<number> {
  return redis.pfcount(...days.map((day) => `${counters}:visitors:${day}`));
}
// #endregion

// #region exact
/** Notes who came today by number. Numbers must be dense: the highest decides how large the key is. */
async function cameExactly(visitor: number): Promise<void> {
  const key = `${counters}:came:${today()}`;
  await allOf(redis.multi().setbit(key, visitor, 1).expire(key, KEEP));
}

async function visitorsExactly(day: string): Promise<number> {
  return redis.bitcount(`${counters}:came:${day}`);
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
  const visits = await Promise.all(Array.from({ length: 100 }, () => countVisit()));
  const downloads = await Promise.all(Array.from({ length: 10 }, () => takeDownload()));
  await countFor(4711);
  const perVisitor = await countFor(4711);
  for (let n = 0; n < 400; n += 1) await Promise.all([came(`user:${n % 200}`), cameExactly(n % 200)]);
  console.log(
    JSON.stringify({
      visits: Math.max(...visits),
      downloads: downloads.filter((got) => got).length,
      perVisitor,
      estimate: await visitors(today()),
      exact: await visitorsExactly(today()),
    }),
  );
}

await main().finally(() => redis.quit());
