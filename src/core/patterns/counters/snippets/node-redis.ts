// Counters and unique counts with node-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'site'
// #tabstop 7 * 86_400
// #tabstop takeDownload(limit = [[3]] <- {limit}
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
// The braces are a hash tag: all keys lie in one cluster slot, so that they may be merged and changed together.
const counters = `${process.env.KEY_PREFIX ?? 'site'}:{site}`;
const KEEP = 7 * 86_400; // seconds that a day's counts are kept

const today = () => new Date().toISOString().slice(0, 10);
// #endregion

// #region increment
/** Counts one visit of today and answers how many there are: the key gets its end in the same transaction. */
async function countVisit(): Promise<number> {
  const key = `${counters}:visits:${today()}`;
  const [visits] = await client.multi().incr(key).expire(key, KEEP).execTyped();
  return visits;
}
// #endregion

// #region bounded
/** Takes one of `limit` (at most 255) downloads; false when there is none left. */
async function takeDownload(limit = 3): Promise<boolean> {
  const key = `${counters}:downloads:${today()}`;
  const [, [count]] = await client
    .multi()
    // Eight bits are full at 255: what is over the limit is taken from the beginning. NX: only where there is no count yet.
    .set(key, Buffer.from([255 - limit]), { expiration: { type: 'EX', value: KEEP }, condition: 'NX' })
    .bitField(key, [
      { operation: 'OVERFLOW', behavior: 'FAIL' },
      { operation: 'INCRBY', encoding: 'u8', offset: 0, increment: 1 },
    ])
    .execTyped();
  return count !== null;
}
// #endregion

// #region perVisitor
/** Counts a visit of one person. A hundred of them share a hash: 5 bytes each, where a key of its own takes 68. */
async function countFor(visitor: number): Promise<number> {
  const key = `${counters}:per-visitor:${Math.floor(visitor / 100)}`;
  const [visits] = await client
    .multi()
    .hIncrBy(key, String(visitor % 100), 1)
    .expire(key, KEEP)
    .execTyped();
  return visits;
}
// #endregion

// #region estimate
/** Notes who came today; the names themselves are forgotten. */
async function came(visitor: string): Promise<void> {
  const key = `${counters}:visitors:${today()}`;
  await client.multi().pfAdd(key, visitor).expire(key, KEEP).exec();
}

/** About how many different people came on these days (`2026-11-23`), whoever came on several being counted once. */
async function visitors(...days: string[]): Promise<number> {
  return client.pfCount(days.map((day) => `${counters}:visitors:${day}`));
}
// #endregion

// #region exact
/** Notes who came today by number. Numbers must be dense: the highest decides how large the key is. */
async function cameExactly(visitor: number): Promise<void> {
  const key = `${counters}:came:${today()}`;
  await client.multi().setBit(key, visitor, 1).expire(key, KEEP).exec();
}

async function visitorsExactly(day: string): Promise<number> {
  return client.bitCount(`${counters}:came:${day}`);
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

await main().finally(() => client.close());
