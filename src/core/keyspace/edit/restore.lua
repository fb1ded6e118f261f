-- ARGV[3] what DUMP answered
redis.call('RESTORE', key, 0, ARGV[3])
return done(redis.call('TYPE', key)['ok'])
