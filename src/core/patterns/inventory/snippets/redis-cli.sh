#!/usr/bin/env bash
# An inventory on hashes or JSON documents with redis-cli and bash. Runs by itself: REDIS_URL says where, KEY_PREFIX under
# which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-shop}
# #tabstop KIND=[[hash]] <- {variant}
# #tabstop ${4:-[[600000]] <- $(({hold} * 1000))
set -euo pipefail

# #region shared:cli
URL=${REDIS_URL:-redis://localhost:6379}

# With -e an error of the server makes the command fail; redis-cli would else print it and be content.
cli() {
  redis-cli -u "$URL" -e "$@"
}
# #endregion

# #region keys
# The braces are a hash tag: all keys lie in one cluster slot, so that a script may change them together.
SHOP="${KEY_PREFIX:-shop}:{shop}"
# Each product is a hash, or with json a JSON document (Redis 8 and Redis Stack have JSON).
KIND=hash
LEDGER=$SHOP:ledger
ORDER_KEPT=86400 # seconds that an order is remembered: longer than any client tries again
# #endregion

# #region stock
IFS= read -r -d '' STOCK <<'LUA' || true
-- What the scripts share: they are put behind it. The stock is a field of a hash, or a number in a JSON document.
local function stockOf(kind, product)
  if kind == 'json' then
    local found = redis.call('JSON.GET', product, '$.stock')
    return found and tonumber(string.match(found, '^%[(%-?%d+)%]$') or nil)
  end
  return tonumber(redis.call('HGET', product, 'stock') or nil)
end
local function addStock(kind, product, units)
  -- A product that is gone is not born again by giving units back to it.
  if redis.call('EXISTS', product) == 0 then
    return
  end
  if kind == 'json' then
    redis.call('JSON.NUMINCRBY', product, '$.stock', units)
  else
    redis.call('HINCRBY', product, 'stock', units)
  end
end
-- Checked before anything is written: what a script has written stays when a later command fails.
local function isCount(units)
  return string.match(units, '^[1-9]%d*$') and #units <= 15
end
-- The server's clock: those of clients differ.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
-- Gives back what is held too long: of twenty orders at a time, and of more where there are fewer units than wanted.
-- Answers the stock.
local function stockAfterLate(kind, product, holds, held, wanted)
  local stock, freed = stockOf(kind, product), 0
  while stock and (freed < 20 or stock < wanted) do
    local late = redis.call('ZRANGE', holds, '-inf', now(), 'BYSCORE', 'LIMIT', 0, 1)[1]
    if not late then
      break
    end
    addStock(kind, product, tonumber(redis.call('HGET', held, late) or 0))
    redis.call('HDEL', held, late)
    redis.call('ZREM', holds, late)
    stock, freed = stockOf(kind, product), freed + 1
  end
  return stock
end
-- New keys live so many seconds; 0 is for ever.
local function expire(seconds, ...)
  for _, key in ipairs({ ... }) do
    if tonumber(seconds) > 0 and redis.call('TTL', key) < 0 then
      redis.call('EXPIRE', key, seconds)
    end
  end
end
local function record(ledger, order, product, units)
  redis.call('XADD', ledger, 'MAXLEN', '~', 1000, '*', 'order', order, 'product', product, 'units', units)
end
LUA
# #endregion

# #region buy
IFS= read -r -d '' BUY <<'LUA' || true
-- Buys units of a product once, however often the order is sent.
-- KEYS  product, holds by when they end, units held by order, units sold, marker of the order for this product, ledger
-- ARGV  'json' or 'hash', order, product's name, units, seconds the order is remembered, seconds new keys live (0: for ever)
-- Answers {1, left} sold; {2, left} sold before; {4, left} the order was for another number of units; {-1, left} too few;
-- {-2, 0} no such product.
if not isCount(ARGV[4]) then
  return redis.error_reply('ERR units must be a whole number of at least 1')
end
local units = tonumber(ARGV[4])
local left = stockAfterLate(ARGV[1], KEYS[1], KEYS[2], KEYS[3], units)
if not left then
  return { -2, 0 }
end
local before = redis.call('GET', KEYS[5])
if before then
  return { before == ARGV[4] and 2 or 4, left }
end
if left < units then
  return { -1, left }
end
redis.call('SET', KEYS[5], units, 'EX', ARGV[5])
addStock(ARGV[1], KEYS[1], -units)
redis.call('INCRBY', KEYS[4], units)
record(KEYS[6], ARGV[2], ARGV[3], units)
expire(ARGV[6], KEYS[4], KEYS[6])
return { 1, left - units }
LUA

# Buys once, however often the order is sent. Prints how it ended, and the units that are left.
buy() { # sku order [units]
  answer "$STOCK$BUY" 6 "$SHOP:product:$1" "$SHOP:holds:$1" "$SHOP:held:$1" "$SHOP:sold:$1" "$SHOP:order:$2:$1" "$LEDGER" \
    "$KIND" "$2" "$1" "${3:-1}" $ORDER_KEPT 0
}
# #endregion

# #region reserve
IFS= read -r -d '' RESERVE <<'LUA' || true
-- Holds units for an order until it is paid for, cancelled or too late.
-- KEYS  product, holds by when they end, units held by order, marker of the order for this product
-- ARGV  'json' or 'hash', order, units, milliseconds the hold lasts, seconds new keys live (0: for ever)
-- Answers {1, left} held; {2, left} held before, and no longer for it; {3, left} sold already; {4, left} held before with
-- another number of units; {-1, left} too few; {-2, 0} no such product.
if not isCount(ARGV[3]) then
  return redis.error_reply('ERR units must be a whole number of at least 1')
end
local units = tonumber(ARGV[3])
local left = stockAfterLate(ARGV[1], KEYS[1], KEYS[2], KEYS[3], units)
if not left then
  return { -2, 0 }
end
if redis.call('EXISTS', KEYS[4]) == 1 then
  return { 3, left }
end
local ends = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or nil)
if ends and ends > now() then
  return { redis.call('HGET', KEYS[3], ARGV[2]) == ARGV[3] and 2 or 4, left }
