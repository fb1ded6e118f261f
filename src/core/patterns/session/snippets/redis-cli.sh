#!/usr/bin/env bash
# Sessions with redis-cli and bash, as hashes and as JSON. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-shop}
# #tabstop IDLE_MS=[[$((30 * 60000))]] <- $(({idle} * 1000))
# #tabstop ABSOLUTE_MS=[[$((12 * 3600000))]] <- $(({absolute} * 1000))
# #tabstop MOST_IN_CART=[[99]] <- {most}
set -euo pipefail

# #region shared:cli
URL=${REDIS_URL:-redis://localhost:6379}

# With -e an error of the server makes the command fail; redis-cli would else print it and be content.
cli() {
  redis-cli -u "$URL" -e "$@"
}
# #endregion

# #region shared:transaction
# Carries out commands as one transaction, and prints what EXEC answers, numbered. For commands that it reads redis-cli
# ignores -e, and so errors among the replies are looked for; --no-raw marks them.
transaction() { # command ...
  local replies
  replies=$(printf '%s\n' MULTI "$@" EXEC | cli --no-raw) || return
  [[ $replies ]] || return # nobody answered, and redis-cli is content
  if grep -E '^[ 0-9)]*\(error\)' <<<"$replies" >&2; then return 1; fi
  tail -n +$(($# + 2)) <<<"$replies"
}
# #endregion

# #region shared:quoted
# Any texts as arguments in a line that redis-cli reads.
quoted() { # text ...
  set -- "${@//\\/\\\\}"
  set -- "${@//\"/\\\"}"
  printf '"%s" ' "${@//$'\n'/\\n}"
}
# #endregion

# #region keys
SESSION_PREFIX=${KEY_PREFIX:-shop}
IDLE_MS=$((30 * 60000))        # after the last request
ABSOLUTE_MS=$((12 * 3600000))  # after the login, however often it is used
MOST_IN_CART=99                # of one product

# The braces are a hash tag: what belongs to one session lies in one cluster slot, and sessions spread over all of them.
session_key() { echo "$SESSION_PREFIX:sess:{$1}"; }
document_key() { echo "$SESSION_PREFIX:doc:{$1}"; }
cart_key() { echo "$SESSION_PREFIX:sess:{$1}:cart"; }
code_key() { echo "$SESSION_PREFIX:sess:{$1}:code"; }
user_key() { echo "$SESSION_PREFIX:user:{$1}:sess"; }
# #endregion

# #region login
# #region loginHash
# Opens a session under a new id, never one that the client brought, and prints it. Keep it from logs.
log_in() { # user name
  local sid now key
  now=$(enter_user "$1") || return
  read -r sid now <<<"$now"
  key=$(session_key "$sid")
  transaction "HSET $key uid $(quoted "$1") name $(quoted "$2") created $now seen $now" \
    "PEXPIRE $key $IDLE_MS" >/dev/null ||
    return
  echo "$sid"
}
# #endregion

# #region loginJson
# Opens a session as a JSON document, under a new id, and prints it. JSON.SET has no option for a TTL. Neither text may hold what JSON must escape.
log_in_json() { # user name
  local sid now key document
  now=$(enter_user "$1") || return
  read -r sid now <<<"$now"
  key=$(document_key "$sid")
  document="{\"uid\":\"$1\",\"name\":\"$2\",\"created\":$now,\"seen\":$now,\"cart\":{}}"
  transaction "JSON.SET $key \$ $(quoted "$document")" "PEXPIRE $key $IDLE_MS" >/dev/null || return
  echo "$sid"
}
# #endregion

# Puts the session to be on the user's list first: then none is there that the list does not name.
enter_user() { # user
  local sid now key
  sid=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')
  now=$(($(cli TIME | head -n 1) * 1000)) # the scripts reckon with the server's clock
  key=$(user_key "$1")
  transaction "ZREMRANGEBYSCORE $key -inf $now" "ZADD $key $((now + ABSOLUTE_MS)) $sid" \
    "PEXPIRE $key $ABSOLUTE_MS" >/dev/null ||
    return
  echo "$sid $now"
}
# #endregion

# #region touch
# #region touchHash
IFS= read -r -d '' TOUCH <<'LUA' || true
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session, its cart
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers its fields and values, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(redis.call('HGET', KEYS[1], 'created')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1], KEYS[2])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
  redis.call('PEXPIRE', KEYS[2], ttl)
end
return redis.call('HGETALL', KEYS[1])
LUA

# For each request: the session's fields, each with its value in the line below, with its idle time begun anew. Prints
# nothing when it is over.
touch_session() { # session
  cli EVAL "$TOUCH" 2 "$(session_key "$1")" "$(cart_key "$1")" $IDLE_MS $ABSOLUTE_MS
}
# #endregion

# #region touchJson
IFS= read -r -d '' TOUCH_JSON <<'LUA' || true
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers the document, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(string.match(redis.call('JSON.GET', KEYS[1], '$.created'), '%d+')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return redis.call('JSON.GET', KEYS[1])
LUA

# For each request: the session's document, with its idle time begun anew. Prints nothing when it is over.
touch_json() { # session
  cli EVAL "$TOUCH_JSON" 1 "$(document_key "$1")" $IDLE_MS $ABSOLUTE_MS
}
# #endregion
# #endregion

# #region update
IFS= read -r -d '' SSET <<'LUA' || true
-- Writes to a session that is there. A plain HSET would make a new session of one field, which never expires; and what
-- JSON.SET with a path says of a missing document differs between servers.
-- KEYS  session
-- ARGV  the command that writes (HSET, JSON.SET), what follows its key
-- Answers 1, or 0 when there is no such session (any more).
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
return 1
LUA

# #region updateHash
# Sets one field without reading the rest; prints 0 when the session is over, and then nothing is written.
update() { # session field value
  cli EVAL "$SSET" 1 "$(session_key "$1")" HSET "$2" "$3"
}
# #endregion

# #region updateJson
# Sets one member; it must be a name of your own, never one that a client sent: it becomes part of a path. The value is JSON.
update_json() { # session member value
  cli EVAL "$SSET" 1 "$(document_key "$1")" JSON.SET "\$.$2" "$3"
}
# #endregion
# #endregion

# #region cart
# #region cartHash
IFS= read -r -d '' CART <<'LUA' || true
-- Changes how many of a product lie in the cart of a session that is there.
-- KEYS  session, its cart
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return -2 end
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR the quantity must be a whole number of at most 15 digits')
end
local quantity = (tonumber(redis.call('HGET', KEYS[2], ARGV[1])) or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then redis.call('HDEL', KEYS[2], ARGV[1]) return 0 end
redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
return quantity
LUA

# Prints how many there are now; -1 when that would be too many, -2 when the session is over.
add_to_cart() { # session sku quantity
  cli EVAL "$CART" 2 "$(session_key "$1")" "$(cart_key "$1")" "$2" "$3" $MOST_IN_CART
}
# #endregion

# #region cartJson
IFS= read -r -d '' CART_JSON <<'LUA' || true
-- Changes how many of a product lie in the cart of a session that is there. The product is the name of a member.
-- KEYS  session
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
if redis.call('EXISTS', KEYS[1]) == 0 then return -2 end
-- The product becomes part of a path: anything but these characters could name another place of the document.
if not string.match(ARGV[1], '^[%w_-]+$') or not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR a product has letters, digits, _ and - only, a quantity at most 15 digits')
end
local path = '$.cart["' .. ARGV[1] .. '"]'
local before = tonumber(string.match(redis.call('JSON.GET', KEYS[1], path), '%d+'))
local quantity = (before or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then
  redis.call('JSON.DEL', KEYS[1], path)
  return 0
end
if before then
  redis.call('JSON.NUMINCRBY', KEYS[1], path, ARGV[2])
else
  redis.call('JSON.SET', KEYS[1], path, ARGV[2])
end
return quantity
LUA

# Prints how many there are now; -1 when that would be too many, -2 when the session is over.
add_to_cart_json() { # session sku quantity
  cli EVAL "$CART_JSON" 1 "$(document_key "$1")" "$2" "$3" $MOST_IN_CART
}
# #endregion
# #endregion

# #region devices
# The user's sessions that may be there still, longest to live first. Of each, its own key says whether it is.
sessions_of() { # user
  cli ZRANGE "$(user_key "$1")" +inf "$(printf '%(%s)T' -1)000" BYSCORE REV
}
# #endregion

# #region logout
# Ends one session, then takes it off the list.
log_out() { # user session
  cli UNLINK "$(session_key "$2")" "$(cart_key "$2")" "$(code_key "$2")" "$(document_key "$2")" >/dev/null
  cli ZREM "$(user_key "$1")" "$2" >/dev/null
}
# #endregion

# #region logoutEverywhere
# Ends those that are there now; a login that comes in between goes on, and stays on the list. Prints how many.
log_out_everywhere() { # user
  local sids sid
  mapfile -t sids < <(cli ZRANGE "$(user_key "$1")" 0 -1)
  for sid in "${sids[@]}"; do log_out "$1" "$sid"; done
  echo ${#sids[@]}
}
# #endregion

# #region otp
IFS= read -r -d '' OTP <<'LUA' || true
-- Keeps a code in the session for less time than the session has. Where the server has no TTLs of fields (before Redis 7.4
-- and Valkey 9), the code gets a key of its own.
-- KEYS  session, key for the code
-- ARGV  code, milliseconds it is good for
-- Answers 'field' or 'key': where it is; nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local answer = redis.pcall('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
if not answer.err then
  -- HSET takes the TTL of a field away, so it is set after that, each time.
  redis.call('HSET', KEYS[1], 'otp', ARGV[1])
  redis.call('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
  return 'field'
end
if not string.find(string.lower(answer.err), 'unknown') then return answer end
local ttl = tonumber(ARGV[2])
if left > 0 then ttl = math.min(ttl, left) end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
return 'key'
LUA

# Gives the session a code that is good for two minutes. Prints the code, and where it is; only the code when it is over.
give_code() { # session
  local code
  code=$(printf '%06d' $(($(od -An -N4 -tu4 /dev/urandom) % 1000000)))
  echo "$code $(cli EVAL "$OTP" 2 "$(session_key "$1")" "$(code_key "$1")" "$code" 120000)"
}
# #endregion

# Fields and values in turn as a JSON object.
fields_json() {
  awk 'NR % 2 { field = $0; next } { printf "%s\"%s\":\"%s\"", comma, field, $0; comma = "," }
    BEGIN { printf "{" } END { printf "}" }'
}

as_boolean() {
  [[ $1 == 1 ]] && echo true || echo false
}

# Tries one kind of sessions, by what its functions' names end with.
try_out() { # user [_json]
  local kind=${2:-} sid phone coffee devices late tea updated touched=touch_session
  sid=$("log_in$kind" "$1" alice) || return
  coffee=$(for _ in {1..50}; do "add_to_cart$kind" "$sid" coffee 1 & done | sort -n | tail -n 1)
  phone=$("log_in$kind" "$1" alice) || return
  devices=$(sessions_of "$1" | wc -l)
  log_out "$1" "$phone"
  late=$(as_boolean "$("update$kind" "$phone" seen 1)")
  tea=$("add_to_cart$kind" "$phone" tea 1)
  updated=$(as_boolean "$("update$kind" "$sid" seen 1)")
  [[ -z $kind ]] || touched=touch_json
  printf '{"sid":"%s","session":%s,' "$sid" "$("$touched" "$sid" | if [[ $kind ]]; then cat; else fields_json; fi)"
  printf '"coffee":%s,"devices":%s,"late":[%s,%s],' "$coffee" "$devices" "$late" "$tea"
  local gone
  gone=$("$touched" "$phone")
  printf '"updated":%s,"gone":%s}' "$updated" "${gone:-null}"
}

json=null
[[ -z $(cli COMMAND INFO JSON.SET) ]] || json=$(try_out u2 _json)
bruno=$(log_in u3 bruno)
read -r code where <<<"$(give_code "$bruno")"
log_in u4 chiara >/dev/null
log_in u4 chiara >/dev/null
hash=$(try_out u1)
printf '{"hash":%s,"json":%s,"bruno":"%s",' "$hash" "$json" "$bruno"
printf '"code":{"code":"%s","where":"%s"},"ended":%s}\n' "$code" "$where" "$(log_out_everywhere u4)"
