// Sessions with ioredis, as hashes and as JSON. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'shop'
// #tabstop IDLE_MS = [[30 * 60_000]] <- {idle} * 1000
// #tabstop ABSOLUTE_MS = [[12 * 3_600_000]] <- {absolute} * 1000
// #tabstop MOST_IN_CART = [[99]] <- {most}
// #region imports
import { randomBytes, randomInt } from 'node:crypto';
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
const sessionPrefix = process.env.KEY_PREFIX ?? 'shop';
const IDLE_MS = 30 * 60_000; // after the last request
const ABSOLUTE_MS = 12 * 3_600_000; // after the login, however often it is used
const MOST_IN_CART = 99; // of one product

// The braces are a hash tag: what belongs to one session lies in one cluster slot, and sessions spread over all of them.
const sessionKey = (sid: string) => `${sessionPrefix}:sess:{${sid}}`;
const documentKey = (sid: string) => `${sessionPrefix}:doc:{${sid}}`;
const cartKey = (sid: string) => `${sessionKey(sid)}:cart`;
const codeKey = (sid: string) => `${sessionKey(sid)}:code`;
const userKey = (uid: string) => `${sessionPrefix}:user:{${uid}}:sess`;
// #endregion

// #region login
// #region loginHash
/** Opens a session under a new id, never one that the client brought. Whoever knows the id is logged in: keep it from logs. */
async function logIn(uid: string, name: string): Promise<string> {
  const { sid, now } = await enterUser(uid);
  const key = sessionKey(sid);
  await allOf(redis.multi().hset(key, { uid, name, created: now, seen: now }).pexpire(key, IDLE_MS));
  return sid;
}
// #endregion

// #region loginJson
/** Opens a session as a JSON document, under a new id. JSON.SET has no option for a TTL. */
async function logInJson(uid: string, name: string): Promise<string> {
  const { sid, now } = await enterUser(uid);
  const key = documentKey(sid);
  const document = JSON.stringify({ uid, name, created: now, seen: now, cart: {} });
  await allOf(redis.multi().call('JSON.SET', key, '$', document).pexpire(key, IDLE_MS));
  return sid;
}
// #endregion

/** Puts the session to be on the user's list first: then none is there that the list does not name. */
async function enterUser(uid: string): Promise<{ sid: string; now: number }> {
  const sid = randomBytes(32).toString('base64url');
  const [seconds] = await redis.time(); // the scripts reckon with the server's clock
  const now = Number(seconds) * 1000;
  const key = userKey(uid);
  await allOf(
    redis
      .multi()
      .zremrangebyscore(key, '-inf', now)
      .zadd(key, now + ABSOLUTE_MS, sid)
      .pexpire(key, ABSOLUTE_MS),
  );
  return { sid, now };
}
// #endregion

// #region touch
// #region touchHash
const TOUCH = `
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session, its cart
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers its fields and values, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(redis.call('HGET', KEYS[1], 'created')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1], KEYS[2])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
  redis.call('PEXPIRE', KEYS[2], ttl)
end
return redis.call('HGETALL', KEYS[1])
`;
redis.defineCommand('touchSession', { numberOfKeys: 2, lua: TOUCH });

/** For each request: the session's fields, with its idle time begun anew; null when it is over. */
async function touch(sid: string): Promise<Record<string, string> | null> {
  const flat = (await command('touchSession')(sessionKey(sid), cartKey(sid), IDLE_MS, ABSOLUTE_MS)) as string[] | null;
  if (flat === null) return null;
  return Object.fromEntries(Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n]!, flat[2 * n + 1]!]));
}
// #endregion

// #region touchJson
const TOUCH_JSON = `
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers the document, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(string.match(redis.call('JSON.GET', KEYS[1], '$.created'), '%d+')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return redis.call('JSON.GET', KEYS[1])
`;
redis.defineCommand('touchDocument', { numberOfKeys: 1, lua: TOUCH_JSON });

/** For each request: the session's document, with its idle time begun anew; null when it is over. */
async function touchJson(sid: string): Promise<Record<string, unknown> | null> {
  const text = (await command('touchDocument')(documentKey(sid), IDLE_MS, ABSOLUTE_MS)) as string | null;
  return text === null ? null : (JSON.parse(text) as Record<string, unknown>);
}
// #endregion
// #endregion

// #region update
const SSET = `
-- Writes to a session that is there. A plain HSET would make a new session of one field, which never expires; and what
-- JSON.SET with a path says of a missing document differs between servers.
-- KEYS  session
-- ARGV  the command that writes (HSET, JSON.SET), what follows its key
-- Answers 1, or 0 when there is no such session (any more).
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
return 1
`;
redis.defineCommand('writeToSession', { numberOfKeys: 1, lua: SSET });

// #region updateHash
/** Sets one field without reading the rest; false when the session is over, and then nothing is written. */
async function update(sid: string, field: string, value: string | number): Promise<boolean> {
  return (await command('writeToSession')(sessionKey(sid), 'HSET', field, value)) === 1;
}
// #endregion

// #region updateJson
/** Sets one member; it must be a name of your own, never one that a client sent: it becomes part of a path. */
async function updateJson(sid: string, member: string, value: unknown): Promise<boolean> {
  return (await command('writeToSession')(documentKey(sid), 'JSON.SET', `$.${member}`, JSON.stringify(value))) === 1;
}
// #endregion
// #endregion

// #region cart
// #region cartHash
const CART = `
-- Changes how many of a product lie in the cart of a session that is there.
-- KEYS  session, its cart
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return -2 end
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR the quantity must be a whole number of at most 15 digits')
end
local quantity = (tonumber(redis.call('HGET', KEYS[2], ARGV[1])) or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then redis.call('HDEL', KEYS[2], ARGV[1]) return 0 end
redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
return quantity
`;
redis.defineCommand('addToSession', { numberOfKeys: 2, lua: CART });

