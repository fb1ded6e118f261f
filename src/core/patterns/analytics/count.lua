-- Adds counts to everything that is kept of them: those of one event, or of a hundred added up before.
-- KEYS  counters of the minute, counters of the hour, views by page of the hour, visitors of the day
-- ARGV  pages kept, seconds that the four keys live, then a list: counter, n, page, n or visitor, each after its kind
-- Answers how many pages are kept of the hour.
-- What a script has written stays when a later command fails, so every number is checked before anything is written.
for at = 6, #ARGV, 3 do
  local n = ARGV[at + 2]
  if not string.match(n, '^%d+$') or #n > 15 then
    return redis.error_reply('ERR a count must be a whole number of at most 15 digits')
  end
end
for at = 6, #ARGV, 3 do
  local kind, name, n = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'counter' then
    redis.call('HINCRBY', KEYS[1], name, n)
    redis.call('HINCRBY', KEYS[2], name, n)
  elseif kind == 'page' then
    redis.call('ZINCRBY', KEYS[3], n, name)
  else
    redis.call('PFADD', KEYS[4], name)
  end
end
-- Whoever puts anything into an address could fill the memory with pages: beyond twice as many, the least seen go.
local cap = tonumber(ARGV[1])
local pages = redis.call('ZCARD', KEYS[3])
if pages > 2 * cap then
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, pages - cap - 1)
  pages = cap
end
-- Nobody writes to a key after its time, so each lives that long after its last count.
for index, key in ipairs(KEYS) do
  redis.call('EXPIRE', key, ARGV[index + 1])
end
return pages
