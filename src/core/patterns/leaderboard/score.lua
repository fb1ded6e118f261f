-- Counts a win once, on every board, however often it is sent.
-- KEYS  all-time board, day board, week board, marker of the event
-- ARGV  player, points, seconds the event is remembered, seconds the day, the week and the all-time board live (0: for ever)
-- Answers the player's all-time score, or nil when the event was counted before.
-- What a script has written stays when a later command fails, so points are checked before the event is remembered.
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR points must be a whole number of at most 15 digits')
end
if not redis.call('SET', KEYS[4], 1, 'NX', 'EX', ARGV[3]) then
  return false
end
local function add(board, seconds)
  local score = redis.call('ZINCRBY', board, ARGV[2], ARGV[1])
  if tonumber(seconds) > 0 and redis.call('TTL', board) < 0 then
    redis.call('EXPIRE', board, seconds)
  end
  return score
end
add(KEYS[2], ARGV[4])
add(KEYS[3], ARGV[5])
return add(KEYS[1], ARGV[6])
