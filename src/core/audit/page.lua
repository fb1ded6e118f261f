-- One page of names and what each of them costs, in one round trip. Writes nothing, and counts as use of no key.
-- ARGV  cursor, COUNT
-- Answers the next cursor, the names, and as one text four words for each: type, PTTL, bytes, encoding. `-` is not known.
local pcall, type = redis.pcall, type
local page = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2])
-- Joined once at the end: a line for each would cost the server a fifth more.
local words, at = {}, 0
for _, key in ipairs(page[2]) do
  local kind = pcall('TYPE', key).ok or '-'
  local ttl = pcall('PTTL', key)
  local bytes = pcall('MEMORY', 'USAGE', key)
  -- Of a string the encoding says nothing that its size does not.
  local encoding = kind ~= 'string' and pcall('OBJECT', 'ENCODING', key)
  words[at + 1] = kind
  words[at + 2] = type(ttl) == 'number' and ttl or '-'
  words[at + 3] = type(bytes) == 'number' and bytes or '-'
  words[at + 4] = type(encoding) == 'string' and encoding or '-'
  at = at + 4
end
return { page[1], page[2], table.concat(words, ' ') }
