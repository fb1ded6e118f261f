// Many commands in few round trips with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
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
// The braces are a hash tag: in a cluster MSET and scripts need all their keys in one slot.
const settings = `${process.env.KEY_PREFIX ?? 'app'}:{settings}`;
const SETTINGS_KEPT = 3600; // seconds
// #endregion

// #region oneByOne
/** A round trip for each value: right only where a reply decides about the next. */
async function saveOneByOne(values: Map<string, string>): Promise<void> {
  for (const [name, value] of values) await redis.set(`${settings}:${name}`, value, 'EX', SETTINGS_KEPT);
}
// #endregion

// #region pipelined
/** A round trip for each batch. Throws the first error among the replies; what came before and after it was done. */
async function savePipelined(values: Map<string, string>, batch = 500): Promise<void> {
  const entries = [...values];
  for (let start = 0; start < entries.length; start += batch) {
    const pipeline = redis.pipeline();
    for (const [name, value] of entries.slice(start, start + batch)) {
      pipeline.set(`${settings}:${name}`, value, 'EX', SETTINGS_KEPT);
    }
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
  }
}
// #endregion

// #region auto
// With enableAutoPipelining, commands of one turn of the event loop go together, wherever in the program they come from.
const gathering = redis.duplicate({ enableAutoPipelining: true });

/** Nothing is gathered here: the client does, because no promise is waited for before the next command is given. */
async function saveTogether(values: Map<string, string>): Promise<void> {
  await Promise.all(
    [...values].map(([name, value]) => gathering.set(`${settings}:${name}`, value, 'EX', SETTINGS_KEPT)),
  );
}
// #endregion

// #region mset
/** One command for all values. It sets no TTL, so EXPIRE stands beside it, in the same transaction. */
async function saveAtOnce(values: Map<string, string>): Promise<void> {
  const transaction = redis.multi().mset([...values].flatMap(([name, value]) => [`${settings}:${name}`, value]));
  for (const name of values.keys()) transaction.expire(`${settings}:${name}`, SETTINGS_KEPT);
  for (const [error] of (await transaction.exec()) ?? []) if (error) throw error;
}
// #endregion

// #region script
redis.defineCommand('fillSettings', {
  lua: `
-- Writes each value under its key, with a TTL, in one command.
-- KEYS  the keys, all in one slot
-- ARGV  seconds that they live, then a value for each key
-- Answers how many were written.
for index, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[index + 1], 'EX', ARGV[1])
end
return #KEYS
`,
});

/** One command that does the rest on the server. Some hundred keys at once, not thousands: others wait meanwhile. */
async function saveByScript(values: Map<string, string>): Promise<number> {
  const keys = [...values.keys()].map((name) => `${settings}:${name}`);
  return Number(await command('fillSettings')(keys.length, ...keys, SETTINGS_KEPT, ...values.values()));
}
// #endregion

// #region partly
/** Sends all, and tells which were refused: a pipeline is no transaction, and one error stops none of the others. */
async function countAll(names: string[]): Promise<{ done: number; refused: string[] }> {
  const pipeline = redis.pipeline();
  for (const name of names) pipeline.incr(`${settings}:${name}`).expire(`${settings}:${name}`, SETTINGS_KEPT);
  const replies = (await pipeline.exec()) ?? [];
  const refused = names.filter((_, index) => Boolean(replies[2 * index]?.[0]));
  return { done: names.length - refused.length, refused };
}
// #endregion

// #region shared:command
/** A command made by defineCommand: EVALSHA, with EVAL when the server has forgotten the script. */
function command(name: string): (...args: (string | number)[]) => Promise<unknown> {
  return (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[name]!.bind(redis);
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

await main().finally(() => Promise.all([redis.quit(), gathering.quit()]));
