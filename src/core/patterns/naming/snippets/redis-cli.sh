#!/usr/bin/env bash
# Names that can be browsed, kept together and listed, with redis-cli and bash. REDIS_URL says where.
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
NAMED_KEPT=3600 # seconds
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

# #region names
# One place makes all names: object, id, part. An id that holds braces or blanks would end up somewhere else.
name_of() { # object id [part ...]
  local part name="${KEY_PREFIX:-app}:{$1:$2}"
  for part in "$@"; do
    if [[ ! $part =~ ^[A-Za-z0-9_.-]+$ ]]; then
      echo "\"$part\" cannot be part of a key's name" >&2
      return 1
    fi
  done
  for part in "${@:3}"; do name+=:$part; done
  echo "$name"
}
# #endregion

# #region tags
# All of a user's keys share the tag {user:<id>}, so one transaction changes them, in a cluster too.
save_user() { # id profile
  local profile cart
  profile=$(name_of user "$1" profile) || return
  cart=$(name_of user "$1" cart) || return
  transaction "SET $profile $(quoted "$2") EX $NAMED_KEPT" "SET $cart [] EX $NAMED_KEPT" >/dev/null
}
# #endregion

# #region list
# Opens a session and notes it in the set of the user's sessions, in the same transaction. Prints its id.
open_session() { # user
  local id index session
  id=$(head -c 16 /dev/urandom | od -An -v -t x1 | tr -d ' \n')
  index=$(name_of user "$1" sessions) || return
  session=$(name_of user "$1" session "$id") || return
  transaction "SET $session open EX $NAMED_KEPT" "SADD $index $id" "EXPIRE $index $NAMED_KEPT" >/dev/null || return
  echo "$id"
}

# A user's sessions, without looking at anybody else's keys; those that have expired are taken off the list.
open_sessions_of() { # user
  local index found n ids states keys=() gone=()
  index=$(name_of user "$1" sessions) || return
  found=$(cli SMEMBERS "$index") || return
  [[ -n $found ]] || return 0
  mapfile -t ids <<<"$found"
  for n in "${!ids[@]}"; do keys[n]=$(name_of user "$1" session "${ids[n]}") || return; done
  found=$(cli MGET "${keys[@]}") || return
  mapfile -t states <<<"$found"
  for n in "${!ids[@]}"; do
    if [[ -n ${states[n]:-} ]]; then echo "${ids[n]}"; else gone+=("${ids[n]}"); fi
  done
  if ((${#gone[@]} > 0)); then cli SREM "$index" "${gone[@]}" >/dev/null; fi
}
# #endregion

# #region length
# Bytes that a key takes, its name included; prints nothing when there is none.
bytes_of() { # key
  cli MEMORY USAGE "$1"
}
# #endregion

save_user 42 '{"name":"Ann"}'
first=$(open_session 42)
for _ in 2 3; do open_session 42 >/dev/null; done
cli UNLINK "$(name_of user 42 session "$first")" >/dev/null
sessions=$(open_sessions_of 42 | wc -l)
size=$(bytes_of "$(name_of user 42 profile)")
bytes=$( ((size > 40)) && echo true || echo false)
refused=$(name_of user '4}2' >/dev/null 2>&1 && echo false || echo true)
printf '{"sessions":%s,"bytes":%s,"refused":%s}\n' "$sessions" "$bytes" "$refused"
