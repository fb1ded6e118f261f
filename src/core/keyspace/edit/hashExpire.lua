-- ARGV[3] field, [4] value seen, '*' for any; [5] milliseconds from now, or '@' and the time, or '' for never;
-- [6] the end that was seen, '*' for any
local field, ms = ARGV[3], ARGV[5]
local old = redis.call('HGET', key, field)
if not old then return { 'absent' } end
if ARGV[4] ~= '*' and not isSeen(ARGV[4], old) then return conflict(old) end
local function fieldEnd()
  local at = redis.call('HPEXPIRETIME', key, 'FIELDS', 1, field)[1]
  return at > 0 and string.format('%.0f', at) or ''
end
local ended = fieldEnd()
if ARGV[6] ~= '*' and ARGV[6] ~= ended then return conflict(ended) end
if ms == '' then
  redis.call('HPERSIST', key, 'FIELDS', 1, field)
elseif string.sub(ms, 1, 1) == '@' then
  redis.call('HPEXPIREAT', key, string.sub(ms, 2), 'FIELDS', 1, field)
else
  redis.call('HPEXPIREAT', key, string.format('%.0f', now() + ms), 'FIELDS', 1, field)
end
return done(ended, fieldEnd())
