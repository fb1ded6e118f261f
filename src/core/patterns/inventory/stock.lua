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
