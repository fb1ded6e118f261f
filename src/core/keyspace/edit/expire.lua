-- ARGV[3] milliseconds from now, or '@' and the time, or '' for ever; [4] the end that was seen, '*' for any
local ms = ARGV[3]
if ARGV[4] ~= '*' then
  -- Two readings of the same end may differ by a little.
  local seen, is = tonumber(ARGV[4]), tonumber(before)
  if (seen == nil) ~= (is == nil) or (seen and math.abs(seen - is) > 1000) then return conflict(before) end
end
if ms == '' then
  redis.call('PERSIST', key)
elseif string.sub(ms, 1, 1) == '@' then
  redis.call('PEXPIREAT', key, string.sub(ms, 2))
else
  redis.call('PEXPIREAT', key, string.format('%.0f', now() + ms))
end
return done(endOf())
