-- ARGV[3] what to do, [4] path, [5] seen, [6] JSON text, [7] bytes of a document that is kept whole to be put back
local what, path = ARGV[3], ARGV[4]
local old = false
if found ~= 'none' then
  local all = redis.call('JSON.GET', key, path)
  local places = redis.call('JSON.TYPE', key, path)
  if type(places) == 'table' and #places > 1 then
    return redis.error_reply('ERR the path leads to more than one place')
  end
  -- A path that begins with $ answers an array of what it leads to.
  if type(places) == 'table' and #places == 1 then old = string.sub(all, 2, -2) end
end
if not isSeen(ARGV[5], old) then return conflict(old) end
local document = found ~= 'none' and redis.call('JSON.GET', key) or false
if what == 'set' then
  if not redis.call('JSON.SET', key, path, ARGV[6]) then return { 'absent' } end
elseif what == 'append' then
  redis.call('JSON.ARRAPPEND', key, path, ARGV[6])
else
  redis.call('JSON.DEL', key, path)
end
-- A document that is replaced whole loses its time to live.
if before ~= '' and redis.call('EXISTS', key) == 1 then redis.call('PEXPIREAT', key, before) end
local after = redis.call('JSON.GET', key)
if document and #document > tonumber(ARGV[7]) then document = false end
return done(document, after and redis.sha1hex(after) or false)
