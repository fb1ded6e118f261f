-- ARGV[3] what to do, [4] member, [5] seen, [6] score or new name
local what, member = ARGV[3], ARGV[4]
local old = redis.call('ZSCORE', key, member)
if not isSeen(ARGV[5], old) then return conflict(old) end
local written = member
if what == 'rename' then
  if redis.call('ZSCORE', key, ARGV[6]) then return { 'taken' } end
  written = ARGV[6]
  redis.call('ZADD', key, old, written)
  redis.call('ZREM', key, member)
elseif what == 'remove' then
  redis.call('ZREM', key, member)
else
  redis.call('ZADD', key, ARGV[6], member)
end
return done(old, redis.call('ZSCORE', key, written))
