// News by pub/sub and work by a stream, with node-redis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'shop'
// #tabstop MOST_ENTRIES = [[100_000]] <- {most}
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
  return client.publish(news, message);
}
// #endregion

// #region subscribe
/** Hears the news from its answer on, over a connection of its own; the result ends it. */
async function listen(heard: (message: string) => void): Promise<() => Promise<void>> {
  const subscriber = client.duplicate();
  subscriber.on('error', (error: Error) => console.error(error.message));
  await subscriber.connect();
  await subscriber.subscribe(news, heard);
  return () => subscriber.close();
}
// #endregion

// #region append
/** Adds an order; answers its id. The oldest go when there are too many. */
async function addOrder(fields: Record<string, string>): Promise<string> {
  return client.xAdd(orders, '*', fields, {
    TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: MOST_ENTRIES },
  });
}
// #endregion

// #region group
interface Order {
  id: string;
  fields: Record<string, string>;
}

/** Makes the group, which begins with the first order that is kept. To be called once at the start. */
async function createGroup(): Promise<void> {
  await client.xGroupCreate(orders, GROUP, '0', { MKSTREAM: true }).catch((error: Error) => {
    if (!error.message.startsWith('BUSYGROUP')) throw error; // another process was first
  });
}

/** Orders that nobody of the group has yet. They are pending with this worker until they are done. */
async function takeOrders(worker: string, count: number): Promise<Order[]> {
  const streams = await client.xReadGroup(GROUP, worker, { key: orders, id: '>' }, { COUNT: count });
  return (streams?.[0]?.messages ?? []).map(toOrder);
}

async function doneWith(...ids: string[]): Promise<number> {
  return ids.length === 0 ? 0 : client.xAck(orders, GROUP, ids);
}

function toOrder({ id, message }: { id: string; message: Record<string, string> }): Order {
  return { id, fields: message };
}
// #endregion

// #region takeOver
/** Orders that another worker took at least so long ago and has not done. That must be longer than the work takes. */
async function takeOver(worker: string, idleMs: number): Promise<Order[]> {
  const { messages } = await client.xAutoClaim(orders, GROUP, worker, idleMs, '0', { COUNT: 50 });
  return messages.flatMap((one) => (one === null ? [] : [toOrder(one)])); // null: deleted, says a server before Redis 7
}
// #endregion

// #region catchUp
/** What came after an id: each reader keeps its own. */
async function ordersAfter(id: string): Promise<Order[]> {
  return ((await client.xRange(orders, `(${id}`, '+')) ?? []).map(toOrder);
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
  await client.expire(orders, 3600);
}

await main().finally(() => client.close());
