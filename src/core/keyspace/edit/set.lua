-- ARGV[3] what to do, [4] member, [5] new name
local what, member = ARGV[3], ARGV[4]
local is = redis.call('SISMEMBER', key, member) == 1
if what == 'add' then
  if is then return { 'taken' } end
  redis.call('SADD', key, member)
  return done()
end
if not is then return { 'absent' } end
if what == 'rename' then
  if redis.call('SISMEMBER', key, ARGV[5]) == 1 then return { 'taken' } end
  redis.call('SADD', key, ARGV[5])
end
redis.call('SREM', key, member)
return done()
