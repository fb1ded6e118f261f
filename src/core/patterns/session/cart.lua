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
