"""What keys take, and shapes that take less, with redis-py. REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "app")

import json

# #region imports
import os
from typing import Any

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
COMPACT = os.environ.get("KEY_PREFIX", "app")
COMPACT_KEPT = 3600  # seconds
# #endregion


# #region usage
def exact_bytes_of(key: str) -> int:
    """Bytes that a key takes, exactly: without samples=0 a guess from five elements. O(N), so not for huge ones."""
    return r.memory_usage(key, samples=0) or 0
# #endregion


# #region shapes
def save_user_hash(ident: int, fields: dict[str, str]) -> str:
    """One hash for an object: one name and one TTL for all of its fields, and compact while it is small."""
    key = f"{COMPACT}:user:{ident}"
    with r.pipeline(transaction=True) as pipe:
        pipe.hset(key, mapping=fields).expire(key, COMPACT_KEPT).execute()
    return key
# #endregion


# #region encodings
def make_compact(key: str) -> str | None:
    """Makes a hash anew that was once too big: it does not become compact again by itself. Tells how it is kept now."""
    with r.pipeline(transaction=True) as pipe:
        fields, left = pipe.hgetall(key).pttl(key).execute()
        if not fields:
            return None
        # Whoever writes in between is overwritten: do it where nobody does, or in a script.
        pipe.unlink(key).hset(key, mapping=fields)
        if left > 0:
            pipe.pexpire(key, left)
        pipe.execute()
    return r.object("ENCODING", key)
# #endregion


# #region buckets
PER_BUCKET = 100


def count(ident: int) -> int:
    """Counts in a hash for each hundred counters, a few bytes each. Their TTL is that of all hundred."""
    bucket, field = divmod(ident, PER_BUCKET)
    key = f"{COMPACT}:counters:{bucket}"
    with r.pipeline(transaction=True) as pipe:
        counted, _ = pipe.hincrby(key, str(field), 1).expire(key, COMPACT_KEPT).execute()
    return counted
# #endregion


# #region policy
def memory_of_server() -> dict[str, Any]:
    """How full the server is, and what it would evict."""
    memory = r.info("memory")
    return {
        "used": memory["used_memory"],
        "max": memory["maxmemory"],  # 0 means no limit
        "policy": memory["maxmemory_policy"],
        "evicted": r.info("stats")["evicted_keys"],
    }
# #endregion


def main() -> None:
    small = save_user_hash(1, {"name": "Ann", "city": "Bern", "plan": "free"})
    big = save_user_hash(2, {"name": "Ben", "about": "x" * 100})
    bigger = exact_bytes_of(big) > 2 * exact_bytes_of(small)
    r.hset(big, "about", "short")
    before = r.object("ENCODING", big)
    after = make_compact(big)
    for ident in range(150):
        count(ident)
    counted = count(149)
    server = memory_of_server()
    print(
        json.dumps(
            {
                "bigger": bigger,
                "before": before,
                "after": after,
                "counted": counted,
                "used": server["used"] > 0,
                "policy": server["policy"],
            }
        )
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
