// Changes that belong together with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
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
// The braces are a hash tag: in a cluster all keys of a transaction must be in one slot.
const bank = `${process.env.KEY_PREFIX ?? 'app'}:{bank}`;
const balanceKey = (name: string) => `${bank}:balance:${name}`;
// #endregion

// #region multi
/** Two changes, and nobody sees one of them alone. Does not ask whether there is enough. */
async function moveAmount(from: string, to: string, amount: number): Promise<void> {
  const replies = await redis.multi().decrby(balanceKey(from), amount).incrby(balanceKey(to), amount).exec();
  // Nothing is rolled back: a command may have failed and the other was done.
  for (const [error] of replies ?? []) if (error) throw error;
}
// #endregion

// #region watch
/** Spends if there is enough: reads, decides, and begins again when somebody was first. */
async function spend(name: string, amount: number, attempts = 20): Promise<boolean> {
  const key = balanceKey(name);
  // WATCH belongs to a connection, and EXEC of anybody who shares it ends it: a client of its own, from a pool at best.
  const own = redis.duplicate();
  try {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      await own.watch(key);
      const balance = Number(await own.get(key));
      if (balance < amount) return false;
      const replies = await own
        .multi()
        .set(key, balance - amount, 'KEEPTTL')
        .exec();
      if (replies === null) continue; // somebody was first
      for (const [error] of replies) if (error) throw error;
      return true;
    }
    throw new Error(`${name} was changed by others ${attempts} times`);
  } finally {
    own.disconnect(); // and nothing stays watched
  }
}
// #endregion

// #region version
redis.defineCommand('compareAndSet', {
  numberOfKeys: 1,
  lua: `
-- Writes a value only when nobody has written since it was read.
-- KEYS  a hash with the fields value and version
-- ARGV  the version that was read (0: there was none), the new value, seconds that the key lives (0: for ever)
-- Answers the new version, or nil when another writer was first.
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then
  return false
end
redis.call('HSET', KEYS[1], 'value', ARGV[2], 'version', version + 1)
if tonumber(ARGV[3]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return version + 1
`,
});

/** Changes a value as WATCH does, but on a shared connection: it carries a version that each write raises. */
async function change(key: string, reckon: (value: number) => number, attempts = 100): Promise<number> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const [value, version] = await redis.hmget(key, 'value', 'version');
    const next = reckon(Number(value ?? 0));
    if ((await command('compareAndSet')(key, version ?? 0, next, 3600)) !== null) return attempt;
  }
  throw new Error(`${key} was changed by others ${attempts} times`);
}
// #endregion

// #region script
redis.defineCommand('transfer', {
  numberOfKeys: 2,
  lua: `
-- Moves an amount from one balance to another, if there is enough.
-- KEYS  balance of the one who pays, balance of the one who is paid
-- ARGV  amount, seconds that both keys live (0: for ever)
-- Answers 1 when it was moved, 0 when there was not enough. Checks everything before it writes anything: what a script
-- has written stays when a later command fails.
local amount = tonumber(ARGV[1])
if not amount or amount < 1 or amount % 1 ~= 0 then
  return redis.error_reply('ERR the amount must be a whole number above 0')
end
if tonumber(redis.call('GET', KEYS[1]) or 0) < amount then
  return 0
end
if not tonumber(redis.call('GET', KEYS[2]) or 0) then
  return redis.error_reply('ERR the balance of who is paid is no number')
end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
if tonumber(ARGV[2]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return 1
`,
});

/** Moves money if there is enough. Asks and writes in one step, so nobody has to begin again. */
async function transfer(from: string, to: string, amount: number): Promise<boolean> {
  return (await command('transfer')(balanceKey(from), balanceKey(to), amount, 0)) === 1;
}
// #endregion

// #region shared:command
/** A command made by defineCommand: EVALSHA, with EVAL when the server has forgotten the script. */
function command(name: string): (...args: (string | number)[]) => Promise<unknown> {
  return (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[name]!.bind(redis);
}
// #endregion

async function main(): Promise<void> {
  await redis.mset(balanceKey('amy'), 1000, balanceKey('ben'), 1000, balanceKey('cleo'), 1000, balanceKey('dan'), 0);
  await moveAmount('amy', 'ben', 100);
  const spent = await Promise.all([1, 2, 3, 4].map(() => spend('amy', 300)));
  const moved = await Promise.all(Array.from({ length: 50 }, () => transfer('cleo', 'dan', 100)));
  const writers = Array.from({ length: 10 }, () => change(`${bank}:document`, (value) => value + 1));
  const attempts = await Promise.all(writers);
  console.log(
    JSON.stringify({
      spent: spent.filter(Boolean).length,
      moved: moved.filter(Boolean).length,
      contended: Math.max(...attempts) > 1,
    }),
  );
}

await main().finally(() => redis.quit());
