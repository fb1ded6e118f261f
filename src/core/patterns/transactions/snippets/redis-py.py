"""Changes that belong together with redis-py. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "app")

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

# #region imports
import os
from collections.abc import Callable

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: in a cluster all keys of a transaction must be in one slot.
BANK = os.environ.get("KEY_PREFIX", "app") + ":{bank}"


def balance_key(name: str) -> str:
    return f"{BANK}:balance:{name}"
# #endregion


# #region multi
def move_amount(payer: str, payee: str, amount: int) -> None:
    """Two changes, and nobody sees one of them alone. Does not ask whether there is enough."""
    with r.pipeline(transaction=True) as pipe:
        # execute() raises the first error. Nothing is rolled back: the other command was done.
        pipe.decrby(balance_key(payer), amount).incrby(balance_key(payee), amount).execute()
# #endregion


# #region watch
def spend(name: str, amount: int, attempts: int = 20) -> bool:
    """Spends if there is enough: reads, decides, and begins again when somebody was first."""
    key = balance_key(name)
    # WATCH belongs to a connection: the pipeline has one of its own from the pool, and unwatches when it gives it back.
    with r.pipeline(transaction=True) as pipe:
        for _ in range(attempts):
            pipe.watch(key)
            balance = int(pipe.get(key) or 0)  # at once, as long as multi() was not called
            if balance < amount:
                return False
            pipe.multi()
            pipe.set(key, balance - amount, keepttl=True)
            try:
                pipe.execute()
            except redis.WatchError:
                continue  # somebody was first
            return True
    raise RuntimeError(f"{name} was changed by others {attempts} times")
# #endregion


# #region version
COMPARE_AND_SET = """
-- Writes a value only when nobody has written since it was read.
-- KEYS  a hash with the fields value and version
-- ARGV  the version that was read (0: there was none), the new value, seconds that the key lives (0: for ever)
-- Answers the new version, or nil when another writer was first.
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then
  return false
end
redis.call('HSET', KEYS[1], 'value', ARGV[2], 'version', version + 1)
if tonumber(ARGV[3]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return version + 1
"""

# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
compare_and_set = r.register_script(COMPARE_AND_SET)


def change(key: str, reckon: Callable[[int], int], attempts: int = 100) -> int:
    """Changes a value as WATCH does, but holds no connection: it carries a version that each write raises."""
    for attempt in range(1, attempts + 1):
        value, version = r.hmget(key, "value", "version")
        written = compare_and_set(keys=[key], args=[version or 0, reckon(int(value or 0)), 3600])
        if written is not None:
            return attempt
    raise RuntimeError(f"{key} was changed by others {attempts} times")
# #endregion


# #region script
TRANSFER = """
-- Moves an amount from one balance to another, if there is enough.
-- KEYS  balance of the one who pays, balance of the one who is paid
-- ARGV  amount, seconds that both keys live (0: for ever)
-- Answers 1 when it was moved, 0 when there was not enough. Checks everything before it writes anything: what a script
-- has written stays when a later command fails.
local amount = tonumber(ARGV[1])
if not amount or amount < 1 or amount % 1 ~= 0 then
  return redis.error_reply('ERR the amount must be a whole number above 0')
end
if tonumber(redis.call('GET', KEYS[1]) or 0) < amount then
  return 0
end
if not tonumber(redis.call('GET', KEYS[2]) or 0) then
  return redis.error_reply('ERR the balance of who is paid is no number')
end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
if tonumber(ARGV[2]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return 1
"""

run_transfer = r.register_script(TRANSFER)


def transfer(payer: str, payee: str, amount: int) -> bool:
    """Moves money if there is enough. Asks and writes in one step, so nobody has to begin again."""
    return run_transfer(keys=[balance_key(payer), balance_key(payee)], args=[amount, 0]) == 1
# #endregion


def main() -> None:
    r.mset({balance_key(name): balance for name, balance in [("amy", 1000), ("ben", 1000), ("cleo", 1000), ("dan", 0)]})
    move_amount("amy", "ben", 100)
    writers = 10
    everybody = Barrier(writers)

    def one_more(value: int) -> int:
        if value == 0:
            everybody.wait()  # so that all have read before anybody writes
        return value + 1

    with ThreadPoolExecutor(max_workers=writers) as pool:
        spent = list(pool.map(lambda _: spend("amy", 300), range(4)))
        moved = list(pool.map(lambda _: transfer("cleo", "dan", 100), range(50)))
        attempts = list(pool.map(lambda _: change(f"{BANK}:document", one_more), range(writers)))
    print(json.dumps({"spent": sum(spent), "moved": sum(moved), "contended": max(attempts) > 1}))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
