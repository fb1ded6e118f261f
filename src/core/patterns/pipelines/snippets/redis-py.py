"""Many commands in few round trips with redis-py. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "app")

import json

# #region imports
import os

import redis
from redis.client import Pipeline
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: in a cluster MSET and scripts need all their keys in one slot.
SETTINGS = os.environ.get("KEY_PREFIX", "app") + ":{settings}"
SETTINGS_KEPT = 3600  # seconds
# #endregion


# #region oneByOne
def save_one_by_one(values: dict[str, str]) -> None:
    """A round trip for each value: right only where a reply decides about the next."""
    for name, value in values.items():
        r.set(f"{SETTINGS}:{name}", value, ex=SETTINGS_KEPT)
# #endregion


# #region pipelined
def save_pipelined(values: dict[str, str], batch: int = 500) -> None:
    """A round trip for each batch. Raises the first error among the replies; what came before and after it was done."""
    entries = list(values.items())
    with r.pipeline(transaction=False) as pipe:
        for start in range(0, len(entries), batch):
            for name, value in entries[start : start + batch]:
                pipe.set(f"{SETTINGS}:{name}", value, ex=SETTINGS_KEPT)
            pipe.execute()  # and the pipeline is empty again
# #endregion


# #region auto
# redis-py sends nothing together by itself. A function that takes the pipeline leaves it to its caller when to send.
def save_on(pipe: Pipeline, name: str, value: str) -> None:
    pipe.set(f"{SETTINGS}:{name}", value, ex=SETTINGS_KEPT)


def save_together(values: dict[str, str]) -> None:
    """Whatever functions put on the pipeline, wherever in the program they are, goes in one round trip."""
    with r.pipeline(transaction=False) as pipe:
        for name, value in values.items():
            save_on(pipe, name, value)
        pipe.execute()
# #endregion


# #region mset
def save_at_once(values: dict[str, str]) -> None:
    """One command for all values. It sets no TTL, so EXPIRE stands beside it, in the same transaction."""
    keys = {f"{SETTINGS}:{name}": value for name, value in values.items()}
    with r.pipeline(transaction=True) as pipe:
        pipe.mset(keys)
        for key in keys:
            pipe.expire(key, SETTINGS_KEPT)
        pipe.execute()
# #endregion


# #region script
FILL_SETTINGS = """
-- Writes each value under its key, with a TTL, in one command.
-- KEYS  the keys, all in one slot
-- ARGV  seconds that they live, then a value for each key
-- Answers how many were written.
for index, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[index + 1], 'EX', ARGV[1])
end
return #KEYS
"""

# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
fill = r.register_script(FILL_SETTINGS)


def save_by_script(values: dict[str, str]) -> int:
    """One command that does the rest on the server. Some hundred keys at once, not thousands: others wait meanwhile."""
    return fill(keys=[f"{SETTINGS}:{name}" for name in values], args=[SETTINGS_KEPT, *values.values()])
# #endregion


# #region partly
def count_all(names: list[str]) -> tuple[int, list[str]]:
    """Sends all, and tells which were refused: a pipeline is no transaction, and one error stops none of the others."""
    with r.pipeline(transaction=False) as pipe:
        for name in names:
            pipe.incr(f"{SETTINGS}:{name}").expire(f"{SETTINGS}:{name}", SETTINGS_KEPT)
        counts = pipe.execute(raise_on_error=False)[::2]
    refused = [name for name, count in zip(names, counts) if isinstance(count, redis.RedisError)]
    return len(names) - len(refused), refused
# #endregion


def main() -> None:
    def values(way: str) -> dict[str, str]:
        return {f"{way}:{n}": f"value {n}" for n in range(100)}

    save_one_by_one(values("oneByOne"))
    save_pipelined(values("pipelined"), 30)
    save_together(values("auto"))
    save_at_once(values("mset"))
    by_script = save_by_script(values("script"))
    done, refused = count_all(["a", "auto:0", "b"])
    print(json.dumps({"byScript": by_script, "done": done, "refused": refused}))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
