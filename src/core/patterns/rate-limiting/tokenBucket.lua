-- Token bucket: tokens come back at a steady rate, and a request takes as many as it costs.
-- KEYS  hash of the tokens left and when they were counted, in microseconds since the epoch
-- ARGV  capacity, tokens per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, tokens left, ms until this one is allowed (-1: never), ms until the bucket is full}.
-- A refused call writes nothing: stored at each of many refusals, a slow refill would be rounded away.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local capacity, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local perMs = ARGV[2] / ARGV[3]
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = tonumber(bucket[2]) or now
-- Without a bucket it is full. A clock that was set back gives nothing and takes nothing.
local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + math.max(0, now - at) / 1000 * perMs)
if tokens < cost then
  -- A microsecond is added: who comes back then must not miss the token by a rounding.
  local retry = cost > capacity and -1 or math.ceil((cost - tokens) / perMs + 0.001)
  return { 0, math.floor(tokens), retry, math.ceil((capacity - tokens) / perMs) }
end
tokens = tokens - cost
local full = (capacity - tokens) / perMs
redis.call('HSET', KEYS[1], 'tokens', string.format('%.14g', tokens), 'at', string.format('%.0f', math.max(now, at)))
redis.call('PEXPIREAT', KEYS[1], math.ceil(now / 1000 + full))
return { 1, math.floor(tokens), 0, math.ceil(full) }