end
if ends then
  -- Its own hold is too late: it is given back, and asked for anew.
  addStock(ARGV[1], KEYS[1], tonumber(redis.call('HGET', KEYS[3], ARGV[2])))
  redis.call('HDEL', KEYS[3], ARGV[2])
  redis.call('ZREM', KEYS[2], ARGV[2])
  left = stockOf(ARGV[1], KEYS[1])
end
if left < units then
  return { -1, left }
end
addStock(ARGV[1], KEYS[1], -units)
redis.call('HSET', KEYS[3], ARGV[2], units)
redis.call('ZADD', KEYS[2], now() + ARGV[4], ARGV[2])
expire(ARGV[5], KEYS[2], KEYS[3])
return { 1, left - units }
LUA

# Holds units until they are paid for, cancelled or too late. Prints how it ended, and the units that are left.
reserve() { # sku order [units] [milliseconds]
  answer "$STOCK$RESERVE" 4 "$SHOP:product:$1" "$SHOP:holds:$1" "$SHOP:held:$1" "$SHOP:order:$2:$1" \
    "$KIND" "$2" "${3:-1}" "${4:-600000}" 0
}
# #endregion

# #region confirm
IFS= read -r -d '' CONFIRM <<'LUA' || true
-- Makes a hold a sale, once. A hold that is too late is no hold any more: its units belong to whoever comes next.
-- KEYS  holds by when they end, units held by order, units sold, marker of the order for this product, ledger
-- ARGV  order, product's name, seconds the order is remembered, seconds new keys live (0: for ever)
-- Answers {1, units} sold; {2, units} sold before; {0, 0} no such hold, or one that was too late.
local before = redis.call('GET', KEYS[4])
if before then
  return { 2, tonumber(before) }
