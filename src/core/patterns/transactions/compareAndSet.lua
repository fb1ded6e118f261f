-- Writes a value only when nobody has written since it was read.
-- KEYS  a hash with the fields value and version
-- ARGV  the version that was read (0: there was none), the new value, seconds that the key lives (0: for ever)
-- Answers the new version, or nil when another writer was first.
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then
  return false
end
redis.call('HSET', KEYS[1], 'value', ARGV[2], 'version', version + 1)
if tonumber(ARGV[3]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return version + 1
