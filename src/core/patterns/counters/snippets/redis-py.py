"""Counters and unique counts with redis-py. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "site")
# #tabstop 7 * 86_400
# #tabstop take_download(limit: int = [[3]] <- {limit}
# #region imports
import json
import os
from datetime import datetime, timezone

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: all keys lie in one cluster slot, so that they may be merged and changed together.
counters = os.environ.get("KEY_PREFIX", "site") + ":{site}"
KEEP = 7 * 86_400  # seconds that a day's counts are kept


def today() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d")
# #endregion


# #region increment
def count_visit() -> int:
    """Counts one visit of today and answers how many there are: the key gets its end in the same transaction."""
    key = f"{counters}:visits:{today()}"
    with r.pipeline(transaction=True) as pipe:
        count, _ = pipe.incr(key).expire(key, KEEP).execute()
    return count
# #endregion


# #region bounded
def take_download(limit: int = 3) -> bool:
    """Takes one of `limit` (at most 255) downloads; False when there is none left."""
    key = f"{counters}:downloads:{today()}"
    with r.pipeline(transaction=True) as pipe:
        # Eight bits are full at 255: what is over the limit is taken from the beginning. nx: only where none is yet.
        pipe.set(key, bytes([255 - limit]), ex=KEEP, nx=True)
        pipe.execute_command("BITFIELD", key, "OVERFLOW", "FAIL", "INCRBY", "u8", 0, 1)
        _, (count,) = pipe.execute()
    return count is not None
# #endregion


# #region perVisitor
def count_for(visitor: int) -> int:
    """Counts a visit of one person. A hundred of them share a hash: 5 bytes each, where a key of its own takes 68."""
    key = f"{counters}:per-visitor:{visitor // 100}"
    with r.pipeline(transaction=True) as pipe:
        count, _ = pipe.hincrby(key, str(visitor % 100), 1).expire(key, KEEP).execute()
    return count
# #endregion


# #region estimate
def came(visitor: str) -> None:
    """Notes who came today; the names themselves are forgotten."""
    key = f"{counters}:visitors:{today()}"
    with r.pipeline(transaction=True) as pipe:
        pipe.pfadd(key, visitor).expire(key, KEEP).execute()


def visitors(*days: str) -> int:
    """About how many different people came on these days, whoever came on several being counted once."""
    return r.pfcount(*[f"{counters}:visitors:{day}" for day in days])
# #endregion


# #region exact
def came_exactly(visitor: int) -> None:
    """Notes who came today by number. Numbers must be dense: the highest decides how large the key is."""
    key = f"{counters}:came:{today()}"
    with r.pipeline(transaction=True) as pipe:
        pipe.setbit(key, visitor, 1).expire(key, KEEP).execute()


def visitors_exactly(day: str) -> int:
    return r.bitcount(f"{counters}:came:{day}")
# #endregion


def main() -> None:
    visits = [count_visit() for _ in range(100)]
    downloads = [take_download() for _ in range(10)]
    count_for(4711)
    per_visitor = count_for(4711)
    for n in range(400):
        came(f"user:{n % 200}")
        came_exactly(n % 200)
    print(
        json.dumps(
            {
                "visits": max(visits),
                "downloads": downloads.count(True),
                "perVisitor": per_visitor,
                "estimate": visitors(today()),
                "exact": visitors_exactly(today()),
            }
        )
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
