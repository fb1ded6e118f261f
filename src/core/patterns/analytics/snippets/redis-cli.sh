#!/usr/bin/env bash
# Real-time analytics with redis-cli and bash. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-analytics}
# #tabstop PAGES_KEPT=[[1000]] <- {kept}
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
# The braces are a hash tag: all keys of one site lie in one cluster slot, so that a script may change them together.
ANALYTICS="${KEY_PREFIX:-analytics}:{site}"

# A time in UTC, so that every server means the same: %Y%m%d%H%M names a minute, %Y%m%d%H an hour, %Y%m%d a day.
stamp() { # format [seconds since the epoch, -1: now]
  TZ=UTC printf "%($1)T" "${2:--1}"
}

now() {
  printf '%(%s)T' -1
}
# #endregion

# #region count
IFS= read -r -d '' COUNT <<'LUA' || true
-- Adds counts to everything that is kept of them: those of one event, or of a hundred added up before.
-- KEYS  counters of the minute, counters of the hour, views by page of the hour, visitors of the day
-- ARGV  pages kept, seconds that the four keys live, then a list: counter, n, page, n or visitor, each after its kind
-- Answers how many pages are kept of the hour.
-- What a script has written stays when a later command fails, so every number is checked before anything is written.
for at = 6, #ARGV, 3 do
  local n = ARGV[at + 2]
  if not string.match(n, '^%d+$') or #n > 15 then
    return redis.error_reply('ERR a count must be a whole number of at most 15 digits')
  end
end
for at = 6, #ARGV, 3 do
  local kind, name, n = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'counter' then
    redis.call('HINCRBY', KEYS[1], name, n)
    redis.call('HINCRBY', KEYS[2], name, n)
  elseif kind == 'page' then
    redis.call('ZINCRBY', KEYS[3], n, name)
  else
    redis.call('PFADD', KEYS[4], name)
  end
end
-- Whoever puts anything into an address could fill the memory with pages: beyond twice as many, the least seen go.
local cap = tonumber(ARGV[1])
local pages = redis.call('ZCARD', KEYS[3])
if pages > 2 * cap then
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, pages - cap - 1)
  pages = cap
end
-- Nobody writes to a key after its time, so each lives that long after its last count.
for index, key in ipairs(KEYS) do
  redis.call('EXPIRE', key, ARGV[index + 1])
end
return pages
LUA

PAGES_KEPT=1000
SECONDS_KEPT=($((2 * 86400)) $((90 * 86400)) $((2 * 86400)) $((35 * 86400))) # minute, hour, pages, visitors

