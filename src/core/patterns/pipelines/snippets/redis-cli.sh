#!/usr/bin/env bash
# Many commands in few round trips, with redis-cli and bash. REDIS_URL says where.
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
# The braces are a hash tag: in a cluster MSET and scripts need all their keys in one slot.
SETTINGS="${KEY_PREFIX:-app}:{settings}"
SETTINGS_KEPT=3600 # seconds
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

# #region oneByOne
# All of these read what to save from lines: a name without blanks, and its value.
# A process, a connection and a round trip for each value: right only where a reply decides about the next.
save_one_by_one() {
  local name value
  while read -r name value; do cli SET "$SETTINGS:$name" "$value" EX $SETTINGS_KEPT >/dev/null || return; done
}
# #endregion

# #region pipelined
# Commands that save the values, one in each line.
set_commands() {
  local name value
  while read -r name value; do echo "SET $SETTINGS:$name $(quoted "$value") EX $SETTINGS_KEPT"; done
}

# Sends without waiting for replies. Fails when one of them was an error; what came before and after it was done.
save_pipelined() {
  set_commands | cli --pipe >/dev/null
}
# #endregion

# #region auto
# redis-cli gathers nothing by itself. What prints commands leaves it to its caller when they are sent, and with what else.
save_together() { # file ...
  local file
  for file in "$@"; do set_commands <"$file"; done | cli --pipe >/dev/null
}
# #endregion

# #region mset
# One command for all values. It sets no TTL, so EXPIRE stands beside it, in the same transaction.
save_at_once() {
  local name value pairs='' expires=()
  while read -r name value; do
    pairs+=" $SETTINGS:$name $(quoted "$value")"
    expires+=("EXPIRE $SETTINGS:$name $SETTINGS_KEPT")
  done
  transaction "MSET$pairs" "${expires[@]}" >/dev/null
}
# #endregion

# #region script
IFS= read -r -d '' FILL_SETTINGS <<'LUA' || true
-- Writes each value under its key, with a TTL, in one command.
-- KEYS  the keys, all in one slot
-- ARGV  seconds that they live, then a value for each key
-- Answers how many were written.
for index, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[index + 1], 'EX', ARGV[1])
end
return #KEYS
LUA

# One command that does the rest on the server. Some hundred keys at once, not thousands: others wait meanwhile.
save_by_script() {
  local name value keys=() values=()
  while read -r name value; do
    keys+=("$SETTINGS:$name")
    values+=("$value")
  done
  cli EVAL "$FILL_SETTINGS" ${#keys[@]} "${keys[@]}" $SETTINGS_KEPT "${values[@]}"
}
# #endregion

# #region partly
# Sends all, and prints the names that were refused: no transaction, and one error stops none of the others. With --pipe
# one would learn only how many errors there were.
count_all() { # name ...
  local name
  for name in "$@"; do
    printf '%s\n' "INCR $SETTINGS:$name" "EXPIRE $SETTINGS:$name $SETTINGS_KEPT"
  done | cli --no-raw | paste - - |
    for name in "$@"; do
      IFS= read -r
      [[ $REPLY != '(error)'* ]] || echo "$name"
    done
}
# #endregion

values() { # way
  local n
  for n in {0..99}; do echo "$1:$n value $n"; done
}

values oneByOne | save_one_by_one
values pipelined | save_pipelined
save_together <(values auto)
values mset | save_at_once
by_script=$(values script | save_by_script)
refused=$(count_all a auto:0 b)
printf '{"byScript":%s,"done":%s,"refused":["%s"]}\n' "$by_script" $((3 - $(wc -l <<<"$refused"))) "$refused"
