"""TTLs set, kept, prolonged and spread, with redis-py. REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "app")
# #tabstop jittered([[300]] <- {life}
# #tabstop part: float = [[0.2]] <- {jitter} / 100

import json

# #region imports
import os
import random
from datetime import datetime, timezone

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
EXPIRING = os.environ.get("KEY_PREFIX", "app")
# #endregion


# #region together
def save_token(token: str, value: str, seconds: int = 3600) -> None:
    """Value and TTL in one command: there is no moment in which the key would live for ever."""
    r.set(f"{EXPIRING}:token:{token}", value, ex=seconds)
# #endregion


# #region plainSet
def update_token(token: str, value: str) -> bool:
    """Changes the value and leaves the TTL as it is; does nothing where there is no such token."""
    return bool(r.set(f"{EXPIRING}:token:{token}", value, xx=True, keepttl=True))
# #endregion


# #region sliding
def use_token(token: str, seconds: int = 3600) -> str | None:
    """Reads and prolongs in one command; None for a token that has expired."""
    return r.getex(f"{EXPIRING}:token:{token}", ex=seconds)
# #endregion


# #region conditions
def count_today(name: str) -> int:
    """Counts, and gives the counter its TTL only when it has none yet. EXPIRE … NX needs Redis 7."""
    key = f"{EXPIRING}:count:{name}"
    with r.pipeline(transaction=True) as pipe:
        count, _ = pipe.incr(key).expire(key, 86_400, nx=True).execute()
    return count
# #endregion


# #region jitter
def jittered(seconds: int, part: float = 0.2) -> int:
    """Up to `part` shorter by chance, so that what is cached together does not expire together."""
    return max(1, round(seconds * (1 - part * random.random())))


def cache_page(page: int, html: str) -> None:
    r.set(f"{EXPIRING}:page:{page}", html, ex=jittered(300))
# #endregion


# #region lazy
def expired_keys() -> int:
    """How many keys of this server have expired since it started, read or not."""
    return r.info("stats")["expired_keys"]
# #endregion


# #region fields
def remember_device(user: str, device: str, seconds: int) -> bool:
    """Remembers a device for a while, in a hash with others. Needs Redis 7.4 or Valkey 9; False where it is older."""
    key = f"{EXPIRING}:devices:{user}"
    with r.pipeline(transaction=True) as pipe:
        pipe.hset(key, device, datetime.now(timezone.utc).isoformat())
        pipe.expire(key, 30 * 86_400)  # the whole goes when nobody comes any more
        pipe.hexpire(key, seconds, device)
        try:
            pipe.execute()
        except redis.ResponseError as error:
            if "unknown command" not in str(error):
                raise
            return False  # a command that the server does not know: nothing of the transaction was done
    return True
# #endregion


def main() -> None:
    save_token("t1", "first", 100)
    updated = update_token("t1", "second")
    unknown = update_token("nobody", "x")
    used = use_token("t1", 200)
    count_today("visits")
    visits = count_today("visits")
    for page in range(50):
        cache_page(page, "<h1>Page</h1>")
    print(
        json.dumps(
            {
                "updated": updated,
                "unknown": unknown,
                "used": used,
                "visits": visits,
                "counted": expired_keys() >= 0,
                "remembered": remember_device("ann", "phone", 60),
            }
        )
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
