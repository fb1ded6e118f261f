"""An inventory on hashes or JSON documents with redis-py. REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "shop")
# #tabstop KIND = [["hash"]] <- "{variant}"
# #tabstop hold_ms: int = [[600_000]] <- {hold} * 1000

import json
import time
from concurrent.futures import ThreadPoolExecutor

# #region imports
import os
from typing import Any

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: all keys lie in one cluster slot, so that a script may change them together.
SHOP = os.environ.get("KEY_PREFIX", "shop") + ":{shop}"
# Each product is a hash, or a JSON document with "json" (Redis 8 and Redis Stack have JSON).
KIND = "hash"
LEDGER = f"{SHOP}:ledger"
ORDER_KEPT = 86_400  # seconds that an order is remembered: longer than any client tries again


def stock_keys_of(sku: str) -> tuple[str, str, str, str]:
    """The product, the holds by when they end, the units held by order, and the units sold."""
    return f"{SHOP}:product:{sku}", f"{SHOP}:holds:{sku}", f"{SHOP}:held:{sku}", f"{SHOP}:sold:{sku}"


def marker_of(order: str, *sku: str) -> str:
    """What remembers an order: of one product, or of all its lines."""
    return ":".join([f"{SHOP}:order:{order}", *sku])
# #endregion

# #region stock
STOCK = """
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
"""
# #endregion

# #region buy
BUY = """
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
"""

# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
run_buy = r.register_script(STOCK + BUY)


def buy(sku: str, order: str, units: int = 1) -> dict[str, Any]:
    """Buys once, however often the order is sent."""
    keys = [*stock_keys_of(sku), marker_of(order, sku), LEDGER]
    ending, left = answer(run_buy(keys=keys, args=[KIND, order, sku, units, ORDER_KEPT, 0]))
    return {"ending": ending, "left": left}
# #endregion


# #region reserve
RESERVE = """
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
"""

run_reserve = r.register_script(STOCK + RESERVE)


def reserve(sku: str, order: str, units: int = 1, hold_ms: int = 600_000) -> dict[str, Any]:
    """Holds units until they are paid for, cancelled or too late."""
    product, holds, held, _ = stock_keys_of(sku)
    keys = [product, holds, held, marker_of(order, sku)]
    ending, left = answer(run_reserve(keys=keys, args=[KIND, order, units, hold_ms, 0]))
    return {"ending": ending, "left": left}
# #endregion


# #region confirm
CONFIRM = """
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
"""

run_confirm = r.register_script(STOCK + CONFIRM)


def confirm(sku: str, order: str) -> dict[str, Any]:
    """Makes a hold a sale. Without a hold (too late) give the payment back; sold before is a retry."""
    _, holds, held, sold = stock_keys_of(sku)
    keys = [holds, held, sold, marker_of(order, sku), LEDGER]
    ending, units = answer(run_confirm(keys=keys, args=[order, sku, ORDER_KEPT, 0]))
    return {"ending": ending, "units": units}
# #endregion


# #region release
RELEASE = """
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
"""

run_release = r.register_script(STOCK + RELEASE)


def release(sku: str, order: str) -> int:
    """Gives the units of a cancelled hold back. Answers how many."""
    product, holds, held, _ = stock_keys_of(sku)
    return int(run_release(keys=[product, holds, held], args=[KIND, order]))
# #endregion


# #region order
ORDER = """
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
"""

run_order = r.register_script(STOCK + ORDER)


def buy_all(order: str, lines: list[tuple[str, int]]) -> dict[str, Any]:
    """Buys all lines, or none. Answers the number of the line that was refused."""
    keys = [marker_of(order), LEDGER, *(key for sku, _ in lines for key in stock_keys_of(sku))]
    args = [KIND, order, ORDER_KEPT, 0, *(part for line in lines for part in line)]
    ending, line = answer(run_order(keys=keys, args=args))
    return {"ending": ending, "line": line}
# #endregion


# #region restock
def restock(sku: str, units: int) -> None:
    """Adds units where they are counted; makes the product when it is new."""
    product = stock_keys_of(sku)[0]
    if KIND == "json":
        r.json().set(product, "$", {"sku": sku, "stock": 0}, nx=True)
        r.json().numincrby(product, "$.stock", units)
    else:
        r.hincrby(product, "stock", units)
# #endregion


# #region balance
def stock_balance(sku: str) -> dict[str, int]:
    """Where the units are: read as one transaction, so that the sum is right under any load."""
    product, _, held, sold = stock_keys_of(sku)
    with r.pipeline(transaction=True) as pipe:
        if KIND == "json":
            pipe.execute_command("JSON.GET", product, "$.stock")
        else:
            pipe.hget(product, "stock")
        stock, holding, selling = pipe.hvals(held).get(sold).execute()
    return {
        "available": int(str(stock or 0).strip("[]")),
        "held": sum(int(units) for units in holding),
        "sold": int(selling or 0),
    }
# #endregion


# #region helpers
# How it ended: done now, done before, sold already, done before with other units, and why not.
ENDINGS = {1: "done", 2: "again", 3: "soldAlready", 4: "different", 0: "noHold", -1: "tooFew", -2: "unknown"}


def answer(reply: list[int]) -> tuple[str, int]:
    code, left = reply
    return ENDINGS[code], left
# #endregion


def main() -> None:
    restock("mug", 100)
    restock("pen", 5)
    with ThreadPoolExecutor(10) as threads:
        rush = [ending["ending"] for ending in threads.map(lambda n: buy("mug", f"rush-{n}"), range(200))]
    printed: dict[str, Any] = {"sold": rush.count("done"), "refused": rush.count("tooFew")}
    printed["again"] = buy("mug", "rush-" + str(rush.index("done")))
    printed["unknown"] = buy("hat", "hat-1")
    restock("mug", 20)
    printed["held"] = reserve("mug", "slow", 4)
    printed["paid"] = confirm("mug", "slow")
    printed["paidAgain"] = confirm("mug", "slow")
    printed["retried"] = reserve("mug", "slow", 4)
    reserve("mug", "gone", 6)
    printed["back"] = [release("mug", "gone"), release("mug", "gone")]
    reserve("mug", "late", 3, 1)
    time.sleep(0.02)
    printed["tooLate"] = confirm("mug", "late")
    printed["basket"] = [
        buy_all("basket-1", [("mug", 1), ("pen", 6)]),
        buy_all("basket-2", [("mug", 1), ("pen", 5)]),
    ]
    print(json.dumps({**printed, "mug": stock_balance("mug"), "pen": stock_balance("pen")}))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
