#!/usr/bin/env bash
# Counters and unique counts, with redis-cli and bash. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-site}
# #tabstop 7 * 86400
# #tabstop (255 - ${1:-[[3]] <- {limit}
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
# The braces are a hash tag: all keys lie in one cluster slot, so that they may be merged and changed together.
COUNTERS="${KEY_PREFIX:-site}:{site}"
KEEP=$((7 * 86400)) # seconds that a day's counts are kept

today() {
  TZ=UTC printf '%(%F)T\n' -1
}
# #endregion

# #region increment
# Counts one visit of today and prints how many there are: the key gets its end in the same transaction.
count_visit() {
  local key replies
  key=$COUNTERS:visits:$(today)
  replies=$(transaction "INCR $key" "EXPIRE $key $KEEP") || return
  sed -n 's/^1) (integer) //p' <<<"$replies"
}
# #endregion

# #region bounded
# Takes one of so many (at most 255) downloads; fails when there is none left.
take_download() { # [limit]
  local key full taken
  key=$COUNTERS:downloads:$(today)
  # Eight bits are full at 255: what is over the limit is taken from the beginning. NX: only where none is yet.
  full=$(printf '"\\x%02x"' $((255 - ${1:-3})))
  taken=$(transaction "SET $key $full EX $KEEP NX" "BITFIELD $key OVERFLOW FAIL INCRBY u8 0 1") || return
  [[ $taken == *'2) 1) (integer)'* ]]
}
# #endregion

# #region perVisitor
# Counts a visit of one person. A hundred of them share a hash: 5 bytes each, where a key of its own takes 68.
count_for() { # visitor
  local key=$COUNTERS:per-visitor:$(($1 / 100)) replies
  replies=$(transaction "HINCRBY $key $(($1 % 100)) 1" "EXPIRE $key $KEEP") || return
  sed -n 's/^1) (integer) //p' <<<"$replies"
}
# #endregion

# #region estimate
# Notes who came today, one or many: each call is a process and a connection. The names themselves are forgotten.
came() { # visitor ...
  local key
  key=$COUNTERS:visitors:$(today)
  transaction "PFADD $key $(quoted "$@")" "EXPIRE $key $KEEP" >/dev/null
}

# About how many different people came on these days, whoever came on several being counted once.
visitors() { # day ...
  cli PFCOUNT "${@/#/$COUNTERS:visitors:}"
}
# #endregion

# #region exact
# Notes who came today by number. Numbers must be dense: the highest decides how large the key is.
came_exactly() { # visitor ...
  local key bits
  key=$COUNTERS:came:$(today)
  bits=("${@/#/SETBIT $key }")
  transaction "${bits[@]/%/ 1}" "EXPIRE $key $KEEP" >/dev/null
}

visitors_exactly() { # day
  cli BITCOUNT "$COUNTERS:came:$1"
}
# #endregion

for _ in {1..100}; do visits=$(count_visit); done
downloads=0
for _ in {1..10}; do if take_download; then downloads=$((downloads + 1)); fi; done
count_for 4711 >/dev/null
per_visitor=$(count_for 4711)
for _ in 1 2; do
  came user:{0..199}
  came_exactly {0..199}
done
printf '{"visits":%s,"downloads":%s,"perVisitor":%s,' "$visits" "$downloads" "$per_visitor"
printf '"estimate":%s,"exact":%s}\n' "$(visitors "$(today)")" "$(visitors_exactly "$(today)")"