# The path that a page is counted under: no query, no fragment, no last slash, and `:id` for numbers and long ids.
normalised_path() { # url
  local path=${1%%[?#]*} parts part result=
  IFS=/ read -r -a parts <<<"${path,,}"
  for part in "${parts[@]}"; do
    [[ $part =~ ^([0-9]+|[0-9a-f-]{16,})$ ]] && part=:id
    [[ -z $part ]] || result+=/$part
  done
  echo "${result:-/}"
}

# Adds views to every counter of one moment in one atomic step. Prints how many pages the hour has.
add_counts() { # seconds since the epoch, then URL and visitor of each view
  local at=$1 views=("${@:2}") page visitor n hour counted
  local -A pages=() visitors=()
  for ((n = 0; n < ${#views[@]}; n += 2)); do
    page=$(normalised_path "${views[n]}")
    pages[$page]=$((${pages[$page]:-0} + 1))
    visitors[${views[n + 1]}]=1
  done
  counted=(counter views $((${#views[@]} / 2)))
  for page in "${!pages[@]}"; do counted+=(page "$page" "${pages[$page]}"); done
  for visitor in "${!visitors[@]}"; do counted+=(visitor "$visitor" 1); done
  hour=$(stamp %Y%m%d%H "$at")
  cli EVAL "$COUNT" 4 "$ANALYTICS:minute:$(stamp %Y%m%d%H%M "$at")" "$ANALYTICS:hour:$hour" "$ANALYTICS:pages:$hour" \
    "$ANALYTICS:visitors:$(stamp %Y%m%d "$at")" $PAGES_KEPT "${SECONDS_KEPT[@]}" "${counted[@]}"
}

# One view at a time; see the flush below for many.
count_view() { # url visitor
  add_counts "$(now)" "$1" "$2" >/dev/null
}
# #endregion

# #region lastHour
# A counter summed over the last minutes, the one that goes on included: one connection, all commands at once.
last_minutes() { # counter [minutes]
  local at back
  at=$(now)
  for ((back = 0; back < ${2:-60}; back += 1)); do
    echo "HGET $ANALYTICS:minute:$(stamp %Y%m%d%H%M $((at - back * 60))) $1"
  done | cli | awk '
    /^[A-Z]/ { print >"/dev/stderr"; failed = 1 }
    { sum += $1 }
    END { if (failed || NR == 0) exit 1; print sum + 0 }'
}
# #endregion

# #region topPages
# The most viewed pages of the last 24 hours, each with its views in the line below. The union is kept for ten seconds.
top_pages() { # [count]
  local target=$ANALYTICS:top:pages at back hours=()
  if [[ $(cli EXISTS "$target") == 0 ]]; then
    at=$(now)
    for back in {0..23}; do hours+=("$ANALYTICS:pages:$(stamp %Y%m%d%H $((at - back * 3600)))"); done
    transaction "ZUNIONSTORE $target 24 ${hours[*]}" "ZREMRANGEBYRANK $target 0 -101" "EXPIRE $target 10" >/dev/null ||
      return
  fi
  cli ZRANGE "$target" 0 $((${1:-10} - 1)) REV WITHSCORES
}
# #endregion

# #region visitors
visitor_keys() { # days
  local at back
  at=$(now)
  for ((back = 0; back < $1; back += 1)); do echo "$ANALYTICS:visitors:$(stamp %Y%m%d $((at - back * 86400)))"; done
}

# Different visitors of the last days, today's included.
unique_visitors() { # [days]
  local keys
  mapfile -t keys < <(visitor_keys "${1:-1}")
  cli PFCOUNT "${keys[@]}"
}

# The same for a week, kept under one key: for a report that is read often.
merge_week() {
  local week=$ANALYTICS:visitors:week
  # PFMERGE adds to what the target holds, so what was there goes first.
  transaction "UNLINK $week" "PFMERGE $week $(visitor_keys 7 | paste -sd ' ' -)" "EXPIRE $week 3600" >/dev/null ||
    return
  cli PFCOUNT "$week"
}
# #endregion

# #region samples
# Without TimeSeries: a hash for five minutes, the second as the field. 300 fields stay one compact list.
SAMPLE_BUCKET=300

keep_sample() { # metric value [seconds since the epoch]
  local at=${3:-$(now)}
  local key=$ANALYTICS:$1:samples:$((at - at % SAMPLE_BUCKET))
  transaction "HSET $key $at $2" "EXPIRE $key 86400" >/dev/null
}

# The samples from one second to another, oldest first: in each line the second and the value.
samples_between() { # metric from to
  local at
  for ((at = $2 - $2 % SAMPLE_BUCKET; at <= $3; at += SAMPLE_BUCKET)); do
    cli HGETALL "$ANALYTICS:$1:samples:$at" | paste -d ' ' - -
  done | awk -v from="$2" -v to="$3" 'NF == 2 && $1 >= from && $1 <= to' | sort -n
}
# #endregion

# #region series
# With TimeSeries: the server makes the mean of each minute as samples come in, and keeps it longer. Once, at the start.
create_series() { # metric
  local series=$ANALYTICS:$1:series means=$ANALYTICS:$1:means
  [[ $(cli EXISTS "$series") == 0 ]] || return 0
  transaction "TS.CREATE $series $(series_options "$1")" \
    "TS.CREATE $means RETENTION $((30 * 86400000)) LABELS site $ANALYTICS metric $1 holds means" \
    "TS.CREATERULE $series $means AGGREGATION avg 60000" \
    "EXPIRE $series $((2 * 86400))" "EXPIRE $means $((30 * 86400))" >/dev/null
}

# RETENTION bounds what the series holds; the key goes by its TTL, which each sample sets anew, for the means too.
add_sample() { # metric value [milliseconds since the epoch, *: now]
  local series=$ANALYTICS:$1:series
  transaction "TS.ADD $series ${3:-*} $2 $(series_options "$1")" \
    "EXPIRE $series $((2 * 86400))" "EXPIRE $ANALYTICS:$1:means $((30 * 86400))" >/dev/null
}

# The mean of each minute, the time in the line above: made by the server, so no sample travels.
minute_means() { # metric from to
  cli TS.RANGE "$ANALYTICS:$1:series" "$2" "$3" AGGREGATION avg 60000
}

# The highest value of each minute, of every metric of the site: series are found by label. Each begins with its key, the
# word metric and the metric, then times and values.
peaks() { # from to
  cli TS.MRANGE "$1" "$2" SELECTED_LABELS metric AGGREGATION max 60000 FILTER "site=$ANALYTICS" holds=samples
}

# Of two samples of one millisecond the last counts; without a policy the second is refused.
series_options() { # metric
  echo "RETENTION 86400000 DUPLICATE_POLICY LAST LABELS site $ANALYTICS metric $1 holds samples"
}
# #endregion

# #region flush
# Adds up the views that are read, a URL and a visitor in each line, and sends the sums: each second, each hundred views, when
# the minute turns, and at the end. Prints how many times something was sent. What fails is lost, not sent again.
add_views() {
  local url visitor at minute=0 status=0 flushes=0 waiting=()
  flush() {
    ((${#waiting[@]} > 0)) || return 0
    add_counts $((minute * 60)) "${waiting[@]}" >/dev/null || echo "Views were lost." >&2
    waiting=()
    flushes=$((flushes + 1))
  }
  while true; do
    read -r -t 1 url visitor && status=0 || status=$?
    at=$(now)
    # What was seen in one minute is not counted in the next.
    if ((status != 0 || at / 60 != minute)); then flush; fi
    minute=$((at / 60))
    if ((status > 128)); then continue; elif ((status != 0)); then break; fi
    waiting+=("$url" "$visitor")
    if ((${#waiting[@]} >= 200)); then flush; fi
  done
  echo "$flushes"
}
# #endregion

# Lines in turn as JSON objects with these two members; the first is a text where it is in quotes.
pairs_json() { # first second
  awk -v first="$1" -v second="$2" '
    NR % 2 { value = first == "page" ? "\"" $0 "\"" : $0; next }
    { printf "%s{\"%s\":%s,\"%s\":%s}", comma, first, value, second, $0; comma = "," }
    BEGIN { printf "[" } END { printf "]" }'
}

for n in {0..49}; do count_view "/Home/?n=$n" "visitor-$((n % 20))" & done
wait
flushes=$(for n in {0..199}; do echo "/products/$n visitor-$((n % 40))"; done | add_views)
from=$(($(now) / 60 * 60 - 600))
for second in {0..119}; do keep_sample cpu 50 $((from + second)); done
means=null
peaks=null
if [[ -n $(cli COMMAND INFO TS.ADD) ]]; then
  create_series cpu
  create_series cpu
  for second in {0..119}; do add_sample cpu $((second % 60)) $(((from + second) * 1000)); done
  means=$(minute_means cpu ${from}000 $((from + 120))000 | pairs_json at value)
  found=$(peaks ${from}000 $((from + 120))000)
  peaks="[{\"metric\":\"$(sed -n 3p <<<"$found")\",\"samples\":$(tail -n +4 <<<"$found" | pairs_json at value)}]"
fi
samples=$(samples_between cpu $((from + 30)) $((from + 89)))
views=$(last_minutes views)
top=$(top_pages | pairs_json page views)
week=$(merge_week)
printf '{"views":%s,"flushes":%s,"top":%s,' "$views" "$flushes" "$top"
printf '"visitors":%s,"week":%s,' "$(unique_visitors)" "$week"
printf '"samples":%s,"sum":%s,' "$(wc -l <<<"$samples")" "$(awk '{ sum += $2 } END { print sum }' <<<"$samples")"
printf '"means":%s,"peaks":%s}\n' "$means" "$peaks"
