-- One page of names and what each of them costs, in one round trip. Writes nothing, and counts as use of no key.
-- ARGV  cursor, COUNT
-- Answers the next cursor, the names, and as one text a line for each: type, PTTL, bytes, encoding. `-` is not known.
local pcall = redis.pcall
local page = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2])
local function number(reply)
  return type(reply) == 'number' and string.format('%.0f', reply) or '-'
end
local lines = {}
for index, key in ipairs(page[2]) do
  local kind = pcall('TYPE', key).ok or '-'
  -- Of a string the encoding says nothing that its size does not.
  local encoding = kind ~= 'string' and pcall('OBJECT', 'ENCODING', key)
  if type(encoding) ~= 'string' then
    encoding = '-'
  end
  lines[index] = kind .. ' ' .. number(pcall('PTTL', key)) .. ' ' .. number(pcall('MEMORY', 'USAGE', key)) .. ' ' .. encoding
end
return { page[1], page[2], table.concat(lines, '\n') }
