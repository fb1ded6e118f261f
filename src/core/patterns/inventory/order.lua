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
