-- Moves an amount from one balance to another, if there is enough.
-- KEYS  balance of the one who pays, balance of the one who is paid
-- ARGV  amount, seconds that both keys live (0: for ever)
-- Answers 1 when it was moved, 0 when there was not enough. Checks everything before it writes anything: what a script
-- has written stays when a later command fails.
local amount = tonumber(ARGV[1])
if not amount or amount < 1 or amount % 1 ~= 0 then
  return redis.error_reply('ERR the amount must be a whole number above 0')
end
if tonumber(redis.call('GET', KEYS[1]) or 0) < amount then
  return 0
end
if not tonumber(redis.call('GET', KEYS[2]) or 0) then
  return redis.error_reply('ERR the balance of who is paid is no number')
end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
if tonumber(ARGV[2]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return 1
