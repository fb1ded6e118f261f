-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers the document, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(string.match(redis.call('JSON.GET', KEYS[1], '$.created'), '%d+')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return redis.call('JSON.GET', KEYS[1])
