// An inventory on hashes or JSON documents with node-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'shop'
// #tabstop = [['hash']] <- '{variant}'
// #tabstop holdMs = [[600_000]] <- {hold} * 1000
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
// The braces are a hash tag: all keys lie in one cluster slot, so that a script may change them together.
const shop = `${process.env.KEY_PREFIX ?? 'shop'}:{shop}`;
// 'json' keeps each product as a JSON document (Redis 8 and Redis Stack have JSON), 'hash' as a hash.
const kind: 'json' | 'hash' = 'hash';

const stockKeysOf = (sku: string) => ({
  product: `${shop}:product:${sku}`,
  sold: `${shop}:sold:${sku}`,
  holds: `${shop}:holds:${sku}`,
  held: `${shop}:held:${sku}`,
});
// What remembers an order: of one product, or of all its lines.
const markerOf = (order: string, ...sku: string[]) => [shop, 'order', order, ...sku].join(':');
const ledger = `${shop}:ledger`;
const ORDER_KEPT = 86_400; // seconds that an order is remembered: longer than any client tries again
// #endregion

// #region stock
const STOCK = `
-- What the scripts share: they are put behind it. The stock is a field of a hash, or a number in a JSON document.
local function stockOf(kind, product)
  if kind == 'json' then
    local found = redis.call('JSON.GET', product, '$.stock')
    return found and tonumber(string.match(found, '^%[(%-?%d+)%]$') or nil)
  end
  return tonumber(redis.call('HGET', product, 'stock') or nil)
end
local function addStock(kind, product, units)
  -- A product that is gone is not born again by giving units back to it.
  if redis.call('EXISTS', product) == 0 then
    return
  end
  if kind == 'json' then
    redis.call('JSON.NUMINCRBY', product, '$.stock', units)
  else
    redis.call('HINCRBY', product, 'stock', units)
  end
end
-- Checked before anything is written: what a script has written stays when a later command fails.
local function isCount(units)
  return string.match(units, '^[1-9]%d*$') and #units <= 15
end
-- The server's clock: those of clients differ.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
-- Gives back what is held too long: of twenty orders at a time, and of more where there are fewer units than wanted.
-- Answers the stock.
local function stockAfterLate(kind, product, holds, held, wanted)
  local stock, freed = stockOf(kind, product), 0
  while stock and (freed < 20 or stock < wanted) do
    local late = redis.call('ZRANGE', holds, '-inf', now(), 'BYSCORE', 'LIMIT', 0, 1)[1]
    if not late then
      break
    end
    addStock(kind, product, tonumber(redis.call('HGET', held, late) or 0))
    redis.call('HDEL', held, late)
    redis.call('ZREM', holds, late)
    stock, freed = stockOf(kind, product), freed + 1
  end
  return stock
end
-- New keys live so many seconds; 0 is for ever.
local function expire(seconds, ...)
  for _, key in ipairs({ ... }) do
    if tonumber(seconds) > 0 and redis.call('TTL', key) < 0 then
      redis.call('EXPIRE', key, seconds)
    end
  end
end
local function record(ledger, order, product, units)
  redis.call('XADD', ledger, 'MAXLEN', '~', 1000, '*', 'order', order, 'product', product, 'units', units)
end
`;
// #endregion

// #region buy
const BUY = `
-- Buys units of a product once, however often the order is sent.
-- KEYS  product, holds by when they end, units held by order, units sold, marker of the order for this product, ledger
-- ARGV  'json' or 'hash', order, product's name, units, seconds the order is remembered, seconds new keys live (0: for ever)
-- Answers {1, left} sold; {2, left} sold before; {4, left} the order was for another number of units; {-1, left} too few;
-- {-2, 0} no such product.
if not isCount(ARGV[4]) then
  return redis.error_reply('ERR units must be a whole number of at least 1')
end
local units = tonumber(ARGV[4])
local left = stockAfterLate(ARGV[1], KEYS[1], KEYS[2], KEYS[3], units)
if not left then
  return { -2, 0 }
end
local before = redis.call('GET', KEYS[5])
if before then
  return { before == ARGV[4] and 2 or 4, left }
end
if left < units then
  return { -1, left }
end
redis.call('SET', KEYS[5], units, 'EX', ARGV[5])
addStock(ARGV[1], KEYS[1], -units)
redis.call('INCRBY', KEYS[4], units)
record(KEYS[6], ARGV[2], ARGV[3], units)
expire(ARGV[6], KEYS[4], KEYS[6])
return { 1, left - units }
`;

/** Buys once, however often the order is sent. */
async function buy(sku: string, order: string, units = 1): Promise<{ ending: Ending; left: number }> {
  const { product, holds, held, sold } = stockKeysOf(sku);
  const keys = [product, holds, held, sold, markerOf(order, sku), ledger];
  return answer(await runScript(STOCK + BUY, keys, [kind, order, sku, units, ORDER_KEPT, 0]));
}
// #endregion

