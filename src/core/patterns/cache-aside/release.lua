-- Lets go of a lock, if it is still this holder's: it may have ended, and be another's by now.
-- KEYS  lock
-- ARGV  the holder's own token
-- Answers 1, or 0 when it was not.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
