-- ARGV[3] what to do, [4] field, [5] seen, [6] value or new name, [7] '1' where fields have times to live,
-- [8] when a field that comes back ends, '' for never
local what, field, fieldEnds = ARGV[3], ARGV[4], ARGV[8]
local old = redis.call('HGET', key, field)
if not isSeen(ARGV[5], old) then return conflict(old) end
-- Writing a field takes its time to live away.
if old and ARGV[7] == '1' then
  local at = redis.call('HPEXPIRETIME', key, 'FIELDS', 1, field)[1]
  if at > 0 then fieldEnds = string.format('%.0f', at) end
end
local written = field
if what == 'rename' then
  if redis.call('HEXISTS', key, ARGV[6]) == 1 then return { 'taken' } end
  written = ARGV[6]
  redis.call('HSET', key, written, old)
  redis.call('HDEL', key, field)
elseif what == 'remove' then
  redis.call('HDEL', key, field)
else
  redis.call('HSET', key, field, ARGV[6])
end
if what ~= 'remove' and fieldEnds ~= '' then
  redis.call('HPEXPIREAT', key, fieldEnds, 'FIELDS', 1, written)
end
return done(old, fieldEnds)
