// Visits counted in a hash with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'site'
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region count
const visits = `${process.env.KEY_PREFIX ?? 'site'}:visits`;

/** Adds one visit on the server and answers how many the page has now. */
async function countVisit(page: string): Promise<number> {
  return redis.hincrby(visits, page, 1);
}
// #endregion

console.log(JSON.stringify({ visits: await countVisit('/home') }));
await redis.quit();