/** How many there are now; -1 when that would be too many, -2 when the session is over. */
async function addToCart(sid: string, sku: string, quantity: number): Promise<number> {
  return Number(await command('addToSession')(sessionKey(sid), cartKey(sid), sku, quantity, MOST_IN_CART));
}
// #endregion

// #region cartJson
const CART_JSON = `
-- Changes how many of a product lie in the cart of a session that is there. The product is the name of a member.
-- KEYS  session
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
if redis.call('EXISTS', KEYS[1]) == 0 then return -2 end
-- The product becomes part of a path: anything but these characters could name another place of the document.
if not string.match(ARGV[1], '^[%w_-]+$') or not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR a product has letters, digits, _ and - only, a quantity at most 15 digits')
end
local path = '$.cart["' .. ARGV[1] .. '"]'
local before = tonumber(string.match(redis.call('JSON.GET', KEYS[1], path), '%d+'))
local quantity = (before or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then
  redis.call('JSON.DEL', KEYS[1], path)
  return 0
end
if before then
  redis.call('JSON.NUMINCRBY', KEYS[1], path, ARGV[2])
else
  redis.call('JSON.SET', KEYS[1], path, ARGV[2])
end
return quantity
`;
redis.defineCommand('addToDocument', { numberOfKeys: 1, lua: CART_JSON });

/** How many there are now; -1 when that would be too many, -2 when the session is over. */
async function addToCartJson(sid: string, sku: string, quantity: number): Promise<number> {
  return Number(await command('addToDocument')(documentKey(sid), sku, quantity, MOST_IN_CART));
}
// #endregion
// #endregion

// #region devices
/** The user's sessions that may be there still, longest to live first. Of each, its own key says whether it is. */
async function sessionsOf(uid: string): Promise<string[]> {
  return redis.zrange(userKey(uid), '+inf', String(Date.now()), 'BYSCORE', 'REV');
}
// #endregion

// #region logout
/** Ends one session, then takes it off the list. */
async function logOut(uid: string, sid: string): Promise<void> {
  await redis.unlink(sessionKey(sid), cartKey(sid), codeKey(sid), documentKey(sid));
  await redis.zrem(userKey(uid), sid);
}
// #endregion

// #region logoutEverywhere
/** Ends those that are there now; a login that comes in between goes on, and stays on the list. */
async function logOutEverywhere(uid: string): Promise<number> {
  const sids = await redis.zrange(userKey(uid), 0, '-1');
  await Promise.all(sids.map((sid) => logOut(uid, sid)));
  return sids.length;
}
// #endregion

// #region otp
const OTP = `
-- Keeps a code in the session for less time than the session has. Where the server has no TTLs of fields (before Redis 7.4
-- and Valkey 9), the code gets a key of its own.
-- KEYS  session, key for the code
-- ARGV  code, milliseconds it is good for
-- Answers 'field' or 'key': where it is; nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local answer = redis.pcall('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
if not answer.err then
  -- HSET takes the TTL of a field away, so it is set after that, each time.
  redis.call('HSET', KEYS[1], 'otp', ARGV[1])
  redis.call('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
  return 'field'
end
if not string.find(string.lower(answer.err), 'unknown') then return answer end
local ttl = tonumber(ARGV[2])
if left > 0 then ttl = math.min(ttl, left) end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
return 'key'
`;
redis.defineCommand('keepCode', { numberOfKeys: 2, lua: OTP });

/** Gives the session a code that is good for two minutes. Null when the session is over; else the code, and where it is. */
async function giveCode(sid: string): Promise<{ code: string; where: 'field' | 'key' } | null> {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const where = (await command('keepCode')(sessionKey(sid), codeKey(sid), code, 120_000)) as 'field' | 'key' | null;
  return where === null ? null : { code, where };
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

// #region shared:command
/** A command made by defineCommand: EVALSHA, with EVAL when the server has forgotten the script. */
function command(name: string): (...args: (string | number)[]) => Promise<unknown> {
  return (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[name]!.bind(redis);
}
// #endregion

const hashes = { logIn, touch, update, addToCart };
const documents = { logIn: logInJson, touch: touchJson, update: updateJson, addToCart: addToCartJson };

async function tryOut(sessions: typeof hashes | typeof documents, uid: string): Promise<unknown> {
  const sid = await sessions.logIn(uid, 'alice');
  const added = await Promise.all(Array.from({ length: 50 }, () => sessions.addToCart(sid, 'coffee', 1)));
  const phone = await sessions.logIn(uid, 'alice');
  const devices = (await sessionsOf(uid)).length;
  await logOut(uid, phone);
  const late = [await sessions.update(phone, 'seen', 1), await sessions.addToCart(phone, 'tea', 1)];
  const updated = await sessions.update(sid, 'seen', 1);
  const [session, gone] = [await sessions.touch(sid), await sessions.touch(phone)];
  return { sid, session, coffee: Math.max(...added), devices, late, updated, gone };
}

async function main(): Promise<void> {
  const hash = await tryOut(hashes, 'u1');
  const [known] = (await redis.call('COMMAND', 'INFO', 'JSON.SET')) as unknown[];
  const json = known ? await tryOut(documents, 'u2') : null;
  const bruno = await logIn('u3', 'bruno');
  const code = await giveCode(bruno);
  await logIn('u4', 'chiara');
  await logIn('u4', 'chiara');
  console.log(JSON.stringify({ hash, json, bruno, code, ended: await logOutEverywhere('u4') }));
}

await main().finally(() => redis.quit());
