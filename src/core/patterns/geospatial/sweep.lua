-- Takes drivers off the map that were not heard of since a moment, at most so many at once.
-- KEYS  positions, when each was last heard of
-- ARGV  the moment (milliseconds), how many at most
-- Answers how many were taken off.
local gone = redis.call('ZRANGE', KEYS[2], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #gone == 0 then
  return 0
end
redis.call('ZREM', KEYS[1], unpack(gone))
return redis.call('ZREM', KEYS[2], unpack(gone))
