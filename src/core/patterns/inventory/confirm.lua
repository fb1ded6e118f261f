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
