"""Names that can be browsed, kept together and listed, with redis-py. Runs by itself: see REDIS_URL and KEY_PREFIX."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "app")
# #region imports
import json
import os
import re
import uuid
from typing import Any

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
NAMED_KEPT = 3600  # seconds
# #endregion


# #region names
PART = re.compile(r"[\w.-]+", re.ASCII)


def name_of(kind: str, ident: str, *parts: str) -> str:
    """One place makes all names: object, id, part. An id that holds braces or blanks would end up somewhere else."""
    for part in (kind, ident, *parts):
        if not PART.fullmatch(part):
            raise ValueError(f"{part!r} cannot be part of a key's name")
    return ":".join([os.environ.get("KEY_PREFIX", "app"), f"{{{kind}:{ident}}}", *parts])
# #endregion


# #region tags
def save_user(ident: str, profile: dict[str, Any]) -> None:
    """All of a user's keys share the tag {user:<id>}, so one transaction changes them, in a cluster too."""
    with r.pipeline(transaction=True) as pipe:
        pipe.set(name_of("user", ident, "profile"), json.dumps(profile, separators=(",", ":")), ex=NAMED_KEPT)
        pipe.set(name_of("user", ident, "cart"), "[]", ex=NAMED_KEPT)
        pipe.execute()
# #endregion


# #region list
def open_session(user: str) -> str:
    """Opens a session and notes it in the set of the user's sessions, in the same transaction."""
    ident = str(uuid.uuid4())
    index = name_of("user", user, "sessions")
    with r.pipeline(transaction=True) as pipe:
        pipe.set(name_of("user", user, "session", ident), "open", ex=NAMED_KEPT)
        pipe.sadd(index, ident)
        pipe.expire(index, NAMED_KEPT)
        pipe.execute()
    return ident


def open_sessions_of(user: str) -> list[str]:
    """A user's sessions, without looking at anybody else's keys; those that have expired are taken off the list."""
    index = name_of("user", user, "sessions")
    idents = list(r.smembers(index))
    if not idents:
        return []
    states = r.mget([name_of("user", user, "session", ident) for ident in idents])
    gone = [ident for ident, state in zip(idents, states) if state is None]
    if gone:
        r.srem(index, *gone)
    return [ident for ident, state in zip(idents, states) if state is not None]
# #endregion


# #region length
def bytes_of(key: str) -> int | None:
    """Bytes that a key takes, its name included; None when there is none."""
    return r.memory_usage(key)
# #endregion


def main() -> None:
    save_user("42", {"name": "Ann"})
    opened = [open_session("42") for _ in range(3)]
    r.unlink(name_of("user", "42", "session", opened[0]))
    sessions = open_sessions_of("42")
    size = bytes_of(name_of("user", "42", "profile"))
    try:
        name_of("user", "4}2")
        refused = False
    except ValueError:
        refused = True
    print(json.dumps({"sessions": len(sessions), "bytes": (size or 0) > 40, "refused": refused}))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