// #region reserve
const RESERVE = `
-- Holds units for an order until it is paid for, cancelled or too late.
-- KEYS  product, holds by when they end, units held by order, marker of the order for this product
-- ARGV  'json' or 'hash', order, units, milliseconds the hold lasts, seconds new keys live (0: for ever)
-- Answers {1, left} held; {2, left} held before, and no longer for it; {3, left} sold already; {4, left} held before with
-- another number of units; {-1, left} too few; {-2, 0} no such product.
if not isCount(ARGV[3]) then
  return redis.error_reply('ERR units must be a whole number of at least 1')
end
local units = tonumber(ARGV[3])
local left = stockAfterLate(ARGV[1], KEYS[1], KEYS[2], KEYS[3], units)
if not left then
  return { -2, 0 }
end
if redis.call('EXISTS', KEYS[4]) == 1 then
  return { 3, left }
end
local ends = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or nil)
if ends and ends > now() then
  return { redis.call('HGET', KEYS[3], ARGV[2]) == ARGV[3] and 2 or 4, left }
end
if ends then
  -- Its own hold is too late: it is given back, and asked for anew.
  addStock(ARGV[1], KEYS[1], tonumber(redis.call('HGET', KEYS[3], ARGV[2])))
  redis.call('HDEL', KEYS[3], ARGV[2])
  redis.call('ZREM', KEYS[2], ARGV[2])
  left = stockOf(ARGV[1], KEYS[1])
end
if left < units then
  return { -1, left }
end
addStock(ARGV[1], KEYS[1], -units)
redis.call('HSET', KEYS[3], ARGV[2], units)
redis.call('ZADD', KEYS[2], now() + ARGV[4], ARGV[2])
expire(ARGV[5], KEYS[2], KEYS[3])
return { 1, left - units }
`;

/** Holds units until they are paid for, cancelled or too late. */
async function reserve(
  sku: string,
  order: string,
  units = 1,
  holdMs = 600_000,
): Promise<{ ending: Ending; left: number }> {
  const { product, holds, held } = stockKeysOf(sku);
  const keys = [product, holds, held, markerOf(order, sku)];
  return answer(await runScript(STOCK + RESERVE, keys, [kind, order, units, holdMs, 0]));
}
// #endregion

// #region confirm
const CONFIRM = `
-- Makes a hold a sale, once. A hold that is too late is no hold any more: its units belong to whoever comes next.
-- KEYS  holds by when they end, units held by order, units sold, marker of the order for this product, ledger
-- ARGV  order, product's name, seconds the order is remembered, seconds new keys live (0: for ever)
-- Answers {1, units} sold; {2, units} sold before; {0, 0} no such hold, or one that was too late.
local before = redis.call('GET', KEYS[4])
if before then
  return { 2, tonumber(before) }
end
local ends = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or nil)
if not ends or ends <= now() then
  return { 0, 0 }
end
local units = tonumber(redis.call('HGET', KEYS[2], ARGV[1]))
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('SET', KEYS[4], units, 'EX', ARGV[3])
redis.call('INCRBY', KEYS[3], units)
record(KEYS[5], ARGV[1], ARGV[2], units)
expire(ARGV[4], KEYS[3], KEYS[5])
return { 1, units }
`;

/** Makes a hold a sale. Without a hold (too late) give the payment back; sold before is a retry of the same order. */
async function confirm(sku: string, order: string): Promise<{ ending: Ending; units: number }> {
  const { holds, held, sold } = stockKeysOf(sku);
  const keys = [holds, held, sold, markerOf(order, sku), ledger];
  const { ending, left } = answer(await runScript(STOCK + CONFIRM, keys, [order, sku, ORDER_KEPT, 0]));
  return { ending, units: left };
}
// #endregion

// #region release
const RELEASE = `
-- Gives the units of a cancelled hold back.
-- KEYS  product, holds by when they end, units held by order
-- ARGV  'json' or 'hash', order
-- Answers the units given back, or 0 when there is no such hold.
local units = tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or nil)
if not units then
  return 0
end
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[2])
addStock(ARGV[1], KEYS[1], units)
return units
`;

/** Gives the units of a cancelled hold back. Answers how many. */
async function release(sku: string, order: string): Promise<number> {
  const { product, holds, held } = stockKeysOf(sku);
  return Number(await runScript(STOCK + RELEASE, [product, holds, held], [kind, order]));
}
// #endregion

