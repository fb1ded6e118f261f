-- ARGV[3] milliseconds that the key lives, '' for ever, [4] the command, [5] and on what follows the key
redis.call(ARGV[4], key, unpack(ARGV, 5))
if ARGV[3] ~= '' then redis.call('PEXPIRE', key, ARGV[3]) end
return done()
