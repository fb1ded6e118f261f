#!/usr/bin/env bash
# Rate limiting in five ways with redis-cli and bash. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-rl}
# #tabstop API_LIMIT=[[12]] <- {limit}
# #tabstop API_WINDOW_MS=[[60000]] <- $(({windowSeconds} * 1000))
set -euo pipefail

# #region shared:cli
URL=${REDIS_URL:-redis://localhost:6379}

# With -e an error of the server makes the command fail; redis-cli would else print it and be content.
cli() {
  redis-cli -u "$URL" -e "$@"
}
# #endregion

# #region keys
# Who is limited, and for what. The braces are a hash tag: clients spread over a cluster, one client's keys stay together.
limiter_key() { # client route
  echo "${KEY_PREFIX:-rl}:{$1}:$2"
}

# Each limiter prints four numbers: 1 allowed or 0 refused, requests left, milliseconds until this one is allowed (-1: never),
# milliseconds until all are free.

# What is given to a limiter where one client's requests to the API are counted.
API_LIMIT=12
API_WINDOW_MS=60000
# #endregion

# #region gcra
IFS= read -r -d '' GCRA <<'LUA' || true
-- GCRA: the whole state is one time, up to which the client's requests are paid for.
-- KEYS  that time, in microseconds since the epoch
-- ARGV  requests in a burst, requests per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing. Whole microseconds: rounding must not refuse the last request of a burst.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local burst, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local interval = math.ceil(ARGV[3] * 1000 / ARGV[2])
local paid = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local after = paid + cost * interval
local wait = after - burst * interval - now
if wait > 0 then
  local left = math.max(0, math.floor((now + burst * interval - paid) / interval))
  local retry = cost > burst and -1 or math.ceil(wait / 1000)
  return { 0, left, retry, math.ceil((paid - now) / 1000) }
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PXAT', math.ceil(after / 1000))
return { 1, math.floor(-wait / interval), 0, math.ceil((after - now) / 1000) }
LUA

# The default: a burst of `limit`, then one more every `window / limit`. One short string.
gcra() { # client route limit window-ms [cost]
  ask_limiter "$GCRA" 1 "$(limiter_key "$1" "$2")" "$3" "$3" "$4" "${5:-1}"
}
# #endregion

# #region tokenBucket
IFS= read -r -d '' TOKEN_BUCKET <<'LUA' || true
-- Token bucket: tokens come back at a steady rate, and a request takes as many as it costs.
-- KEYS  hash of the tokens left and when they were counted, in microseconds since the epoch
-- ARGV  capacity, tokens per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, tokens left, ms until this one is allowed (-1: never), ms until the bucket is full}.
-- A refused call writes nothing: stored at each of many refusals, a slow refill would be rounded away.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local capacity, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local perMs = ARGV[2] / ARGV[3]
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = tonumber(bucket[2]) or now
-- Without a bucket it is full. A clock that was set back gives nothing and takes nothing.
local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + math.max(0, now - at) / 1000 * perMs)
if tokens < cost then
  -- A microsecond is added: who comes back then must not miss the token by a rounding.
  local retry = cost > capacity and -1 or math.ceil((cost - tokens) / perMs + 0.001)
  return { 0, math.floor(tokens), retry, math.ceil((capacity - tokens) / perMs) }
end
tokens = tokens - cost
local full = (capacity - tokens) / perMs
redis.call('HSET', KEYS[1], 'tokens', string.format('%.14g', tokens), 'at', string.format('%.0f', math.max(now, at)))
redis.call('PEXPIREAT', KEYS[1], math.ceil(now / 1000 + full))
return { 1, math.floor(tokens), 0, math.ceil(full) }
LUA

# For when tokens are shown or charged: a bucket of `limit` that fills up in the window.
token_bucket() { # client route limit window-ms [cost]
  ask_limiter "$TOKEN_BUCKET" 1 "$(limiter_key "$1" "$2")" "$3" "$3" "$4" "${5:-1}"
}
# #endregion

