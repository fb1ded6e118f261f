-- GCRA: the whole state is one time, up to which the client's requests are paid for.
-- KEYS  that time, in microseconds since the epoch
-- ARGV  requests in a burst, requests per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing. Whole microseconds: rounding must not refuse the last request of a burst.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local burst, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local interval = math.ceil(ARGV[3] * 1000 / ARGV[2])
local paid = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local after = paid + cost * interval
local wait = after - burst * interval - now
if wait > 0 then
  local left = math.max(0, math.floor((now + burst * interval - paid) / interval))
  local retry = cost > burst and -1 or math.ceil(wait / 1000)
  return { 0, left, retry, math.ceil((paid - now) / 1000) }
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PXAT', math.ceil(after / 1000))
return { 1, math.floor(-wait / interval), 0, math.ceil((after - now) / 1000) }
