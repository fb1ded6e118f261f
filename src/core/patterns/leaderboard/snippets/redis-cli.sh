#!/usr/bin/env bash
# A leaderboard on sorted sets with redis-cli and bash. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
# #tabstop ${REDIS_URL:-redis://localhost:6379}
# #tabstop ${KEY_PREFIX:-leaderboard}
# #tabstop "$ALL_TIME" 0 $((${1:-[[10]] <- {top}
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
# The braces are a hash tag: all boards of one game lie in one cluster slot, so that a script may change them together.
GAME="${KEY_PREFIX:-leaderboard}:{game}"
ALL_TIME=$GAME:board:all
DAY_SECONDS=86400

# The board of the day so many days ago, in UTC, so that every server means the same day.
day_board() {
  TZ=UTC printf "$GAME:board:day:%(%Y-%m-%d)T\n" $(($(printf '%(%s)T' -1) - ${1:-0} * DAY_SECONDS))
}

week_board() {
  TZ=UTC printf "$GAME:board:week:%(%G-W%V)T\n" -1
}
# #endregion

# #region score
IFS= read -r -d '' SCORE <<'LUA' || true
-- Counts a win once, on every board, however often it is sent.
-- KEYS  all-time board, day board, week board, marker of the event
-- ARGV  player, points, seconds the event is remembered, seconds the day, the week and the all-time board live (0: for ever)
-- Answers the player's all-time score, or nil when the event was counted before.
-- What a script has written stays when a later command fails, so points are checked before the event is remembered.
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR points must be a whole number of at most 15 digits')
end
if not redis.call('SET', KEYS[4], 1, 'NX', 'EX', ARGV[3]) then
  return false
end
local function add(board, seconds)
  local score = redis.call('ZINCRBY', board, ARGV[2], ARGV[1])
  if tonumber(seconds) > 0 and redis.call('TTL', board) < 0 then
    redis.call('EXPIRE', board, seconds)
  end
  return score
end
add(KEYS[2], ARGV[4])
add(KEYS[3], ARGV[5])
return add(KEYS[1], ARGV[6])
LUA

# Adds points to every board, once per event id. Prints the all-time score, or nothing when it was counted before.
count_win() { # player points event
  cli EVAL "$SCORE" 4 "$ALL_TIME" "$(day_board)" "$(week_board)" "$GAME:event:$3" \
    "$1" "$2" $DAY_SECONDS $((8 * DAY_SECONDS)) $((60 * DAY_SECONDS)) 0
}
# #endregion

# #region top
# The best, each with the score in the line below: O(log N + count).
top_players() { # [count]
  cli ZRANGE "$ALL_TIME" 0 $((${1:-10} - 1)) REV WITHSCORES
}
# #endregion

# #region rank
# A player's score, place with ties broken by name, and place with ties shared; fails for one who is not on the board.
place_of() { # player
  local rank score ahead
  rank=$(cli ZREVRANK "$ALL_TIME" "$1")
  [[ -n $rank ]] || return 1 # ZREVRANK is 0-based, and nothing is not 0
  score=$(cli ZSCORE "$ALL_TIME" "$1")
  ahead=$(cli ZCOUNT "$ALL_TIME" "($score" +inf)
  echo "$score $((rank + 1)) $((ahead + 1))"
}
# #endregion

# #region around
IFS= read -r -d '' AROUND <<'LUA' || true
-- The players around one, best first.
-- KEYS  board
-- ARGV  player, how many on each side
-- Answers the 0-based rank of the first of them and [member, score, ...], or nil when the player is not on the board.
local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not rank then
  return false
end
local first = math.max(0, rank - tonumber(ARGV[2]))
return { first, redis.call('ZRANGE', KEYS[1], first, rank + tonumber(ARGV[2]), 'REV', 'WITHSCORES') }
LUA

# The 0-based rank of the first of the players around one, then each with the score in the line below, read at one moment.
players_around() { # player [each]
  cli EVAL "$AROUND" 1 "$ALL_TIME" "$1" "${2:-3}"
}
# #endregion

# #region range
# Places from one to another, both included and counted from 1.
places() { # from to
  cli ZRANGE "$ALL_TIME" $(($1 - 1)) $(($2 - 1)) REV WITHSCORES
}
# #endregion

