// News by pub/sub and work by a stream, with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'shop'
// #tabstop MOST_ENTRIES = [[100_000]] <- {most}
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
// The braces are a hash tag: what belongs together lies in one cluster slot.
const messaging = `${process.env.KEY_PREFIX ?? 'shop'}:{shop}`;
const news = `${messaging}:news`;
const orders = `${messaging}:orders`;
const GROUP = 'packing';
const MOST_ENTRIES = 100_000; // entries kept, about
// #endregion

// #region publish
/** Tells whoever listens just now; answers how many that were. Nothing is kept. */
async function tell(message: string): Promise<number> {
  return redis.publish(news, message);
}
// #endregion

// #region subscribe
/** Hears the news from its answer on, over a connection of its own; the result ends it. */
async function listen(heard: (message: string) => void): Promise<() => Promise<void>> {
  const subscriber = redis.duplicate();
  subscriber.on('message', (_channel, message) => heard(message));
  await subscriber.subscribe(news);
  return async () => {
    await subscriber.quit();
  };
}
// #endregion

// #region append
/** Adds an order; answers its id. The oldest go when there are too many. */
async function addOrder(fields: Record<string, string>): Promise<string> {
  const id = await redis.xadd(orders, 'MAXLEN', '~', MOST_ENTRIES, '*', ...Object.entries(fields).flat());
  return id ?? '';
}
// #endregion

// #region group
interface Order {
  id: string;
  fields: Record<string, string>;
}

/** Makes the group, which begins with the first order that is kept. To be called once at the start. */
async function createGroup(): Promise<void> {
  await redis.xgroup('CREATE', orders, GROUP, '0', 'MKSTREAM').catch((error: Error) => {
    if (!error.message.startsWith('BUSYGROUP')) throw error; // another process was first
  });
}

/** Orders that nobody of the group has yet. They are pending with this worker until they are done. */
async function takeOrders(worker: string, count: number): Promise<Order[]> {
  const reply = await redis.xreadgroup('GROUP', GROUP, worker, 'COUNT', count, 'STREAMS', orders, '>');
  const [[, entries] = ['', []]] = (reply ?? []) as [string, [string, string[]][]][];
  return entries.map(toOrder);
}

async function doneWith(...ids: string[]): Promise<number> {
  return ids.length === 0 ? 0 : redis.xack(orders, GROUP, ...ids);
}

function toOrder([id, flat]: [string, string[]]): Order {
  const pairs = Array.from({ length: flat.length / 2 }, (_, n) => flat.slice(2 * n, 2 * n + 2));
  return { id, fields: Object.fromEntries(pairs) as Record<string, string> };
}
// #endregion

// #region takeOver
/** Orders that another worker took at least so long ago and has not done. That must be longer than the work takes. */
async function takeOver(worker: string, idleMs: number): Promise<Order[]> {
  const [, entries] = await redis.xautoclaim(orders, GROUP, worker, idleMs, '0', 'COUNT', 50);
  return (entries as [string, string[]][]).map(toOrder);
}
// #endregion

// #region catchUp
/** What came after an id: each reader keeps its own. */
async function ordersAfter(id: string): Promise<Order[]> {
  return (await redis.xrange(orders, `(${id}`, '+')).map(toOrder);
}
// #endregion

async function main(): Promise<void> {
  await createGroup();
  await createGroup();
  const unheard = await tell('nobody hears this');
  const heard: string[] = [];
  const stop = await listen((message) => heard.push(message));
  const listeners = await tell('one');
  await tell('two');
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await stop();
  await tell('nobody hears this either');
  const ids: string[] = [];
  for (let n = 1; n <= 9; n += 1) ids.push(await addOrder({ order: `${n}`, sku: 'mug' }));
  const ann = await takeOrders('ann', 4);
  const bob = await takeOrders('bob', 4);
  await doneWith(...ann.map(({ id }) => id));
  const taken = await takeOver('ann', 0);
  const done = await doneWith(...taken.map(({ id }) => id));
  console.log(
    JSON.stringify({
      ...{ unheard, listeners, heard },
      ...{ ann: ann.map(({ fields }) => fields['order']), bob: bob.map(({ fields }) => fields['order']) },
      ...{ takenOver: taken.length, done, none: await doneWith(), after: (await ordersAfter(ids[6] ?? '')).length },
    }),
  );
  // What is shown here is not meant to stay.
  await redis.expire(orders, 3600);
}

await main().finally(() => redis.quit());