end
local ends = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or nil)
if not ends or ends <= now() then
  return { 0, 0 }
end
local units = tonumber(redis.call('HGET', KEYS[2], ARGV[1]))
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('SET', KEYS[4], units, 'EX', ARGV[3])
redis.call('INCRBY', KEYS[3], units)
record(KEYS[5], ARGV[1], ARGV[2], units)
expire(ARGV[4], KEYS[3], KEYS[5])
return { 1, units }
LUA

# Makes a hold a sale. Without a hold (too late) give the payment back; sold before is a retry of the same order.
confirm() { # sku order
  answer "$STOCK$CONFIRM" 5 "$SHOP:holds:$1" "$SHOP:held:$1" "$SHOP:sold:$1" "$SHOP:order:$2:$1" "$LEDGER" \
    "$2" "$1" $ORDER_KEPT 0
}
# #endregion

# #region release
IFS= read -r -d '' RELEASE <<'LUA' || true
-- Gives the units of a cancelled hold back.
-- KEYS  product, holds by when they end, units held by order
-- ARGV  'json' or 'hash', order
-- Answers the units given back, or 0 when there is no such hold.
local units = tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or nil)
if not units then
  return 0
end
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[2])
addStock(ARGV[1], KEYS[1], units)
return units
LUA

# Gives the units of a cancelled hold back. Prints how many.
release() { # sku order
  cli EVAL "$STOCK$RELEASE" 3 "$SHOP:product:$1" "$SHOP:holds:$1" "$SHOP:held:$1" "$KIND" "$2"
}
# #endregion

# #region order
IFS= read -r -d '' ORDER <<'LUA' || true
-- Buys several products at once: all of them, or none.
-- KEYS  marker of the order, ledger, then for each line: product, holds by when they end, units held by order, units sold
-- ARGV  'json' or 'hash', order, seconds the order is remembered, seconds new keys live (0: for ever), then for each line:
--       product's name, units
-- Answers {1, 0} sold; {2, 0} sold before; {4, 0} the order was for other lines; {-1, n} too few of the n-th line;
-- {-2, n} no such product.
local all, before = table.concat(ARGV, ' ', 5), redis.call('GET', KEYS[1])
if before then
  return { before == all and 2 or 4, 0 }
