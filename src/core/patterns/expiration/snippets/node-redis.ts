// TTLs set, kept, prolonged and spread with node-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'app'
// #tabstop jittered([[300]] <- {life}
// #tabstop part = [[0.2]] <- {jitter} / 100
// #region imports
import { createClient, ErrorReply } from 'redis';
// #endregion

// #region shared:client
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const client = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
client.on('error', (error: Error) => console.error(error.message)); // without it a lost connection would end the process
await client.connect();
// #endregion

// #region keys
const expiring = process.env.KEY_PREFIX ?? 'app';
// #endregion

// #region together
/** Value and TTL in one command: there is no moment in which the key would live for ever. */
async function saveToken(token: string, value: string, seconds = 3600): Promise<void> {
  await client.set(`${expiring}:token:${token}`, value, { expiration: { type: 'EX', value: seconds } });
}
// #endregion

// #region plainSet
/** Changes the value and leaves the TTL as it is; does nothing where there is no such token. */
async function updateToken(token: string, value: string): Promise<boolean> {
  const reply = await client.set(`${expiring}:token:${token}`, value, { condition: 'XX', expiration: 'KEEPTTL' });
  return reply === 'OK';
}
// #endregion

// #region sliding
/** Reads and prolongs in one command; null for a token that has expired. */
async function useToken(token: string, seconds = 3600): Promise<string | null> {
  return client.getEx(`${expiring}:token:${token}`, { type: 'EX', value: seconds });
}
// #endregion

// #region conditions
/** Counts, and gives the counter its TTL only when it has none yet. EXPIRE … NX needs Redis 7. */
async function countToday(name: string): Promise<number> {
  const key = `${expiring}:count:${name}`;
  const [count] = await client.multi().incr(key).expire(key, 86_400, 'NX').execTyped();
  return count;
}
// #endregion

// #region jitter
/** Up to `part` shorter by chance, so that what is cached together does not expire together. */
function jittered(seconds: number, part = 0.2): number {
  return Math.max(1, Math.round(seconds * (1 - part * Math.random())));
}

async function cachePage(page: number, html: string): Promise<void> {
  await client.set(`${expiring}:page:${page}`, html, { expiration: { type: 'EX', value: jittered(300) } });
}
// #endregion

// #region lazy
/** How many keys of this server have expired since it started, read or not. */
async function expiredKeys(): Promise<number> {
  return Number(/^expired_keys:(\d+)/m.exec(await client.info('stats'))?.[1]);
}
// #endregion

// #region fields
/** Remembers a device for a while, in a hash with the others. Needs Redis 7.4 or Valkey 9; false where it is older. */
async function rememberDevice(user: string, device: string, seconds: number): Promise<boolean> {
  const key = `${expiring}:devices:${user}`;
  try {
    await client
      .multi()
      .hSet(key, device, new Date().toISOString())
      .expire(key, 30 * 86_400) // the whole goes when nobody comes any more
      .hExpire(key, device, seconds)
      .exec();
    return true;
  } catch (error) {
    // A command that the server does not know: nothing of the transaction was done.
    if (error instanceof ErrorReply && error.message.includes('unknown command')) return false;
    throw error;
  }
}
// #endregion

async function main(): Promise<void> {
  await saveToken('t1', 'first', 100);
  const updated = await updateToken('t1', 'second');
  const unknown = await updateToken('nobody', 'x');
  const used = await useToken('t1', 200);
  await countToday('visits');
  const visits = await countToday('visits');
  for (let page = 0; page < 50; page += 1) await cachePage(page, '<h1>Page</h1>');
  const expired = await expiredKeys();
  const remembered = await rememberDevice('ann', 'phone', 60);
  console.log(JSON.stringify({ updated, unknown, used, visits, counted: expired >= 0, remembered }));
}

await main().finally(() => client.close());