# #region slidingLog
IFS= read -r -d '' SLIDING_LOG <<'LUA' || true
-- Sliding window log: every admitted request is kept until it leaves the window.
-- KEYS  sorted set of requests by time, in milliseconds since the epoch
-- ARGV  limit, window in milliseconds, cost of this request, an id that no other request has
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing: what has left the window is passed over, and taken away by the next admitted one.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local inside = string.format('(%.0f', now - window)
local used = redis.call('ZCOUNT', KEYS[1], inside, '+inf')
if used + cost > limit then
  -- It fits when so many of the oldest have left.
  local last = used + cost - limit - 1
  local leaves = redis.call('ZRANGE', KEYS[1], inside, '+inf', 'BYSCORE', 'LIMIT', last, 1, 'WITHSCORES')[2]
  local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
  local retry = cost <= limit and leaves + window - now or -1
  return { 0, math.max(0, limit - used), retry, used > 0 and newest + window - now or 0 }
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
for n = 1, cost do
  redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. n)
end
redis.call('PEXPIREAT', KEYS[1], now + window)
return { 1, limit - used - cost, 0, window }
LUA

# Exactly `limit` in any window. For small limits: five logins in a quarter of an hour.
sliding_log() { # client route limit window-ms [cost]
  local id
  id=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
  ask_limiter "$SLIDING_LOG" 1 "$(limiter_key "$1" "$2")" "$3" "$4" "${5:-1}" "$id"
}
# #endregion

# #region slidingCounter
IFS= read -r -d '' SLIDING_COUNTER <<'LUA' || true
-- Sliding window counter: what the window before admitted counts less and less while this one passes.
-- KEYS  counter of this window, counter of the window before
-- ARGV  limit, window in milliseconds, cost of this request, number of the window that the keys are of
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}, or
-- {-1, number of the window that it is now, 0, 0} when the keys are of another: then name the keys by it and ask again.
-- A refused call writes nothing. Counts times milliseconds are whole numbers, so nothing is rounded.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local number = math.floor(now / window)
if number ~= tonumber(ARGV[4]) then
  return { -1, number, 0, 0 }
end
local current = tonumber(redis.call('GET', KEYS[1]) or 0)
local before = tonumber(redis.call('GET', KEYS[2]) or 0)
local remaining = window - now % window
local free = (limit - current) * window - before * remaining
if cost * window > free then
  local retry = -1
  if current + cost <= limit then
    retry = remaining - math.floor((limit - current - cost) * window / before)
  elseif cost <= limit then
    -- Not before the next window, in which this one is the window before.
    retry = remaining + math.max(0, window - math.floor((limit - cost) * window / current))
  end
  local reset = current > 0 and remaining + window or before > 0 and remaining or 0
  return { 0, math.max(0, math.floor(free / window)), retry, reset }
end
if redis.call('INCRBY', KEYS[1], cost) == cost then
  redis.call('PEXPIREAT', KEYS[1], (number + 2) * window)
end
return { 1, math.floor(free / window) - cost, 0, remaining + window }
LUA

# Nearly a sliding window, with two counters. This clock only guesses the name of the window; the server's decides.
sliding_counter() { # client route limit window-ms [cost]
  local key window reply attempt
  key=$(limiter_key "$1" "$2")
  window=$(($(printf '%(%s)T' -1) * 1000 / $4))
  for attempt in {1..4}; do
    reply=$(ask_limiter "$SLIDING_COUNTER" 2 "$key:$window" "$key:$((window - 1))" "$3" "$4" "${5:-1}" "$window") || return
    [[ $reply == -1* ]] || break
    read -r _ window _ <<<"$reply" # the clocks differ, or the window ended meanwhile
  done
  [[ $reply != -1* ]] && echo "$reply"
}
# #endregion

# #region fixedWindow
IFS= read -r -d '' FIXED_WINDOW <<'LUA' || true
-- Fixed window: a counter that ends with the window, which begins at a multiple of its length.
-- KEYS  counter
-- ARGV  limit, window in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
-- One more than PTTL: a key is there to the end of the millisecond in which it expires.
if used + cost > limit then
  local reset = math.max(0, redis.call('PTTL', KEYS[1]) + 1)
  return { 0, math.max(0, limit - used), cost > limit and -1 or reset, reset }
end
used = redis.call('INCRBY', KEYS[1], cost)
if used == cost then
  redis.call('PEXPIREAT', KEYS[1], (math.floor(now / window) + 1) * window)
end
return { 1, limit - used, 0, redis.call('PTTL', KEYS[1]) + 1 }
LUA