// #region order
const ORDER = `
-- Buys several products at once: all of them, or none.
-- KEYS  marker of the order, ledger, then for each line: product, holds by when they end, units held by order, units sold
-- ARGV  'json' or 'hash', order, seconds the order is remembered, seconds new keys live (0: for ever), then for each line:
--       product's name, units
-- Answers {1, 0} sold; {2, 0} sold before; {4, 0} the order was for other lines; {-1, n} too few of the n-th line;
-- {-2, n} no such product.
local all, before = table.concat(ARGV, ' ', 5), redis.call('GET', KEYS[1])
if before then
  return { before == all and 2 or 4, 0 }
end
local lines, wanted = (#KEYS - 2) / 4, {}
for line = 1, lines do
  local key, units = 4 * line - 1, ARGV[2 * line + 4]
  if not isCount(units) then
    return redis.error_reply('ERR units must be a whole number of at least 1')
  end
  -- A product may stand in several lines: together they must not be more than there is.
  local product = KEYS[key]
  wanted[product] = (wanted[product] or 0) + units
  local left = stockAfterLate(ARGV[1], product, KEYS[key + 1], KEYS[key + 2], wanted[product])
  if not left then
    return { -2, line }
  end
  if left < wanted[product] then
    return { -1, line }
  end
end
-- Nothing was taken so far, and nothing can fail from here on.
redis.call('SET', KEYS[1], all, 'EX', ARGV[3])
for line = 1, lines do
  local key, units = 4 * line - 1, tonumber(ARGV[2 * line + 4])
  addStock(ARGV[1], KEYS[key], -units)
  redis.call('INCRBY', KEYS[key + 3], units)
  record(KEYS[2], ARGV[2], ARGV[2 * line + 3], units)
  expire(ARGV[4], KEYS[key + 3])
end
expire(ARGV[4], KEYS[2])
return { 1, 0 }
`;

const lineKeys = (sku: string): string[] => {
  const { product, holds, held, sold } = stockKeysOf(sku);
  return [product, holds, held, sold];
};

/** Buys all lines, or none. Answers the number of the line that was refused. */
async function buyAll(
  order: string,
  lines: { sku: string; units: number }[],
): Promise<{ ending: Ending; line: number }> {
  const keys = [markerOf(order), ledger, ...lines.flatMap(({ sku }) => lineKeys(sku))];
  const args = [kind, order, ORDER_KEPT, 0, ...lines.flatMap(({ sku, units }) => [sku, units])];
  const { ending, left } = answer(await runScript(STOCK + ORDER, keys, args));
  return { ending, line: left };
}
// #endregion

// #region restock
/** Adds units where they are counted; makes the product when it is new. */
async function restock(sku: string, units: number): Promise<void> {
  const { product } = stockKeysOf(sku);
  if (kind !== 'json') {
    await client.hIncrBy(product, 'stock', units);
    return;
  }
  await client.json.set(product, '$', { sku, stock: 0 }, { condition: 'NX' });
  await client.json.numIncrBy(product, '$.stock', units);
}
// #endregion

// #region balance
/** Where the units are: read as one transaction, so that the sum is right under any load. */
async function stockBalance(sku: string): Promise<{ available: number; held: number; sold: number }> {
  const { product, held, sold } = stockKeysOf(sku);
  const reading = client.multi();
  if (kind !== 'json') reading.hGet(product, 'stock');
  else reading.json.get(product, { path: '$.stock' });
  // It rejects when one of the commands failed.
  const [stock, holding, selling] = (await reading.hVals(held).get(sold).exec()) as unknown[];
  return {
    available: Number(stock ?? 0),
    held: (holding as string[]).reduce((sum, units) => sum + Number(units), 0),
    sold: Number(selling ?? 0),
  };
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
/** How it ended: done now, done before, sold already, done before with other units, and why not. */
type Ending = 'done' | 'again' | 'soldAlready' | 'different' | 'tooFew' | 'noHold' | 'unknown';
const ENDINGS: Record<number, Ending> = {
  ...{ 1: 'done', 2: 'again', 3: 'soldAlready', 4: 'different' },
  ...{ 0: 'noHold', [-1]: 'tooFew', [-2]: 'unknown' },
};

function answer(reply: unknown): { ending: Ending; left: number } {
  const [code, left] = (reply as (number | string)[]).map(Number) as [number, number];
  return { ending: ENDINGS[code]!, left };
}
// #endregion

async function main(): Promise<void> {
  await Promise.all([restock('mug', 100), restock('pen', 5)]);
  const rush = await Promise.all(Array.from({ length: 200 }, (_, n) => buy('mug', `rush-${n}`)));
  const again = await buy('mug', 'rush-0');
  const unknown = await buy('hat', 'hat-1');
  await restock('mug', 20);
  const held = await reserve('mug', 'slow', 4);
  const paid = await confirm('mug', 'slow');
  const paidAgain = await confirm('mug', 'slow');
  const retried = await reserve('mug', 'slow', 4);
  await reserve('mug', 'gone', 6);
  const back = [await release('mug', 'gone'), await release('mug', 'gone')];
  await reserve('mug', 'late', 3, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const tooLate = await confirm('mug', 'late');
  const basket = [
    await buyAll('basket-1', [
      { sku: 'mug', units: 1 },
      { sku: 'pen', units: 6 },
    ]),
    await buyAll('basket-2', [
      { sku: 'mug', units: 1 },
      { sku: 'pen', units: 5 },
    ]),
  ];
  console.log(
    JSON.stringify({
      sold: rush.filter(({ ending }) => ending === 'done').length,
      refused: rush.filter(({ ending }) => ending === 'tooFew').length,
      ...{ again, unknown, held, paid, paidAgain, retried, back, tooLate, basket },
      mug: await stockBalance('mug'),
      pen: await stockBalance('pen'),
    }),
  );
}

await main().finally(() => client.close());
