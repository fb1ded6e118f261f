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
