-- ARGV[3] 'add' and then names and values, or 'remove' and the id
if ARGV[3] == 'add' then
  return done(redis.call('XADD', key, '*', unpack(ARGV, 4)))
end
if redis.call('XDEL', key, ARGV[4]) == 0 then return { 'absent' } end
return done()
