#!/usr/bin/env bash
# Cache-aside with redis-cli and bash: one loads, the others wait, and nothing old comes back. REDIS_URL says where.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-shop}
# #tabstop LIFE=[[30000]] <- $(({life} * 1000))
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

# #region keys
LIFE=30000 # milliseconds that a value is kept
LOCK=10000 # milliseconds: longer than loading takes at most
POLL=0.1   # seconds: each look is a process
NOTHING='' # stands for "there is none"; no value is empty

# The braces are a hash tag: what belongs to one product lies in one cluster slot, and products in all of them.
key_of() { # id value|lock|version
  echo "${KEY_PREFIX:-shop}:{product:$1}:$2"
}
# #endregion

# #region fill
IFS= read -r -d '' FILL <<'LUA' || true
-- Puts a value into the cache, unless it was dropped since the database was asked for it.
-- KEYS  value, version
-- ARGV  version that was read before the database was asked, value, milliseconds it lives
-- Answers 1, or 0 when the version is another by now: what was loaded may be old.
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
LUA

# Loads it and puts it into the cache, unless it was dropped meanwhile. Lives differ: not all shall end at once. The database
# is a command that is given the id, and prints nothing when there is no such product.
load() { # id database
  local seen loaded life=5000
  seen=$(cli GET "$(key_of "$1" version)") || return
  loaded=$("$2" "$1") || return
  if [[ -n $loaded ]]; then life=$((LIFE - LIFE * RANDOM / 327680)); fi
  cli EVAL "$FILL" 2 "$(key_of "$1" value)" "$(key_of "$1" version)" "${seen:-0}" "${loaded:-$NOTHING}" $life \
    >/dev/null || return
  echo "$loaded"
}
# #endregion

# #region read
IFS= read -r -d '' RELEASE_LOCK <<'LUA' || true
-- Lets go of a lock, if it is still this holder's: it may have ended, and be another's by now.
-- KEYS  lock
-- ARGV  the holder's own token
-- Answers 1, or 0 when it was not.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
LUA

# The value, or nothing: of those who miss it at once, one asks the database and the others wait for what it finds.
read_value() { # id database
  local lock token taken status end=$((SECONDS + LOCK / 1000))
  lock=$(key_of "$1" lock)
  token=$(head -c 8 /dev/urandom | od -An -v -t x1 | tr -d ' \n')
  while ((SECONDS < end)); do
    status=0
    cached "$1" || status=$?
    ((status == 1)) || return $status
    taken=$(cli SET "$lock" "$token" PX $LOCK NX) || return
    if [[ $taken == OK ]]; then
      status=0
      # Another may have loaded it between the look and the lock.
      cached "$1" || load "$1" "$2" || status=$?
      cli EVAL "$RELEASE_LOCK" 1 "$lock" "$token" >/dev/null
      return $status
    fi
    sleep $POLL
  done
  load "$1" "$2"
}

# What is kept of a product, nothing for "there is none". Fails with 1 when it is not in the cache.
cached() { # id
  local reply
  # Without --no-raw an empty value looks as none. With it values are in quotes, with escapes.
  reply=$(cli --no-raw GET "$(key_of "$1" value)") || return 2
  [[ $reply != '(nil)' ]] || return 1
  reply=${reply:1:-1}
  printf '%b\n' "${reply//\\\"/\"}"
}
# #endregion

# #region drop
# To be called after the database was changed and has committed: the next reader loads the new value.
drop() { # id
  local version
  version=$(key_of "$1" version)
  transaction "UNLINK $(key_of "$1" value)" "INCR $version" "EXPIRE $version 60" >/dev/null
}
# #endregion

DATABASE=$(mktemp -d)
trap 'rm -r "$DATABASE"' EXIT
echo 12 >"$DATABASE/mug"

database() { # id
  local price=
  [[ ! -e $DATABASE/$1 ]] || price=$(<"$DATABASE/$1")
  echo "$1" >>"$DATABASE/asked"
  sleep 0.02
  echo "$price"
}

asked() {
  wc -l <"$DATABASE/asked"
}

prices=$(for _ in {1..50}; do read_value mug database & done; wait)
stampede=$(printf '{"asked":%s,"prices":["%s"]}' "$(asked)" "$(sort -u <<<"$prices" | paste -sd , - | sed 's/,/","/g')")
for n in 0 1; do hats[n]=$(read_value hat database); done
load mug database >/dev/null & # reads the version and the old price
until (($(asked) == 3)); do sleep 0.005; done
echo 13 >"$DATABASE/mug"
drop mug
wait $!
asked=$(asked)
changed=$(read_value mug database)
# Nothing is null here, and all else a text.
as_json() { if [[ -n $1 ]]; then echo "\"$1\""; else echo null; fi; }
printf '{"stampede":%s,"nothing":[%s,%s],' "$stampede" "$(as_json "${hats[0]}")" "$(as_json "${hats[1]}")"
printf '"asked":%s,"changed":%s}\n' "$asked" "$(as_json "$changed")"
