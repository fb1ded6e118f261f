-- One page of names and what each of them costs, in one round trip. Writes nothing.
-- ARGV  cursor, COUNT, elements that may be measured one by one, 1 where lengths may be read
-- Answers the next cursor, the names, and as one text five words for each: type, PTTL, bytes (with a ~ before them where
-- they are an estimate from five elements), encoding, length. `-` is not known.
local pcall, type = redis.pcall, type
local LENGTHS = { hash = 'HLEN', list = 'LLEN', set = 'SCARD', zset = 'ZCARD', stream = 'XLEN' }
-- Elements of their own size each, in no one piece: what five of them say need not be true of all.
local LOOSE = { hashtable = true, skiplist = true, quicklist = true, stream = true }
local BIG_STRING, ELEMENT = 50000, 64
local page = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2])
local left, counts = tonumber(ARGV[3]), ARGV[4] == '1'
-- Joined once at the end: a line for each would cost the server a fifth more.
local words, at = {}, 0
for _, key in ipairs(page[2]) do
  local kind = pcall('TYPE', key).ok or '-'
  local ttl = pcall('PTTL', key)
  local bytes = pcall('MEMORY', 'USAGE', key)
  -- Of a string the encoding says nothing that its size does not.
  local encoding = kind ~= 'string' and pcall('OBJECT', 'ENCODING', key)
  local length = nil
  local known = type(bytes) == 'number'
  if LOOSE[encoding] then
    length = counts and LENGTHS[kind] and pcall(LENGTHS[kind], key)
    local elements = type(length) == 'number' and length or known and bytes / ELEMENT or 0
    if known and elements > 5 then
      if elements <= left then
        left = left - elements
        bytes = pcall('MEMORY', 'USAGE', key, 'SAMPLES', 0)
      else
        bytes = '~' .. bytes
      end
    end
  elseif counts and kind == 'string' and known and bytes > BIG_STRING then
    length = pcall('STRLEN', key)
  end
  words[at + 1] = kind
  words[at + 2] = type(ttl) == 'number' and ttl or '-'
  words[at + 3] = known and type(bytes) ~= 'table' and bytes or '-'
  words[at + 4] = type(encoding) == 'string' and encoding or '-'
  words[at + 5] = type(length) == 'number' and length or '-'
  at = at + 5
end
return { page[1], page[2], table.concat(words, ' ') }
