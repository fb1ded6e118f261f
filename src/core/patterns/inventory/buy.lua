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
