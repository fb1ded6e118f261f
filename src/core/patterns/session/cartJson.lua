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