end
local lines, wanted = (#KEYS - 2) / 4, {}
for line = 1, lines do
  local key, units = 4 * line - 1, ARGV[2 * line + 4]
  if not isCount(units) then
    return redis.error_reply('ERR units must be a whole number of at least 1')
  end
  -- A product may stand in several lines: together they must not be more than there is.
  local product = KEYS[key]
  wanted[product] = (wanted[product] or 0) + units
  local left = stockAfterLate(ARGV[1], product, KEYS[key + 1], KEYS[key + 2], wanted[product])
  if not left then
    return { -2, line }
  end
  if left < wanted[product] then
    return { -1, line }
  end
end
-- Nothing was taken so far, and nothing can fail from here on.
redis.call('SET', KEYS[1], all, 'EX', ARGV[3])
for line = 1, lines do
  local key, units = 4 * line - 1, tonumber(ARGV[2 * line + 4])
  addStock(ARGV[1], KEYS[key], -units)
  redis.call('INCRBY', KEYS[key + 3], units)
  record(KEYS[2], ARGV[2], ARGV[2 * line + 3], units)
  expire(ARGV[4], KEYS[key + 3])
end
expire(ARGV[4], KEYS[2])
return { 1, 0 }
LUA

# Buys all lines, or none. Prints how it ended, and the number of the line that was refused.
buy_all() { # order, then sku and units of each line
  local order=$1 keys=("$SHOP:order:$1" "$LEDGER") lines=("${@:2}") at sku
  for ((at = 0; at < ${#lines[@]}; at += 2)); do
    sku=${lines[at]}
    keys+=("$SHOP:product:$sku" "$SHOP:holds:$sku" "$SHOP:held:$sku" "$SHOP:sold:$sku")
  done
  answer "$STOCK$ORDER" ${#keys[@]} "${keys[@]}" "$KIND" "$order" $ORDER_KEPT 0 "${lines[@]}"
}
# #endregion

# #region restock
# Adds units where they are counted; makes the product when it is new.
restock() { # sku units
  local product=$SHOP:product:$1
  if [[ $KIND == json ]]; then
    cli JSON.SET "$product" '$' "{\"sku\":\"$1\",\"stock\":0}" NX >/dev/null
    cli JSON.NUMINCRBY "$product" '$.stock' "$2" >/dev/null
  else
    cli HINCRBY "$product" stock "$2" >/dev/null
  fi
}
# #endregion

# #region balance
# The units available, held and sold: read as one transaction, so that the sum is right under any load.
balance_of() { # sku
  local read_stock="HGET $SHOP:product:$1 stock"
  [[ $KIND != json ]] || read_stock="JSON.GET $SHOP:product:$1 \$.stock"
  printf '%s\n' MULTI "$read_stock" "GET $SHOP:sold:$1" "HVALS $SHOP:held:$1" EXEC | cli | awk '
    { gsub(/[][]/, "") } # JSON answers with a list
    /^[A-Z]+ / { print >"/dev/stderr"; failed = 1 } # redis-cli ignores -e for commands that it reads
    NR == 5 { available = $0 } NR == 6 { sold = $0 } NR > 6 { held += $0 }
    END { if (failed || NR < 6) exit 1; print available + 0, held + 0, sold + 0 }'
}
# #endregion

# #region helpers
# Runs a script and prints how it ended: done now, done before, sold already, done before with other units, and why not.
# And the number that follows. Fails without an answer, whether pipefail is set or not.
answer() { # what EVAL takes
  local reply code number
  reply=$(cli EVAL "$@") || return
  { read -r code && read -r number; } <<<"$reply"
  case $code in
    1) echo "done $number" ;;
    2) echo "again $number" ;;
    3) echo "soldAlready $number" ;;
    4) echo "different $number" ;;
    0) echo "noHold $number" ;;
    -1) echo "tooFew $number" ;;
    -2) echo "unknown $number" ;;
  esac
}
# #endregion

# An ending as JSON, its number under the name.
ending() { # name, ending number
  printf '{"ending":"%s","%s":%s}' "$2" "$1" "$3"
}

balance() {
  local numbers
  numbers=$(balance_of "$1") || return
  printf '{"available":%s,"held":%s,"sold":%s}' $numbers
}

restock mug 100
restock pen 5
rush=$(for n in {0..199}; do buy mug "rush-$n"; done)
printf '{"sold":%s,"refused":%s,' "$(grep -c '^done' <<<"$rush")" "$(grep -c '^tooFew' <<<"$rush")"
printf '"again":%s,"unknown":%s,' "$(ending left $(buy mug rush-0))" "$(ending left $(buy hat hat-1))"
restock mug 20
printf '"held":%s,' "$(ending left $(reserve mug slow 4))"
printf '"paid":%s,' "$(ending units $(confirm mug slow))"
printf '"paidAgain":%s,' "$(ending units $(confirm mug slow))"
printf '"retried":%s,' "$(ending left $(reserve mug slow 4))"
reserve mug gone 6 >/dev/null
printf '"back":[%s,%s],' "$(release mug gone)" "$(release mug gone)"
reserve mug late 3 1 >/dev/null
sleep 0.02
printf '"tooLate":%s,' "$(ending units $(confirm mug late))"
printf '"basket":[%s,' "$(ending line $(buy_all basket-1 mug 1 pen 6))"
printf '%s],' "$(ending line $(buy_all basket-2 mug 1 pen 5))"
mug=$(balance mug)
pen=$(balance pen)
printf '"mug":%s,"pen":%s}\n' "$mug" "$pen"
