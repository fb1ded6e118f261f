-- Puts a value into the cache, unless it was dropped since the database was asked for it.
-- KEYS  value, version
-- ARGV  version that was read before the database was asked, value, milliseconds it lives
-- Answers 1, or 0 when the version is another by now: what was loaded may be old.
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
