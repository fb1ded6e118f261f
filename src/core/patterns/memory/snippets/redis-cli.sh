#!/usr/bin/env bash
# What keys take, and shapes that take less, with redis-cli and bash. REDIS_URL says where.
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
COMPACT=${KEY_PREFIX:-app}
COMPACT_KEPT=3600 # seconds
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

# #region usage
# Bytes that a key takes, exactly: without SAMPLES 0 a guess from five elements. O(N), so not for huge ones.
exact_bytes_of() { # key
  cli MEMORY USAGE "$1" SAMPLES 0
}
# #endregion

# #region shapes
# One hash for an object: one name and one TTL for all of its fields, and compact while it is small. Prints its key.
save_user_hash() { # id, then fields and values
  local key=$COMPACT:user:$1
  transaction "HSET $key $(quoted "${@:2}")" "EXPIRE $key $COMPACT_KEPT" >/dev/null || return
  echo "$key"
}
# #endregion

# #region encodings
# Makes a hash anew that was once too big: it does not become compact again by itself. Prints how it is kept now.
make_compact() { # key
  local replies fields left commands
  replies=$(transaction "HGETALL $1" "PTTL $1") || return
  # redis-cli reads texts as it prints them here: in quotes, with escapes.
  fields=$(sed -n 's/^[^"]*"/"/p' <<<"$replies")
  left=$(sed -n 's/^2) (integer) //p' <<<"$replies")
  [[ -n $fields ]] || return 0
  # Whoever writes in between is overwritten: do it where nobody does, or in a script.
  commands=("UNLINK $1" "HSET $1 ${fields//$'\n'/ }")
  if ((left > 0)); then commands+=("PEXPIRE $1 $left"); fi
  transaction "${commands[@]}" >/dev/null || return
  cli OBJECT ENCODING "$1"
}
# #endregion

# #region buckets
PER_BUCKET=100

# Counts in a hash for each hundred counters, a few bytes each. Their TTL is that of all hundred.
count() { # id
  local key=$COMPACT:counters:$(($1 / PER_BUCKET)) replies
  replies=$(transaction "HINCRBY $key $(($1 % PER_BUCKET)) 1" "EXPIRE $key $COMPACT_KEPT") || return
  sed -n 's/^1) (integer) //p' <<<"$replies"
}
# #endregion

# #region policy
# How full the server is, and what it would evict: names and values with a colon between. maxmemory:0 means no limit.
memory_of_server() {
  cli INFO everything | tr -d '\r' | grep -E '^(used_memory|maxmemory|maxmemory_policy|evicted_keys):'
}
# #endregion

small=$(save_user_hash 1 name Ann city Bern plan free)
big=$(save_user_hash 2 name Ben about "$(printf 'x%.0s' {1..100})")
bigger=$( (($(exact_bytes_of "$big") > 2 * $(exact_bytes_of "$small"))) && echo true || echo false)
cli HSET "$big" about short >/dev/null
before=$(cli OBJECT ENCODING "$big")
after=$(make_compact "$big")
for id in {0..149}; do count "$id" >/dev/null; done
counted=$(count 149)
server=$(memory_of_server)
used=$(awk -F: '$1 == "used_memory" { print ($2 > 0 ? "true" : "false") }' <<<"$server")
policy=$(sed -n 's/^maxmemory_policy://p' <<<"$server")
printf '{"bigger":%s,"before":"%s","after":"%s",' "$bigger" "$before" "$after"
printf '"counted":%s,"used":%s,"policy":"%s"}\n' "$counted" "$used" "$policy"
