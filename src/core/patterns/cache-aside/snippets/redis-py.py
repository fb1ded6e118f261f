"""Cache-aside with redis-py: one loads, the others wait, and nothing old comes back. REDIS_URL says where."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "shop")
# #tabstop LIFE_MS = [[30_000]] <- {life} * 1000

import json
from concurrent.futures import ThreadPoolExecutor

# #region imports
import os
import random
import secrets
import time
from collections.abc import Callable
from typing import NamedTuple

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
LIFE_MS = 30_000  # that a value is kept
LOCK_MS = 3000  # longer than loading takes at most
POLL_S = 0.015
NOTHING = ""  # stands for "there is none"; no value is empty


class Keys(NamedTuple):
    value: str
    lock: str
    version: str


def cache_keys_of(ident: str) -> Keys:
    """The braces are a hash tag: what belongs to one product lies in one cluster slot, and products in all of them."""
    product = os.environ.get("KEY_PREFIX", "shop") + f":{{product:{ident}}}"
    return Keys(f"{product}:value", f"{product}:lock", f"{product}:version")


# What a database has of an id; None when it has nothing.
Database = Callable[[str], str | None]
# #endregion

# #region fill
FILL = """
-- Puts a value into the cache, unless it was dropped since the database was asked for it.
-- KEYS  value, version
-- ARGV  version that was read before the database was asked, value, milliseconds it lives
-- Answers 1, or 0 when the version is another by now: what was loaded may be old.
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""
# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
run_fill = r.register_script(FILL)


def load(ident: str, database: Database) -> str | None:
    """Loads it and puts it into the cache, unless it was dropped meanwhile. Lives differ: not all shall end at once."""
    keys = cache_keys_of(ident)
    seen = r.get(keys.version) or "0"
    loaded = database(ident)
    life = 5000 if loaded is None else round(LIFE_MS * (1 - random.random() / 10))
    run_fill(keys=[keys.value, keys.version], args=[seen, NOTHING if loaded is None else loaded, life])
    return loaded
# #endregion


# #region read
RELEASE_LOCK = """
-- Lets go of a lock, if it is still this holder's: it may have ended, and be another's by now.
-- KEYS  lock
-- ARGV  the holder's own token
-- Answers 1, or 0 when it was not.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
"""
run_release_lock = r.register_script(RELEASE_LOCK)


def read(ident: str, database: Database) -> str | None:
    """The value: of those who miss it at once, one asks the database and the others wait for what it finds."""
    keys = cache_keys_of(ident)
    token = secrets.token_hex(8)
    end = time.monotonic() + LOCK_MS / 1000
    while time.monotonic() < end:
        cached = r.get(keys.value)
        if cached is not None:
            return None if cached == NOTHING else cached
        if not r.set(keys.lock, token, px=LOCK_MS, nx=True):
            time.sleep(POLL_S)
            continue
        try:
            # Another may have loaded it between the look and the lock.
            cached = r.get(keys.value)
            if cached is not None:
                return None if cached == NOTHING else cached
            return load(ident, database)
        finally:
            run_release_lock(keys=[keys.lock], args=[token])
    return load(ident, database)
# #endregion


# #region drop
def drop(ident: str) -> None:
    """To be called after the database was changed and has committed: the next reader loads the new value."""
    keys = cache_keys_of(ident)
    with r.pipeline(transaction=True) as pipe:
        pipe.unlink(keys.value).incr(keys.version).expire(keys.version, 60).execute()
# #endregion


def main() -> None:
    prices = {"mug": "12"}
    asked: list[str] = []

    def database(ident: str) -> str | None:
        asked.append(ident)
        price = prices.get(ident)
        time.sleep(0.02)
        return price

    with ThreadPoolExecutor(max_workers=50) as pool:
        many = list(pool.map(lambda _: read("mug", database), range(50)))
        stampede = {"asked": len(asked), "prices": sorted(set(many))}
        nothing = [read("hat", database), read("hat", database)]
        late = pool.submit(load, "mug", database)  # will have read the version and the old price
        time.sleep(0.01)
        prices["mug"] = "13"
        drop("mug")
        late.result()
    printed = {"stampede": stampede, "nothing": nothing, "asked": len(asked), "changed": read("mug", database)}
    print(json.dumps(printed))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
