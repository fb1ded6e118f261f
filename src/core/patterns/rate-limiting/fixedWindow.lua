-- Fixed window: a counter that ends with the window, which begins at a multiple of its length.
-- KEYS  counter
-- ARGV  limit, window in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
-- One more than PTTL: a key is there to the end of the millisecond in which it expires.
if used + cost > limit then
  local reset = math.max(0, redis.call('PTTL', KEYS[1]) + 1)
  return { 0, math.max(0, limit - used), cost > limit and -1 or reset, reset }
end
used = redis.call('INCRBY', KEYS[1], cost)
if used == cost then
  redis.call('PEXPIREAT', KEYS[1], (math.floor(now / window) + 1) * window)
end
return { 1, limit - used, 0, redis.call('PTTL', KEYS[1]) + 1 }
