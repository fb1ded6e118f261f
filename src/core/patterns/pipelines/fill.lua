-- Writes each value under its key, with a TTL, in one command.
-- KEYS  the keys, all in one slot
-- ARGV  seconds that they live, then a value for each key
-- Answers how many were written.
for index, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[index + 1], 'EX', ARGV[1])
end
return #KEYS
