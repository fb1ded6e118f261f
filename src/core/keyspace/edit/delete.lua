-- ARGV[3] bytes of a key that is kept to be put back
local dump = false
local size = redis.call('MEMORY', 'USAGE', key)
if size and size <= tonumber(ARGV[3]) then dump = redis.call('DUMP', key) end
redis.call('UNLINK', key)
return done(dump)
