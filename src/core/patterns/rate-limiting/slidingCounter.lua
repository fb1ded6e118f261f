-- Sliding window counter: what the window before admitted counts less and less while this one passes.
-- KEYS  counter of this window, counter of the window before
-- ARGV  limit, window in milliseconds, cost of this request, number of the window that the keys are of
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}, or
-- {-1, number of the window that it is now, 0, 0} when the keys are of another: then name the keys by it and ask again.
-- A refused call writes nothing. Counts times milliseconds are whole numbers, so nothing is rounded.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local number = math.floor(now / window)
if number ~= tonumber(ARGV[4]) then
  return { -1, number, 0, 0 }
end
local current = tonumber(redis.call('GET', KEYS[1]) or 0)
local before = tonumber(redis.call('GET', KEYS[2]) or 0)
local remaining = window - now % window
local free = (limit - current) * window - before * remaining
if cost * window > free then
  local retry = -1
  if current + cost <= limit then
    retry = remaining - math.floor((limit - current - cost) * window / before)
  elseif cost <= limit then
    -- Not before the next window, in which this one is the window before.
    retry = remaining + math.max(0, window - math.floor((limit - cost) * window / current))
  end
  local reset = current > 0 and remaining + window or before > 0 and remaining or 0
  return { 0, math.max(0, math.floor(free / window)), retry, reset }
end
if redis.call('INCRBY', KEYS[1], cost) == cost then
  redis.call('PEXPIREAT', KEYS[1], (number + 2) * window)
end
return { 1, math.floor(free / window) - cost, 0, remaining + window }
