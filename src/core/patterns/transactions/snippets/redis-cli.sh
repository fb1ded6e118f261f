#!/usr/bin/env bash
# Changes that belong together, with redis-cli and bash. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-app}
set -euo pipefail

# #region shared:cli
URL=${REDIS_URL:-redis://localhost:6379}

# With -e an error of the server makes the command fail; redis-cli would else print it and be content.
cli() {
  redis-cli -u "$URL" -e "$@"
}
# #endregion

# #region keys
# The braces are a hash tag: in a cluster all keys of a transaction must be in one slot.
BANK="${KEY_PREFIX:-app}:{bank}"
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

# #region multi
# Two changes, and nobody sees one of them alone. Does not ask whether there is enough.
move_amount() { # payer payee amount
  # It fails with what the server says. Nothing is rolled back: the other command was done.
  transaction "DECRBY $BANK:balance:$1 $3" "INCRBY $BANK:balance:$2 $3" >/dev/null
}
# #endregion

# #region watch
# Spends if there is enough: reads, decides, and begins again when somebody was first. Fails with 1 when there is not enough.
spend() ( # name amount [attempts]
  key=$BANK:balance:$1
  # WATCH belongs to a connection, so one redis-cli lives from the look to EXEC; it ends with this subshell.
  coproc OWN { cli --no-raw; }
  for ((attempt = 0; attempt < ${3:-20}; attempt++)); do
    printf '%s\n' "WATCH $key" "GET $key" >&"${OWN[1]}"
    { read -r && read -r; } <&"${OWN[0]}"
    [[ $REPLY == '(nil)' || $REPLY =~ ^\"-?[0-9]+\"$ ]] || break
    balance=${REPLY//[!0-9-]/}
    ((${balance:=0} >= $2)) || exit 1
    printf '%s\n' MULTI "SET $key $((balance - $2)) KEEPTTL" EXEC >&"${OWN[1]}"
    { read -r && read -r && read -r; } <&"${OWN[0]}"
    [[ $REPLY != '1) OK' ]] || exit 0
    [[ $REPLY == '(nil)' ]] || break # nil: somebody was first
  done
  echo "$1 could not be changed; the last answer was $REPLY" >&2
  exit 2
)
# #endregion

# #region version
IFS= read -r -d '' COMPARE_AND_SET <<'LUA' || true
-- Writes a value only when nobody has written since it was read.
-- KEYS  a hash with the fields value and version
-- ARGV  the version that was read (0: there was none), the new value, seconds that the key lives (0: for ever)
-- Answers the new version, or nil when another writer was first.
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then
  return false
end
redis.call('HSET', KEYS[1], 'value', ARGV[2], 'version', version + 1)
if tonumber(ARGV[3]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return version + 1
LUA

# Changes a value as WATCH does, but holds no connection: it carries a version that each write raises. The command is given
# the value and prints the next. Prints how many attempts it took.
change() { # key command
  local attempt found value version next written
  for attempt in {1..100}; do
    found=$(cli HMGET "$1" value version) || return
    { read -r value && read -r version; } <<<"$found" || value=0 version=0 # there is none yet
    next=$("$2" "$value") || return
    written=$(cli EVAL "$COMPARE_AND_SET" 1 "$1" "$version" "$next" 3600) || return
    if [[ -n $written ]]; then
      echo "$attempt"
      return
    fi
  done
  echo "$1 was changed by others $attempt times" >&2
  return 1
}
# #endregion

# #region script
IFS= read -r -d '' TRANSFER <<'LUA' || true
-- Moves an amount from one balance to another, if there is enough.
-- KEYS  balance of the one who pays, balance of the one who is paid
-- ARGV  amount, seconds that both keys live (0: for ever)
-- Answers 1 when it was moved, 0 when there was not enough. Checks everything before it writes anything: what a script
-- has written stays when a later command fails.
local amount = tonumber(ARGV[1])
if not amount or amount < 1 or amount % 1 ~= 0 then
  return redis.error_reply('ERR the amount must be a whole number above 0')
end
if tonumber(redis.call('GET', KEYS[1]) or 0) < amount then
  return 0
end
if not tonumber(redis.call('GET', KEYS[2]) or 0) then
  return redis.error_reply('ERR the balance of who is paid is no number')
end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
if tonumber(ARGV[2]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return 1
LUA

# Moves money if there is enough, and fails if not. Asks and writes in one step, so nobody has to begin again.
transfer() { # payer payee amount
  [[ $(cli EVAL "$TRANSFER" 2 "$BANK:balance:$1" "$BANK:balance:$2" "$3" 0) == 1 ]]
}
# #endregion

READY=$(mktemp -d)
trap 'rm -r "$READY"' EXIT

# The first time it waits until all ten have read, before anybody writes.
one_more() { # value
  local ready=()
  if (($1 == 0)); then
    : >"$READY/$BASHPID"
    until ((${#ready[@]} >= 10)); do
      sleep 0.05
      ready=("$READY"/*)
    done
  fi
  echo $(($1 + 1))
}

for balance in amy=1000 ben=1000 cleo=1000 dan=0; do
  cli SET "$BANK:balance:${balance%=*}" "${balance#*=}" >/dev/null
done
move_amount amy ben 100
spent=$(for _ in {1..4}; do { spend amy 300 && echo yes; } & done; wait)
moved=$(for _ in {1..50}; do { transfer cleo dan 100 && echo yes; } & done; wait)
attempts=$(for _ in {1..10}; do change "$BANK:document" one_more & done; wait)
contended=$(sort -n <<<"$attempts" | awk 'END { print ($1 > 1 ? "true" : "false") }')
printf '{"spent":%s,"moved":%s,"contended":%s}\n' "$(wc -l <<<"$spent")" "$(wc -l <<<"$moved")" "$contended"