# For quotas of a day or a month. Admits twice the limit around the end of a window.
fixed_window() { # client route limit window-ms [cost]
  ask_limiter "$FIXED_WINDOW" 1 "$(limiter_key "$1" "$2")" "$3" "$4" "${5:-1}"
}
# #endregion

# #region headers
# Status and headers of a response. A request that can never be admitted gets no Retry-After.
to_response() { # decision limit
  local allowed remaining retry_after reset_after
  read -r allowed remaining retry_after reset_after <<<"$1"
  echo "Status: $((allowed ? 200 : 429))"
  echo "RateLimit-Limit: $2"
  echo "RateLimit-Remaining: $remaining"
  echo "RateLimit-Reset: $(((reset_after + 999) / 1000))"
  ((retry_after <= 0)) || echo "Retry-After: $(((retry_after + 999) / 1000))"
}
# #endregion

# #region cost
# A request that costs more than is left is refused whole; a cheaper one still fits.
limit_by_cost() { # client kind
  local cost=1
  [[ $2 != export ]] || cost=5
  gcra "$1" api "$API_LIMIT" "$API_WINDOW_MS" "$cost"
}
# #endregion

# #region retry
# Asks again as the answer says, at most three times: whoever waits exactly so long, alone, is admitted.
wait_until_allowed() { # limiter and its arguments
  local decision attempt allowed retry_after
  decision=$("$@")
  for attempt in 2 3; do
    read -r allowed _ retry_after _ <<<"$decision"
    ((allowed == 0 && retry_after > 0)) || break
    sleep "$(printf '%d.%03d' $(((retry_after + 1) / 1000)) $(((retry_after + 1) % 1000)))"
    decision=$("$@")
  done
  echo "$decision"
}
# #endregion

# #region outage
# What a request gets when Redis does not answer in time: `open` for an API, `closed` for logins and one-time codes.
decide() { # open|closed, limiter and its arguments
  local failing=$1 decision
  shift
  # Neither a limiter that fails nor one that is late has said anything by then.
  if ! read -r -t 0.2 decision < <("$@" 2>/dev/null); then
    decision="$([[ $failing == open ]] && echo 1 || echo 0) 0 1000 1000"
  fi
  echo "$decision"
}
# #endregion

# #region helpers
# Runs a script; prints the numbers that it answers in a line. Fails without an answer, whether pipefail is set or not.
ask_limiter() { # what EVAL takes
  local numbers
  numbers=$(cli EVAL "$@") || return
  echo "${numbers//$'\n'/ }"
}
# #endregion

# What main prints, as JSON.
decision_json() {
  local allowed
  read -r allowed _ <<<"$1"
  printf '{"allowed":%s}' "$([[ $allowed == 1 ]] && echo true || echo false)"
}

response_json() {
  to_response "$1" "$2" | awk -F ': ' '
    NR == 1 { printf "{\"status\":%s,\"headers\":{", $2; next }
    { printf "%s\"%s\":\"%s\"", comma, $1, $2; comma = "," }
    END { printf "}}" }'
}

HOUR=3600000
names=(gcra tokenBucket slidingLog slidingCounter fixedWindow)
limiters=(gcra token_bucket sliding_log sliding_counter fixed_window)
admitted=()
for index in "${!names[@]}"; do
  count=$(for _ in {1..50}; do "${limiters[index]}" ada "${names[index]}" 10 $HOUR; done | grep -c '^1 ')
  admitted+=("\"${names[index]}\":$count")
done
gcra ben short 1 300 >/dev/null
costs=()
for kind in export export export look; do
  read -r allowed _ <<<"$(limit_by_cost cleo "$kind")"
  costs+=("$([[ $allowed == 1 ]] && echo true || echo false)")
done
waited=$(wait_until_allowed gcra ben short 1 300)
down=$(URL=redis://127.0.0.1:1 decide closed gcra ada login 5 900000)
list() {
  local IFS=,
  echo "$*"
}
printf '{"admitted":{%s},"waited":%s,' "$(list "${admitted[@]}")" "$(decision_json "$waited")"
printf '"costs":[%s],' "$(list "${costs[@]}")"
printf '"response":%s,' "$(response_json "$(fixed_window ada fixedWindow 10 $HOUR)" 10)"
printf '"never":%s,' "$(response_json "$(gcra dana never 10 $HOUR 11)" 10)"
printf '"down":%s}\n' "$(decision_json "$down")"
