#!/usr/bin/env bash
# Who is near, with redis-cli and bash. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-taxi}
# #tabstop 60000
# #tabstop BYRADIUS "${3:-[[2]] <- {radius}
# #tabstop COUNT "${4:-[[10]] <- {shown}
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
# The braces are a hash tag: both keys lie in one cluster slot, so that a script may change them together.
CITY="${KEY_PREFIX:-taxi}:{helsinki}"
DRIVERS=$CITY:drivers
SEEN=$CITY:seen

# Milliseconds since the epoch, to the second.
now_ms() {
  printf '%(%s)T000\n' -1
}
# #endregion

# #region nearest
# The nearest drivers within a radius in kilometres, nearest first, each with the distance in the line below.
nearest() { # longitude latitude [radius [count]]
  cli GEOSEARCH "$DRIVERS" FROMLONLAT "$1" "$2" BYRADIUS "${3:-2}" km ASC COUNT "${4:-10}" WITHDIST
}
# #endregion

# #region move
# Notes where a driver is, and that it was heard of: both or neither.
move_driver() { # driver longitude latitude
  local driver
  driver=$(quoted "$1")
  transaction "GEOADD $DRIVERS $2 $3 $driver" "ZADD $SEEN $(now_ms) $driver" >/dev/null
}
# #endregion

# #region distance
# Kilometres between two drivers; prints nothing when one of them is not on the map.
distance() { # a b
  cli GEODIST "$DRIVERS" "$1" "$2" km
}
# #endregion

# #region box
# Who is on a map of so many kilometres around a place.
on_map() { # longitude latitude width height
  cli GEOSEARCH "$DRIVERS" FROMLONLAT "$1" "$2" BYBOX "$3" "$4" km ASC COUNT 500
}
# #endregion

# #region sweep
IFS= read -r -d '' SWEEP <<'LUA' || true
-- Takes drivers off the map that were not heard of since a moment, at most so many at once.
-- KEYS  positions, when each was last heard of
-- ARGV  the moment (milliseconds), how many at most
-- Answers how many were taken off.
local gone = redis.call('ZRANGE', KEYS[2], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #gone == 0 then
  return 0
end
redis.call('ZREM', KEYS[1], unpack(gone))
return redis.call('ZREM', KEYS[2], unpack(gone))
LUA

SILENT=60000 # milliseconds without a word

# Takes silent drivers off the map; prints how many. Call it every few seconds.
sweep() {
  cli EVAL "$SWEEP" 2 "$DRIVERS" "$SEEN" $(($(now_ms) - SILENT)) 1000
}
# #endregion

move_driver anna 24.9414 60.1719
move_driver ben 24.9523 60.1701
move_driver cleo 25.2 60.3
cli ZADD "$SEEN" $(($(now_ms) - 2 * SILENT)) cleo >/dev/null
near=$(nearest 24.9414 60.1719 | awk '
  NR % 2 { driver = $0; next }
  { printf "%s{\"driver\":\"%s\",\"distance\":%s}", comma, driver, $0; comma = "," }')
apart=$(distance anna ben)
nobody=$(distance anna nobody)
map=$(on_map 24.9414 60.1719 4 2 | awk '{ printf "%s\"%s\"", comma, $0; comma = "," }')
swept=$(sweep)
printf '{"near":[%s],"apart":%s,"nobody":%s,' "$near" "$apart" "${nobody:-null}"
printf '"map":[%s],"swept":%s}\n' "$map" "$swept"
