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
