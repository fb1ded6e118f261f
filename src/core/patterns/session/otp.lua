-- Keeps a code in the session for less time than the session has. Where the server has no TTLs of fields (before Redis 7.4
-- and Valkey 9), the code gets a key of its own.
-- KEYS  session, key for the code
-- ARGV  code, milliseconds it is good for
-- Answers 'field' or 'key': where it is; nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local answer = redis.pcall('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
if not answer.err then
  -- HSET takes the TTL of a field away, so it is set after that, each time.
  redis.call('HSET', KEYS[1], 'otp', ARGV[1])
  redis.call('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
  return 'field'
end
if not string.find(string.lower(answer.err), 'unknown') then return answer end
local ttl = tonumber(ARGV[2])
if left > 0 then ttl = math.min(ttl, left) end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
return 'key'
