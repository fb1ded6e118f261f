// Many commands in few round trips with node-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'app'
// #region imports
import { createHash } from 'node:crypto';
import { createClient } from 'redis';
// #endregion

// #region shared:client
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const client = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
client.on('error', (error: Error) => console.error(error.message)); // without it a lost connection would end the process
await client.connect();
// #endregion

// #region keys
// The braces are a hash tag: in a cluster MSET and scripts need all their keys in one slot.
const settings = `${process.env.KEY_PREFIX ?? 'app'}:{settings}`;
const SETTINGS_KEPT = 3600; // seconds
const SETTINGS_EXPIRE = { expiration: { type: 'EX', value: SETTINGS_KEPT } } as const;
// #endregion

// #region oneByOne
/** A round trip for each value: right only where a reply decides about the next. */
async function saveOneByOne(values: Map<string, string>): Promise<void> {
  for (const [name, value] of values) await client.set(`${settings}:${name}`, value, SETTINGS_EXPIRE);
}
// #endregion

// #region pipelined
/** A round trip for each batch. Throws the first error among the replies; what came before and after it is done. */
async function savePipelined(values: Map<string, string>, batch = 500): Promise<void> {
  const entries = [...values];
  for (let start = 0; start < entries.length; start += batch) {
    const pipeline = client.multi();
    for (const [name, value] of entries.slice(start, start + batch))
      pipeline.set(`${settings}:${name}`, value, SETTINGS_EXPIRE);
    await pipeline.execAsPipeline(); // exec() would make a transaction of it
  }
}
// #endregion

// #region auto
/** Nothing is gathered here: the client does, because no promise is waited for before the next command is given. */
async function saveTogether(values: Map<string, string>): Promise<void> {
  await Promise.all([...values].map(([name, value]) => client.set(`${settings}:${name}`, value, SETTINGS_EXPIRE)));
}
// #endregion

// #region mset
/** One command for all values. It sets no TTL, so EXPIRE stands beside it, in the same transaction. */
async function saveAtOnce(values: Map<string, string>): Promise<void> {
  const entries = [...values].map(([name, value]): [string, string] => [`${settings}:${name}`, value]);
  const transaction = client.multi().mSet(entries);
  for (const [key] of entries) transaction.expire(key, SETTINGS_KEPT);
  await transaction.exec(); // throws when a reply is an error
}
// #endregion

// #region script
const FILL_SETTINGS = `
-- Writes each value under its key, with a TTL, in one command.
-- KEYS  the keys, all in one slot
-- ARGV  seconds that they live, then a value for each key
-- Answers how many were written.
for index, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[index + 1], 'EX', ARGV[1])
end
return #KEYS
`;

/** One command that does the rest on the server. Some hundred keys at once, not thousands: others wait meanwhile. */
async function saveByScript(values: Map<string, string>): Promise<number> {
  const keys = [...values.keys()].map((name) => `${settings}:${name}`);
  return Number(await runScript(FILL_SETTINGS, keys, [SETTINGS_KEPT, ...values.values()]));
}
// #endregion

// #region partly
/** Sends all, and tells which were refused: they go together but are no transaction, and one error stops no other. */
async function countAll(names: string[]): Promise<{ done: number; refused: string[] }> {
  const replies = await Promise.allSettled(
    names.map(async (name) => {
      const key = `${settings}:${name}`;
      await Promise.all([client.incr(key), client.expire(key, SETTINGS_KEPT)]);
    }),
  );
  const refused = names.filter((_, index) => replies[index]?.status === 'rejected');
  return { done: names.length - refused.length, refused };
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
  const values = (way: string) => new Map(Array.from({ length: 100 }, (_, n) => [`${way}:${n}`, `value ${n}`]));
  await saveOneByOne(values('oneByOne'));
  await savePipelined(values('pipelined'), 30);
  await saveTogether(values('auto'));
  await saveAtOnce(values('mset'));
  const byScript = await saveByScript(values('script'));
  const counted = await countAll(['a', 'auto:0', 'b']);
  console.log(JSON.stringify({ byScript, done: counted.done, refused: counted.refused }));
}

await main().finally(() => client.close());
