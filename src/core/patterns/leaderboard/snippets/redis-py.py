"""A leaderboard on sorted sets with redis-py. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "leaderboard")
# #tabstop top_players(count: int = [[10]] <- {top}

import json

# #region imports
import os
from datetime import datetime, timedelta, timezone
from typing import Any

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: all boards of one game lie in one cluster slot, so that a script may change them together.
GAME = os.environ.get("KEY_PREFIX", "leaderboard") + ":{game}"
ALL_TIME = f"{GAME}:board:all"


def period_boards(now: datetime | None = None) -> tuple[str, str]:
    """The boards of the day and of the ISO week, in UTC, so that every server means the same day."""
    now = now or datetime.now(timezone.utc)
    year, week, _ = now.isocalendar()
    return f"{GAME}:board:day:{now:%Y-%m-%d}", f"{GAME}:board:week:{year}-W{week:02}"
# #endregion


# #region score
SCORE = """
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
"""

DAY_SECONDS = 86_400
# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
run_score = r.register_script(SCORE)


def count_win(player: str, points: int, event_id: str) -> float | None:
    """Adds the points to every board, once per event id. The all-time score, or None when it was counted before."""
    day, week = period_boards()
    score = run_score(
        keys=[ALL_TIME, day, week, f"{GAME}:event:{event_id}"],
        args=[player, points, DAY_SECONDS, 8 * DAY_SECONDS, 60 * DAY_SECONDS, 0],
    )
    return None if score is None else float(score)
# #endregion


# #region top
def top_players(count: int = 10) -> list[dict[str, Any]]:
    """The best, with their scores: O(log N + count)."""
    return to_players(r.zrange(ALL_TIME, 0, count - 1, desc=True, withscores=True))
# #endregion


# #region rank
def place_of(player: str) -> dict[str, Any] | None:
    """A player's place with ties broken by name, and with ties shared; None for one who is not on the board."""
    with r.pipeline(transaction=False) as pipe:
        rank, score = pipe.zrevrank(ALL_TIME, player).zscore(ALL_TIME, player).execute()
    if rank is None or score is None:  # ZREVRANK is 0-based, and None is not 0
        return None
    ahead = r.zcount(ALL_TIME, f"({score!r}", "+inf")
    return {"score": score, "ordinal": rank + 1, "shared": ahead + 1}
# #endregion


# #region around
AROUND = """
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
"""

run_around = r.register_script(AROUND)


def players_around(player: str, each: int = 3) -> list[dict[str, Any]] | None:
    """The players around one, read at one moment; None for a player who is not on the board."""
    reply = run_around(keys=[ALL_TIME], args=[player, each])
    if reply is None:
        return None
    first, flat = reply
    pairs = zip(flat[::2], flat[1::2])
    return [{"place": first + n + 1, "player": name, "score": float(score)} for n, (name, score) in enumerate(pairs)]
# #endregion


# #region range
def places(first: int, last: int) -> list[dict[str, Any]]:
    """Places `first` to `last`, both included and counted from 1."""
    return to_players(r.zrange(ALL_TIME, first - 1, last - 1, desc=True, withscores=True))
# #endregion


# #region percentile
def percentile(player: str) -> float | None:
    """The share of the others who have fewer points, in per cent; None for a player who is not on the board."""
    with r.pipeline(transaction=False) as pipe:
        score, players = pipe.zscore(ALL_TIME, player).zcard(ALL_TIME).execute()
    if score is None:
        return None
    behind = r.zcount(ALL_TIME, "-inf", f"({score!r}")
    return 100.0 if players <= 1 else 100 * behind / (players - 1)
# #endregion


# #region periods
def last_seven_days(count: int = 10) -> list[dict[str, Any]]:
    """The best hundred of the last seven days added up. O(N) on the server, so the result is kept for a minute."""
    target = f"{GAME}:board:last7days"
    kept = r.zrange(target, 0, count - 1, desc=True, withscores=True)
    if kept:
        return to_players(kept)
    now = datetime.now(timezone.utc)
    days = [period_boards(now - timedelta(days=back))[0] for back in range(7)]
    with r.pipeline(transaction=True) as pipe:
        pipe.zunionstore(target, days)
        pipe.zremrangebyrank(target, 0, -101)
        pipe.expire(target, 60)
        pipe.zrange(target, 0, count - 1, desc=True, withscores=True)
        return to_players(pipe.execute()[-1])
# #endregion


# #region best
def offer_best(player: str, score: float) -> None:
    """A board of best scores: a lower one changes nothing (GT). It keeps the best thousand."""
    board = f"{GAME}:board:best"
    with r.pipeline(transaction=True) as pipe:
        pipe.zadd(board, {player: score}, gt=True)
        pipe.zremrangebyrank(board, 0, -1001)
        pipe.execute()
# #endregion


# #region ties
FIRST_TO_REACH = """
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
"""

run_first_to_reach = r.register_script(FIRST_TO_REACH)


def reach_first(player: str, points: int, season_start: datetime) -> int:
    """Adds points on a board where, of equal points, the one who had them first is ahead. The player's points."""
    start = int(season_start.timestamp())
    keys = [f"{GAME}:board:season", f"{GAME}:points:season"]
    return int(run_first_to_reach(keys=keys, args=[player, points, start, 0]))
# #endregion


# #region helpers
def to_players(pairs: list[Any]) -> list[dict[str, Any]]:
    """Members with their scores as dictionaries."""
    return [{"player": player, "score": score} for player, score in pairs]
# #endregion


def main() -> None:
    for n in range(1, 101):
        count_win(f"player:{n}", n * 10, f"win-{n}")
    repeated = count_win("player:100", 1000, "win-100")
    reach_first("anna", 500, datetime(datetime.now(timezone.utc).year, 1, 1, tzinfo=timezone.utc))
    for score in (300, 500, 400):
        offer_best("anna", score)
    print(
        json.dumps(
            {
                "repeated": repeated,
                "top": top_players(),
                "place": place_of("player:42"),
                "nobody": place_of("nobody"),
                "around": players_around("player:42", 2),
                "page": places(41, 50),
                "percentile": percentile("player:42"),
                "lastSevenDays": last_seven_days(3),
            }
        )
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
