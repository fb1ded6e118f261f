-- The players around one, best first.
-- KEYS  board
-- ARGV  player, how many on each side
-- Answers the 0-based rank of the first of them and [member, score, ...], or nil when the player is not on the board.
local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not rank then
  return false
end
local first = math.max(0, rank - tonumber(ARGV[2]))
return { first, redis.call('ZRANGE', KEYS[1], first, rank + tonumber(ARGV[2]), 'REV', 'WITHSCORES') }
