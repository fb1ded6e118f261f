-- ARGV[3] what to do, [4] index, [5] seen, [6] value
local what, index, value = ARGV[3], tonumber(ARGV[4]), ARGV[6]
local length = redis.call('LLEN', key)
if what == 'head' then
  redis.call('LPUSH', key, value)
  return done(0)
elseif what == 'tail' then
  redis.call('RPUSH', key, value)
  return done(length)
end
local old = redis.call('LINDEX', key, index)
if not isSeen(ARGV[5], old) then return conflict(old) end
-- The end of the list was meant, and it has moved.
if not old and index ~= length then return { 'absent' } end
-- No element is this: it says when it was made.
local time = redis.call('TIME')
local mark = redis.sha1hex((old or '') .. time[1] .. '.' .. time[2]) .. time[2]
if what == 'set' then
  redis.call('LSET', key, index, value)
elseif what == 'insert' then
  if not old then
    redis.call('RPUSH', key, value)
  elseif index == 0 then
    redis.call('LPUSH', key, value)
  else
    redis.call('LSET', key, index, mark)
    redis.call('LINSERT', key, 'BEFORE', mark, value)
    redis.call('LSET', key, index + 1, old)
  end
elseif what == 'after' then
  redis.call('LSET', key, index, mark)
  redis.call('LINSERT', key, 'AFTER', mark, value)
  redis.call('LSET', key, index, old)
elseif index == 0 then
  redis.call('LPOP', key)
elseif index == length - 1 then
  redis.call('RPOP', key)
else
  redis.call('LSET', key, index, mark)
  redis.call('LREM', key, 1, mark)
end
local after = redis.call('LINDEX', key, index)
return done(old, after)
