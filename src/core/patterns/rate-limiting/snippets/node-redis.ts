// Rate limiting in five ways with node-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'rl'
// #tabstop = { limit: [[12]] <- {limit}
// #tabstop windowMs: [[60_000]] <- {windowSeconds} * 1000
// #region imports
import { createHash, randomUUID } from 'node:crypto';
import { createClient } from 'redis';
// #endregion

// #region shared:client
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const client = createClient({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' });
client.on('error', (error: Error) => console.error(error.message)); // without it a lost connection would end the process
await client.connect();
// #endregion

// #region keys
/** Who is limited, and for what. The braces are a hash tag: clients spread over a cluster, one client's keys stay together. */
function limiterKey(who: string, route: string): string {
  return `${process.env.KEY_PREFIX ?? 'rl'}:{${who}}:${route}`;
}
// #endregion

// #region gcra
const GCRA = `
-- GCRA: the whole state is one time, up to which the client's requests are paid for.
-- KEYS  that time, in microseconds since the epoch
-- ARGV  requests in a burst, requests per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing. Whole microseconds: rounding must not refuse the last request of a burst.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local burst, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local interval = math.ceil(ARGV[3] * 1000 / ARGV[2])
local paid = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local after = paid + cost * interval
local wait = after - burst * interval - now
if wait > 0 then
  local left = math.max(0, math.floor((now + burst * interval - paid) / interval))
  local retry = cost > burst and -1 or math.ceil(wait / 1000)
  return { 0, left, retry, math.ceil((paid - now) / 1000) }
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PXAT', math.ceil(after / 1000))
return { 1, math.floor(-wait / interval), 0, math.ceil((after - now) / 1000) }
`;

/** The default: a burst of `limit`, then one more every `windowMs / limit`. One short string. */
async function gcra(who: string, route: string, { limit, windowMs }: Limits, cost = 1): Promise<Decision> {
  return toDecision(await runScript(GCRA, [limiterKey(who, route)], [limit, limit, windowMs, cost]));
}
// #endregion

// #region tokenBucket
const TOKEN_BUCKET = `
-- Token bucket: tokens come back at a steady rate, and a request takes as many as it costs.
-- KEYS  hash of the tokens left and when they were counted, in microseconds since the epoch
-- ARGV  capacity, tokens per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, tokens left, ms until this one is allowed (-1: never), ms until the bucket is full}.
-- A refused call writes nothing: stored at each of many refusals, a slow refill would be rounded away.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local capacity, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local perMs = ARGV[2] / ARGV[3]
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = tonumber(bucket[2]) or now
-- Without a bucket it is full. A clock that was set back gives nothing and takes nothing.
local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + math.max(0, now - at) / 1000 * perMs)
if tokens < cost then
  -- A microsecond is added: who comes back then must not miss the token by a rounding.
  local retry = cost > capacity and -1 or math.ceil((cost - tokens) / perMs + 0.001)
  return { 0, math.floor(tokens), retry, math.ceil((capacity - tokens) / perMs) }
end
tokens = tokens - cost
local full = (capacity - tokens) / perMs
redis.call('HSET', KEYS[1], 'tokens', string.format('%.14g', tokens), 'at', string.format('%.0f', math.max(now, at)))
redis.call('PEXPIREAT', KEYS[1], math.ceil(now / 1000 + full))
return { 1, math.floor(tokens), 0, math.ceil(full) }
`;

/** For when tokens are shown or charged: a bucket of `limit` that fills up in `windowMs`. */
async function tokenBucket(who: string, route: string, { limit, windowMs }: Limits, cost = 1): Promise<Decision> {
  return toDecision(await runScript(TOKEN_BUCKET, [limiterKey(who, route)], [limit, limit, windowMs, cost]));
}
// #endregion

// #region slidingLog
const SLIDING_LOG = `
-- Sliding window log: every admitted request is kept until it leaves the window.
-- KEYS  sorted set of requests by time, in milliseconds since the epoch
-- ARGV  limit, window in milliseconds, cost of this request, an id that no other request has
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing: what has left the window is passed over, and taken away by the next admitted one.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local inside = string.format('(%.0f', now - window)
local used = redis.call('ZCOUNT', KEYS[1], inside, '+inf')
if used + cost > limit then
  -- It fits when so many of the oldest have left.
  local last = used + cost - limit - 1
  local leaves = redis.call('ZRANGE', KEYS[1], inside, '+inf', 'BYSCORE', 'LIMIT', last, 1, 'WITHSCORES')[2]
  local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
  local retry = cost <= limit and leaves + window - now or -1
  return { 0, math.max(0, limit - used), retry, used > 0 and newest + window - now or 0 }
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
for n = 1, cost do
  redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. n)
end
redis.call('PEXPIREAT', KEYS[1], now + window)
return { 1, limit - used - cost, 0, window }
`;

/** Exactly `limit` in any `windowMs`. For small limits: five logins in a quarter of an hour. */
async function slidingLog(who: string, route: string, { limit, windowMs }: Limits, cost = 1): Promise<Decision> {
  return toDecision(await runScript(SLIDING_LOG, [limiterKey(who, route)], [limit, windowMs, cost, randomUUID()]));
}
// #endregion

// #region slidingCounter
const SLIDING_COUNTER = `
-- Sliding window counter: what the window before admitted counts less and less while this one passes.
-- KEYS  counter of this window, counter of the window before
-- ARGV  limit, window in milliseconds, cost of this request, number of the window that the keys are of
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}, or
-- {-1, number of the window that it is now, 0, 0} when the keys are of another: then name the keys by it and ask again.
-- A refused call writes nothing. Counts times milliseconds are whole numbers, so nothing is rounded.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local number = math.floor(now / window)
if number ~= tonumber(ARGV[4]) then
  return { -1, number, 0, 0 }
end
local current = tonumber(redis.call('GET', KEYS[1]) or 0)
local before = tonumber(redis.call('GET', KEYS[2]) or 0)
local remaining = window - now % window
local free = (limit - current) * window - before * remaining
if cost * window > free then
  local retry = -1
  if current + cost <= limit then
    retry = remaining - math.floor((limit - current - cost) * window / before)
  elseif cost <= limit then
    -- Not before the next window, in which this one is the window before.
    retry = remaining + math.max(0, window - math.floor((limit - cost) * window / current))
  end
  local reset = current > 0 and remaining + window or before > 0 and remaining or 0
  return { 0, math.max(0, math.floor(free / window)), retry, reset }
end
if redis.call('INCRBY', KEYS[1], cost) == cost then
  redis.call('PEXPIREAT', KEYS[1], (number + 2) * window)
end
return { 1, math.floor(free / window) - cost, 0, remaining + window }
`;

/** Nearly a sliding window, with two counters. This clock only guesses the name of the window; the server's decides. */
async function slidingCounter(who: string, route: string, { limit, windowMs }: Limits, cost = 1): Promise<Decision> {
  let window = Math.floor(Date.now() / windowMs);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const keys = [window, window - 1].map((number) => `${limiterKey(who, route)}:${number}`);
    const reply = (await runScript(SLIDING_COUNTER, keys, [limit, windowMs, cost, window])) as number[];
    if (reply[0] !== -1) return toDecision(reply);
    window = reply[1]!; // the clocks differ, or the window ended meanwhile
  }
  throw new Error('Each answer came after the end of its window: the window is too short.');
}
// #endregion

// #region fixedWindow
const FIXED_WINDOW = `
-- Fixed window: a counter that ends with the window, which begins at a multiple of its length.
-- KEYS  counter
-- ARGV  limit, window in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
-- One more than PTTL: a key is there to the end of the millisecond in which it expires.
if used + cost > limit then
  local reset = math.max(0, redis.call('PTTL', KEYS[1]) + 1)
  return { 0, math.max(0, limit - used), cost > limit and -1 or reset, reset }
end
used = redis.call('INCRBY', KEYS[1], cost)
if used == cost then
  redis.call('PEXPIREAT', KEYS[1], (math.floor(now / window) + 1) * window)
end
return { 1, limit - used, 0, redis.call('PTTL', KEYS[1]) + 1 }
`;

/** For quotas of a day or a month. Admits twice the limit around the end of a window. */
async function fixedWindow(who: string, route: string, { limit, windowMs }: Limits, cost = 1): Promise<Decision> {
  return toDecision(await runScript(FIXED_WINDOW, [limiterKey(who, route)], [limit, windowMs, cost]));
}
// #endregion

// #region headers
/** Status and headers of a response. A request that can never be admitted gets no Retry-After. */
function toResponse(decision: Decision, { limit }: Limits): { status: number; headers: Record<string, string> } {
  const { allowed, remaining, retryAfterMs, resetAfterMs } = decision;
  const headers: Record<string, string> = {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(Math.ceil(resetAfterMs / 1000)),
  };
  if (retryAfterMs > 0) headers['Retry-After'] = String(Math.ceil(retryAfterMs / 1000));
  return { status: allowed ? 200 : 429, headers };
}
// #endregion

// #region cost
const COSTS = { look: 1, export: 5 };

/** A request that costs more than is left is refused whole; a cheaper one still fits. */
async function limitByCost(who: string, kind: keyof typeof COSTS): Promise<Decision> {
  return gcra(who, 'api', API_LIMITS, COSTS[kind]);
}
// #endregion

// #region retry
/** Asks again as the answer says, at most `attempts` times: whoever waits exactly so long, alone, is admitted. */
async function waitUntilAllowed(decide: () => Promise<Decision>, attempts = 3): Promise<Decision> {
  let decision = await decide();
  for (let n = 1; n < attempts && !decision.allowed && decision.retryAfterMs > 0; n += 1) {
    const wait = decision.retryAfterMs + 1; // a timer may go off within a millisecond before its time
    await new Promise((resolve) => setTimeout(resolve, wait));
    decision = await decide();
  }
  return decision;
}
// #endregion

// #region outage
/** What a request gets when Redis does not answer in time: 'open' for an API, 'closed' for logins and one-time codes. */
async function decideInTime(decide: () => Promise<Decision>, failing: 'open' | 'closed', ms = 50): Promise<Decision> {
  const fallback = { allowed: failing === 'open', remaining: 0, retryAfterMs: 1000, resetAfterMs: 1000 };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Decision>((resolve) => (timer = setTimeout(() => resolve(fallback), ms)));
  const decision = decide().catch(() => fallback);
  return Promise.race([decision, late]).finally(() => clearTimeout(timer));
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

// #region helpers
interface Limits {
  readonly limit: number;
  readonly windowMs: number;
}

/** What is given to the limiter where one client's requests to the API are counted. */
const API_LIMITS: Limits = { limit: 12, windowMs: 60_000 };

interface Decision {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly retryAfterMs: number;
  readonly resetAfterMs: number;
}

function toDecision(reply: unknown): Decision {
  const [allowed, remaining, retryAfterMs, resetAfterMs] = reply as [number, number, number, number];
  return { allowed: allowed === 1, remaining, retryAfterMs, resetAfterMs };
}
// #endregion

async function main(): Promise<void> {
  const hour = { limit: 10, windowMs: 3_600_000 };
  const admitted: Record<string, number> = {};
  for (const limiter of [gcra, tokenBucket, slidingLog, slidingCounter, fixedWindow]) {
    const decisions = await Promise.all(Array.from({ length: 50 }, () => limiter('ada', limiter.name, hour)));
    admitted[limiter.name] = decisions.filter(({ allowed }) => allowed).length;
  }
  const short = { limit: 1, windowMs: 300 };
  await gcra('ben', 'short', short);
  const kinds = ['export', 'export', 'export', 'look'] as const;
  const costs: boolean[] = [];
  for (const kind of kinds) costs.push((await limitByCost('cleo', kind)).allowed);
  console.log(
    JSON.stringify({
      admitted,
      waited: await waitUntilAllowed(() => gcra('ben', 'short', short)),
      costs,
      response: toResponse(await fixedWindow('ada', 'fixedWindow', hour), hour),
      never: toResponse(await gcra('dana', 'never', hour, 11), hour),
      down: await decideInTime(() => new Promise(() => {}), 'closed', 5),
    }),
  );
}

await main().finally(() => client.close());
