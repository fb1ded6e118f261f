#!/usr/bin/env bash
# TTLs set, kept, prolonged and spread, with redis-cli and bash. REDIS_URL says where.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-app}
# #tabstop jittered [[300]] <- {life}
# #tabstop ${2:-[[20]] <- {jitter}
set -euo pipefail

# #region shared:cli
URL=${REDIS_URL:-redis://localhost:6379}

# With -e an error of the server makes the command fail; redis-cli would else print it and be content.
cli() {
  redis-cli -u "$URL" -e "$@"
}
# #endregion

# #region keys
EXPIRING=${KEY_PREFIX:-app}
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

# #region together
# Value and TTL in one command: there is no moment in which the key would live for ever.
save_token() { # token value [seconds]
  cli SET "$EXPIRING:token:$1" "$2" EX "${3:-3600}" >/dev/null
}
# #endregion

# #region plainSet
# Changes the value and leaves the TTL as it is; fails where there is no such token.
update_token() { # token value
  [[ $(cli SET "$EXPIRING:token:$1" "$2" XX KEEPTTL) == OK ]]
}
# #endregion

# #region sliding
# Reads and prolongs in one command; prints nothing for a token that has expired.
use_token() { # token [seconds]
  cli GETEX "$EXPIRING:token:$1" EX "${2:-3600}"
}
# #endregion

# #region conditions
# Counts, and gives the counter its TTL only when it has none yet. EXPIRE … NX needs Redis 7.
count_today() { # name
  local key=$EXPIRING:count:$1 replies
  replies=$(transaction "INCR $key" "EXPIRE $key 86400 NX") || return
  sed -n 's/^1) (integer) //p' <<<"$replies"
}
# #endregion

# #region jitter
# A part shorter by chance, so that what is cached together does not expire together.
jittered() { # seconds [per cent]
  local seconds=$(($1 - $1 * ${2:-20} * RANDOM / 3276800)) # RANDOM is below 32768
  echo $((seconds > 0 ? seconds : 1))
}

cache_page() { # page html
  cli SET "$EXPIRING:page:$1" "$2" EX "$(jittered 300)" >/dev/null
}
# #endregion

# #region lazy
# How many keys of this server have expired since it started, read or not.
expired_keys() {
  cli INFO stats | awk -F: '$1 == "expired_keys" { print $2 + 0; found = 1 } END { exit !found }'
}
# #endregion

# #region fields
# Remembers a device for a while, in a hash with others. Needs Redis 7.4 or Valkey 9; prints false where it is older.
remember_device() { # user device seconds
  local key=$EXPIRING:devices:$1 device error
  device=$(quoted "$2")
  # The whole goes after 30 days, when nobody comes any more.
  if error=$(transaction "HSET $key $device $(TZ=UTC printf '%(%FT%TZ)T' -1)" "EXPIRE $key $((30 * 86400))" \
    "HEXPIRE $key $3 FIELDS 1 $device" 2>&1 >/dev/null); then
    echo true
  elif [[ $error == *'unknown command'* ]]; then
    echo false # a command that the server does not know: nothing of the transaction was done
  else
    echo "$error" >&2
    return 1
  fi
}
# #endregion

save_token t1 first 100
updated=$(update_token t1 second && echo true || echo false)
unknown=$(update_token nobody x && echo true || echo false)
used=$(use_token t1 200)
count_today visits >/dev/null
visits=$(count_today visits)
for page in {0..49}; do cache_page "$page" '<h1>Page</h1>'; done
counted=$([[ $(expired_keys) =~ ^[0-9]+$ ]] && echo true || echo false)
remembered=$(remember_device ann phone 60)
printf '{"updated":%s,"unknown":%s,"used":"%s","visits":%s,' "$updated" "$unknown" "$used" "$visits"
printf '"counted":%s,"remembered":%s}\n' "$counted" "$remembered"
