-- Writes to a session that is there. A plain HSET would make a new session of one field, which never expires; and what
-- JSON.SET with a path says of a missing document differs between servers.
-- KEYS  session
-- ARGV  the command that writes (HSET, JSON.SET), what follows its key
-- Answers 1, or 0 when there is no such session (any more).
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
return 1
