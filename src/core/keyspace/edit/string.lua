-- ARGV[3] seen, ARGV[4] value
local old = redis.call('GET', key)
if not isSeen(ARGV[3], old) then return conflict(old) end
if old then redis.call('SET', key, ARGV[4], 'KEEPTTL') else redis.call('SET', key, ARGV[4]) end
return done(old)
