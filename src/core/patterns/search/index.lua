-- Writes a document and everything that finds it together, or takes both away.
-- KEYS  document, list of all words, price list of the category before, price list of the category now, a posting list per word
-- ARGV  what is indexed as it was read before ('' for a new document), id, price, seconds to live (0: for ever),
--       number of fields and each field's name and value (none: delete), then word and weight per posting list (0: no longer in it)
-- Answers 1, or 0 when somebody else wrote the document since it was read: read it again and try again.
if (redis.call('HGET', KEYS[1], 'indexed') or '') ~= ARGV[1] then
  return 0
end
local id, price, seconds, fields = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
-- What a script has written stays when a later command fails, so numbers are looked at before anything is written.
if not (price and seconds and fields) then
  return redis.error_reply('ERR price, seconds and number of fields must be numbers')
end
redis.call('ZREM', KEYS[3], id)
redis.call('DEL', KEYS[1])
if fields > 0 then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6, 5 + 2 * fields))
  redis.call('ZADD', KEYS[4], price, id)
end
for at = 5, #KEYS do
  local word, weight = ARGV[2 * (fields + at) - 4], tonumber(ARGV[2 * (fields + at) - 3])
  if weight > 0 then
    redis.call('ZADD', KEYS[at], weight, id)
    redis.call('ZADD', KEYS[2], 0, word)
  elseif redis.call('ZREM', KEYS[at], id) == 1 and redis.call('EXISTS', KEYS[at]) == 0 then
    redis.call('ZREM', KEYS[2], word)
  end
end
if seconds > 0 then
  for _, key in ipairs(KEYS) do
    redis.call('EXPIRE', key, seconds)
  end
end
return 1
