-- Adds points on a board where, of equal points, the one who had them first is ahead.
-- KEYS  board, points by player
-- ARGV  player, points, start of the season in seconds since the epoch, seconds both keys live (0: for ever)
-- A score is points * 2^25 + the seconds left of a season of 388 days: 28 + 25 bits, which a double holds exactly.
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
local points = before + ARGV[2]
if points % 1 ~= 0 or points < 0 or points > 268435455 then
  return redis.error_reply('ERR points out of range')
end
if points == before then
  return points
end
local elapsed = math.min(33554431, math.max(0, redis.call('TIME')[1] - tonumber(ARGV[3])))
redis.call('HSET', KEYS[2], ARGV[1], points)
redis.call('ZADD', KEYS[1], points * 33554432 + (33554431 - elapsed), ARGV[1])
if tonumber(ARGV[4]) > 0 then
  for _, key in ipairs(KEYS) do
    if redis.call('TTL', key) < 0 then
      redis.call('EXPIRE', key, ARGV[4])
    end
  end
end
return points
