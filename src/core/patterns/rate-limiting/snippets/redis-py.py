"""Rate limiting in five ways with redis-py. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "rl")
# #tabstop API_LIMITS = Limits(limit=[[12]] <- {limit}
# #tabstop window_ms=[[60_000]] <- {windowSeconds} * 1000

import json

# #region imports
import concurrent.futures
import math
import os
import time
import uuid
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion


# #region keys
def limiter_key(client: str, route: str) -> str:
    """Who is limited, and for what. The braces are a hash tag: one client's keys stay together in a cluster."""
    return os.environ.get("KEY_PREFIX", "rl") + f":{{{client}}}:{route}"
# #endregion


# #region helpers
class Limits(NamedTuple):
    limit: int
    window_ms: int


# What is given to the limiter where one client's requests to the API are counted.
API_LIMITS = Limits(limit=12, window_ms=60_000)


class Decision(NamedTuple):
    allowed: bool
    remaining: int
    retry_after_ms: int
    reset_after_ms: int


def to_decision(reply: list[int]) -> Decision:
    allowed, remaining, retry_after_ms, reset_after_ms = reply
    return Decision(allowed == 1, remaining, retry_after_ms, reset_after_ms)
# #endregion


# #region gcra
GCRA = """
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
"""

# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
run_gcra = r.register_script(GCRA)


def gcra(client: str, route: str, limits: Limits, cost: int = 1) -> Decision:
    """The default: a burst of `limit`, then one more every `window_ms / limit`. One short string."""
    args = [limits.limit, limits.limit, limits.window_ms, cost]
    return to_decision(run_gcra(keys=[limiter_key(client, route)], args=args))
# #endregion


# #region tokenBucket
TOKEN_BUCKET = """
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
"""

run_token_bucket = r.register_script(TOKEN_BUCKET)


def token_bucket(client: str, route: str, limits: Limits, cost: int = 1) -> Decision:
    """For when tokens are shown or charged: a bucket of `limit` that fills up in `window_ms`."""
    args = [limits.limit, limits.limit, limits.window_ms, cost]
    return to_decision(run_token_bucket(keys=[limiter_key(client, route)], args=args))
# #endregion


# #region slidingLog
SLIDING_LOG = """
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
"""

run_sliding_log = r.register_script(SLIDING_LOG)


def sliding_log(client: str, route: str, limits: Limits, cost: int = 1) -> Decision:
    """Exactly `limit` in any `window_ms`. For small limits: five logins in a quarter of an hour."""
    args = [limits.limit, limits.window_ms, cost, str(uuid.uuid4())]
    return to_decision(run_sliding_log(keys=[limiter_key(client, route)], args=args))
# #endregion


# #region slidingCounter
SLIDING_COUNTER = """
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
"""

run_sliding_counter = r.register_script(SLIDING_COUNTER)


def sliding_counter(client: str, route: str, limits: Limits, cost: int = 1) -> Decision:
    """Nearly a sliding window, with two counters. This clock only guesses the window; the server's decides."""
    window = int(time.time() * 1000) // limits.window_ms
    for _ in range(4):
        keys = [f"{limiter_key(client, route)}:{number}" for number in (window, window - 1)]
        reply = run_sliding_counter(keys=keys, args=[limits.limit, limits.window_ms, cost, window])
        if reply[0] != -1:
            return to_decision(reply)
        window = reply[1]  # the clocks differ, or the window ended meanwhile
    raise RuntimeError("Each answer came after the end of its window: the window is too short.")
# #endregion


# #region fixedWindow
FIXED_WINDOW = """
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
"""

run_fixed_window = r.register_script(FIXED_WINDOW)


def fixed_window(client: str, route: str, limits: Limits, cost: int = 1) -> Decision:
    """For quotas of a day or a month. Admits twice the limit around the end of a window."""
    args = [limits.limit, limits.window_ms, cost]
    return to_decision(run_fixed_window(keys=[limiter_key(client, route)], args=args))
# #endregion


# #region headers
def to_response(decision: Decision, limits: Limits) -> dict[str, Any]:
    """Status and headers of a response. A request that can never be admitted gets no Retry-After."""
    headers = {
        "RateLimit-Limit": str(limits.limit),
        "RateLimit-Remaining": str(decision.remaining),
        "RateLimit-Reset": str(math.ceil(decision.reset_after_ms / 1000)),
    }
    if decision.retry_after_ms > 0:
        headers["Retry-After"] = str(math.ceil(decision.retry_after_ms / 1000))
    return {"status": 200 if decision.allowed else 429, "headers": headers}
# #endregion


# #region cost
COSTS = {"look": 1, "export": 5}


def limit_by_cost(client: str, kind: str) -> Decision:
    """A request that costs more than is left is refused whole; a cheaper one still fits."""
    return gcra(client, "api", API_LIMITS, COSTS[kind])
# #endregion


# #region retry
def wait_until_allowed(decide: Callable[[], Decision], attempts: int = 3) -> Decision:
    """Asks again as the answer says, at most `attempts` times: whoever waits exactly so long, alone, is admitted."""
    decision = decide()
    for _ in range(1, attempts):
        if decision.allowed or decision.retry_after_ms <= 0:
            break
        time.sleep(decision.retry_after_ms / 1000)
        decision = decide()
    return decision
# #endregion


# #region outage
# Threads that wait for answers, so that who asks need not wait longer than it wants to.
DECIDING = concurrent.futures.ThreadPoolExecutor(32)


def decide_in_time(
    decide: Callable[[], Decision], failing: Literal["open", "closed"], seconds: float = 0.05
) -> Decision:
    """What a request gets when Redis does not answer in time: "open" for an API, "closed" for logins and codes."""
    asked = DECIDING.submit(decide)
    try:
        return asked.result(seconds)
    except (redis.ConnectionError, redis.TimeoutError, concurrent.futures.TimeoutError):
        asked.cancel()  # where all threads wait, it is not asked later either
        return Decision(failing == "open", 0, 1000, 1000)
# #endregion


def main() -> None:
    hour = Limits(10, 3_600_000)
    limiters = {
        "gcra": gcra,
        "tokenBucket": token_bucket,
        "slidingLog": sliding_log,
        "slidingCounter": sliding_counter,
        "fixedWindow": fixed_window,
    }
    admitted = {}
    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        for name, limiter in limiters.items():
            decisions = threads.map(lambda _: limiter("ada", name, hour), range(50))
            admitted[name] = sum(decision.allowed for decision in decisions)
    short = Limits(1, 300)
    gcra("ben", "short", short)

    def silent() -> Decision:
        # Nobody answers at this address.
        with redis.Redis(host="127.0.0.1", port=1, socket_timeout=0.05, retry=None) as other:
            other.ping()
        raise AssertionError("somebody answers")

    print(
        json.dumps(
            {
                "admitted": admitted,
                "waited": wait_until_allowed(lambda: gcra("ben", "short", short))._asdict(),
                "costs": [limit_by_cost("cleo", kind).allowed for kind in ("export", "export", "export", "look")],
                "response": to_response(fixed_window("ada", "fixedWindow", hour), hour),
                "never": to_response(gcra("dana", "never", hour, 11), hour),
                "down": decide_in_time(silent, "closed")._asdict(),
            }
        )
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
