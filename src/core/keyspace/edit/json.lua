-- ARGV[3] what to do, [4] path, [5] seen, [6] JSON text, [7] an index, '' for none, [8] of which array,
-- [9] bytes of memory of a document that is kept whole to be put back
local what, path, value, index, array = ARGV[3], ARGV[4], ARGV[6], ARGV[7], ARGV[8]

local function typesAt(place)
  local types = redis.call('JSON.TYPE', key, place)
  return type(types) == 'table' and types or {}
end
-- A path that begins with $ answers an array of what it leads to. Nothing above the place is read: it may be large.
local function textAt(place)
  return #typesAt(place) == 1 and string.sub(redis.call('JSON.GET', key, place), 2, -2)
end
local function markOf(place)
  local text = textAt(place)
  return text and redis.sha1hex(text)
end

local function wholeIfSmall()
  return redis.call('MEMORY', 'USAGE', key) <= tonumber(ARGV[9]) and redis.call('JSON.GET', key)
end
local function doneWhole(whole)
  return done(whole, redis.sha1hex(redis.call('JSON.GET', key)), 'document')
end

if #typesAt(path) > 1 then return redis.error_reply('ERR the path leads to more than one place') end
if what == 'append' then
  local length = (redis.call('JSON.ARRAPPEND', key, path, value) or {})[1]
  if not length then return { 'absent' } end
  return done(false, markOf(path .. '[' .. (length - 1) .. ']'), length - 1)
end
local old = textAt(path)
if not isSeen(ARGV[5], old) then return conflict(old) end
if what == 'insert' then
  -- The end of the array was meant, and it has moved.
  if not old and redis.call('JSON.ARRLEN', key, array)[1] ~= tonumber(index) then return { 'absent' } end
  redis.call('JSON.ARRINSERT', key, array, index, value)
  return done(false, markOf(path))
elseif what == 'set' then
  -- RedisJSON writes a name that needs escapes, and does not find it again.
  local whole = not old and string.find(path, '\\', 1, true) and wholeIfSmall()
  if not redis.call('JSON.SET', key, path, value) then return { 'absent' } end
  -- A document that is replaced whole loses its time to live.
  if before ~= '' then redis.call('PEXPIREAT', key, before) end
  if whole then return doneWhole(whole) end
  return done(old, markOf(path))
end
if index ~= '' and typesAt(array)[1] == 'array' then
  redis.call('JSON.DEL', key, path)
  return done(old, markOf(path), 'element')
end
-- The order of members is kept only by the document as a whole: in a large one the member comes back as the last.
local whole = path ~= '$' and wholeIfSmall()
redis.call('JSON.DEL', key, path)
if whole then return doneWhole(whole) end
return done(old, false, 'member')
