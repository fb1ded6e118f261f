-- ARGV[1]: the type that was seen, or 'none' where the key is made anew; ARGV[2]: when a new one ends, '' for never.
local key, wanted, ends = KEYS[1], ARGV[1], ARGV[2]
local found = redis.call('TYPE', key)['ok']
if found ~= wanted then return { 'type', found } end

-- What a person saw, by its first character: '-' nothing, '=' these bytes, '#' bytes of this SHA-1.
local function isSeen(seen, now)
  local sign, rest = string.sub(seen, 1, 1), string.sub(seen, 2)
  if sign == '-' then return not now end
  if not now then return false end
  if sign == '#' then return redis.sha1hex(now) == rest end
  return now == rest
end

local function conflict(now)
  if not now then return { 'absent' } end
  return { 'value', string.sub(now, 1, 65536), #now, redis.sha1hex(now) }
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- When the key ends, as a text of milliseconds; '' for never. Without PEXPIRETIME, which Redis 6.2 does not have.
local function endOf()
  local left = redis.call('PTTL', key)
  if left < 0 then return '' end
  return string.format('%.0f', now() + left)
end

-- A key that was made anew ends when the one before would have; others keep what they have.
local before = endOf()
local function done(...)
  if wanted == 'none' and ends ~= '' then redis.call('PEXPIREAT', key, ends) end
  return { 'done', before, redis.call('EXISTS', key), ... }
end
