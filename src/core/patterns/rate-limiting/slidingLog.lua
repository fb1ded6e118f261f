-- Sliding window log: every admitted request is kept until it leaves the window.
-- KEYS  sorted set of requests by time, in milliseconds since the epoch
-- ARGV  limit, window in milliseconds, cost of this request, an id that no other request has
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing: what has left the window is passed over, and taken away by the next admitted one.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local inside = string.format('(%.0f', now - window)
local used = redis.call('ZCOUNT', KEYS[1], inside, '+inf')
if used + cost > limit then
  -- It fits when so many of the oldest have left.
  local last = used + cost - limit - 1
  local leaves = redis.call('ZRANGE', KEYS[1], inside, '+inf', 'BYSCORE', 'LIMIT', last, 1, 'WITHSCORES')[2]
  local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
  local retry = cost <= limit and leaves + window - now or -1
  return { 0, math.max(0, limit - used), retry, used > 0 and newest + window - now or 0 }
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
for n = 1, cost do
  redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. n)
end
redis.call('PEXPIREAT', KEYS[1], now + window)
return { 1, limit - used - cost, 0, window }