# #region percentile
# The share of the others who have fewer points, in per cent; fails for a player who is not on the board.
percentile() { # player
  local score players behind
  score=$(cli ZSCORE "$ALL_TIME" "$1")
  [[ -n $score ]] || return 1
  players=$(cli ZCARD "$ALL_TIME")
  behind=$(cli ZCOUNT "$ALL_TIME" -inf "($score")
  awk -v n="$players" -v behind="$behind" 'BEGIN { printf "%.15g\n", n <= 1 ? 100 : 100 * behind / (n - 1) }'
}
# #endregion

# #region periods
# The best hundred of the last seven days added up. O(N) on the server, so the result is kept for a minute.
last_seven_days() { # [count]
  local target=$GAME:board:last7days back days=()
  if [[ $(cli EXISTS "$target") == 0 ]]; then
    for back in {0..6}; do days+=("$(day_board "$back")"); done
    transaction "ZUNIONSTORE $target 7 ${days[*]}" "ZREMRANGEBYRANK $target 0 -101" "EXPIRE $target 60" >/dev/null ||
      return
  fi
  cli ZRANGE "$target" 0 $((${1:-10} - 1)) REV WITHSCORES
}
# #endregion

# #region best
# A board of best scores: a lower one changes nothing (GT). It keeps the best thousand.
offer_best() { # player score
  local board=$GAME:board:best
  cli ZADD "$board" GT "$2" "$1" >/dev/null
  cli ZREMRANGEBYRANK "$board" 0 -1001 >/dev/null
}
# #endregion

# #region ties
IFS= read -r -d '' FIRST_TO_REACH <<'LUA' || true
-- Adds points on a board where, of equal points, the one who had them first is ahead.
-- KEYS  board, points by player
-- ARGV  player, points, start of the season in seconds since the epoch, seconds both keys live (0: for ever)
-- A score is points * 2^25 + the seconds left of a season of 388 days: 28 + 25 bits, which a double holds exactly.
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
local points = before + ARGV[2]
if points % 1 ~= 0 or points < 0 or points > 268435455 then
  return redis.error_reply('ERR points out of range')
end
if points == before then
  return points
end
local elapsed = math.min(33554431, math.max(0, redis.call('TIME')[1] - tonumber(ARGV[3])))
redis.call('HSET', KEYS[2], ARGV[1], points)
redis.call('ZADD', KEYS[1], points * 33554432 + (33554431 - elapsed), ARGV[1])
if tonumber(ARGV[4]) > 0 then
  for _, key in ipairs(KEYS) do
    if redis.call('TTL', key) < 0 then
      redis.call('EXPIRE', key, ARGV[4])
    end
  end
end
return points
LUA

# Adds points on a board where, of equal points, the one who had them first is ahead. Prints the player's points.
reach_first() { # player points season-start
  cli EVAL "$FIRST_TO_REACH" 2 "$GAME:board:season" "$GAME:points:season" "$1" "$2" "$3" 0
}
# #endregion

# Lines of player and score as JSON; places are counted from $1 where it is given.
as_json() {
  awk -v place="${1:-}" '
    NR % 2 { player = $0; next }
    { printf "%s{", comma; comma = "," }
    place != "" { printf "\"place\":%d,", place++ }
    { printf "\"player\":\"%s\",\"score\":%s}", player, $0 }
    BEGIN { printf "[" } END { printf "]" }'
}

for n in {1..100}; do count_win "player:$n" $((n * 10)) "win-$n" >/dev/null; done
repeated=$(count_win player:100 1000 win-100)
reach_first anna 500 $(($(printf '%(%s)T' -1) - 30 * DAY_SECONDS)) >/dev/null
for score in 300 500 400; do offer_best anna "$score"; done
read -r score ordinal shared <<<"$(place_of player:42)"
around=$(players_around player:42 2)
last_seven=$(last_seven_days 3 | as_json)
printf '{"repeated":%s,"top":%s,' "${repeated:-null}" "$(top_players | as_json)"
printf '"place":{"score":%s,"ordinal":%s,"shared":%s},' "$score" "$ordinal" "$shared"
printf '"nobody":%s,' "$(place_of nobody || echo null)"
printf '"around":%s,' "$(tail -n +2 <<<"$around" | as_json $((${around%%$'\n'*} + 1)))"
printf '"page":%s,"percentile":%s,' "$(places 41 50 | as_json)" "$(percentile player:42)"
printf '"lastSevenDays":%s}\n' "$last_seven"
