"""Sessions with redis-py, as hashes and as JSON. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "shop")
# #tabstop IDLE_MS = [[30 * 60_000]] <- {idle} * 1000
# #tabstop ABSOLUTE_MS = [[12 * 3_600_000]] <- {absolute} * 1000
# #tabstop MOST_IN_CART = [[99]] <- {most}

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

# #region imports
import json
import os
import secrets
import time
from typing import Any

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
SESSION_PREFIX = os.environ.get("KEY_PREFIX", "shop")
IDLE_MS = 30 * 60_000  # after the last request
ABSOLUTE_MS = 12 * 3_600_000  # after the login, however often it is used
MOST_IN_CART = 99  # of one product


# The braces are a hash tag: what belongs to one session lies in one cluster slot, and sessions spread over all of them.
def session_key(sid: str) -> str:
    return f"{SESSION_PREFIX}:sess:{{{sid}}}"


def document_key(sid: str) -> str:
    return f"{SESSION_PREFIX}:doc:{{{sid}}}"


def cart_key(sid: str) -> str:
    return f"{session_key(sid)}:cart"


def code_key(sid: str) -> str:
    return f"{session_key(sid)}:code"


def user_key(uid: str) -> str:
    return f"{SESSION_PREFIX}:user:{{{uid}}}:sess"
# #endregion


# #region login
# #region loginHash
def log_in(uid: str, name: str) -> str:
    """Opens a session under a new id, never one that the client brought. Keep it from logs."""
    sid, now = enter_user(uid)
    key = session_key(sid)
    with r.pipeline(transaction=True) as pipe:
        pipe.hset(key, mapping={"uid": uid, "name": name, "created": now, "seen": now})
        pipe.pexpire(key, IDLE_MS)
        pipe.execute()
    return sid
# #endregion


# #region loginJson
def log_in_json(uid: str, name: str) -> str:
    """Opens a session as a JSON document, under a new id. JSON.SET has no option for a TTL."""
    sid, now = enter_user(uid)
    key = document_key(sid)
    with r.pipeline(transaction=True) as pipe:
        pipe.json().set(key, "$", {"uid": uid, "name": name, "created": now, "seen": now, "cart": {}})
        pipe.pexpire(key, IDLE_MS)
        pipe.execute()
    return sid
# #endregion


def enter_user(uid: str) -> tuple[str, int]:
    """Puts the session to be on the user's list first: then none is there that the list does not name."""
    sid = secrets.token_urlsafe(32)
    now = r.time()[0] * 1000  # the scripts reckon with the server's clock
    key = user_key(uid)
    with r.pipeline(transaction=True) as pipe:
        pipe.zremrangebyscore(key, "-inf", now)
        pipe.zadd(key, {sid: now + ABSOLUTE_MS})
        pipe.pexpire(key, ABSOLUTE_MS)
        pipe.execute()
    return sid, now
# #endregion


# #region touch
# #region touchHash
TOUCH = """
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session, its cart
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers its fields and values, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(redis.call('HGET', KEYS[1], 'created')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1], KEYS[2])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
  redis.call('PEXPIRE', KEYS[2], ttl)
end
return redis.call('HGETALL', KEYS[1])
"""
# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
run_touch = r.register_script(TOUCH)


def touch(sid: str) -> dict[str, str] | None:
    """For each request: the session's fields, with its idle time begun anew; None when it is over."""
    flat = run_touch(keys=[session_key(sid), cart_key(sid)], args=[IDLE_MS, ABSOLUTE_MS])
    return None if flat is None else dict(zip(flat[::2], flat[1::2]))
# #endregion


# #region touchJson
TOUCH_JSON = """
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers the document, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(string.match(redis.call('JSON.GET', KEYS[1], '$.created'), '%d+')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return redis.call('JSON.GET', KEYS[1])
"""
run_touch_json = r.register_script(TOUCH_JSON)


def touch_json(sid: str) -> dict[str, Any] | None:
    """For each request: the session's document, with its idle time begun anew; None when it is over."""
    text = run_touch_json(keys=[document_key(sid)], args=[IDLE_MS, ABSOLUTE_MS])
    return None if text is None else json.loads(text)
# #endregion
# #endregion


# #region update
SSET = """
-- Writes to a session that is there. A plain HSET would make a new session of one field, which never expires; and what
-- JSON.SET with a path says of a missing document differs between servers.
-- KEYS  session
-- ARGV  the command that writes (HSET, JSON.SET), what follows its key
-- Answers 1, or 0 when there is no such session (any more).
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
return 1
"""
run_sset = r.register_script(SSET)


# #region updateHash
def update(sid: str, field: str, value: str | int) -> bool:
    """Sets one field without reading the rest; False when the session is over, and then nothing is written."""
    return run_sset(keys=[session_key(sid)], args=["HSET", field, value]) == 1
# #endregion


# #region updateJson
def update_json(sid: str, member: str, value: Any) -> bool:
    """Sets one member; it must be a name of your own, never one that a client sent: it becomes part of a path."""
    return run_sset(keys=[document_key(sid)], args=["JSON.SET", f"$.{member}", json.dumps(value)]) == 1
# #endregion
# #endregion


# #region cart
# #region cartHash
CART = """
-- Changes how many of a product lie in the cart of a session that is there.
-- KEYS  session, its cart
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return -2 end
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR the quantity must be a whole number of at most 15 digits')
end
local quantity = (tonumber(redis.call('HGET', KEYS[2], ARGV[1])) or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then redis.call('HDEL', KEYS[2], ARGV[1]) return 0 end
redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
return quantity
"""
run_cart = r.register_script(CART)


def add_to_cart(sid: str, sku: str, quantity: int) -> int:
    """How many there are now; -1 when that would be too many, -2 when the session is over."""
    return run_cart(keys=[session_key(sid), cart_key(sid)], args=[sku, quantity, MOST_IN_CART])
# #endregion


# #region cartJson
CART_JSON = """
-- Changes how many of a product lie in the cart of a session that is there. The product is the name of a member.
-- KEYS  session
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
if redis.call('EXISTS', KEYS[1]) == 0 then return -2 end
-- The product becomes part of a path: anything but these characters could name another place of the document.
if not string.match(ARGV[1], '^[%w_-]+$') or not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR a product has letters, digits, _ and - only, a quantity at most 15 digits')
end
local path = '$.cart["' .. ARGV[1] .. '"]'
local before = tonumber(string.match(redis.call('JSON.GET', KEYS[1], path), '%d+'))
local quantity = (before or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then
  redis.call('JSON.DEL', KEYS[1], path)
  return 0
end
if before then
  redis.call('JSON.NUMINCRBY', KEYS[1], path, ARGV[2])
else
  redis.call('JSON.SET', KEYS[1], path, ARGV[2])
end
return quantity
"""
run_cart_json = r.register_script(CART_JSON)


def add_to_cart_json(sid: str, sku: str, quantity: int) -> int:
    """How many there are now; -1 when that would be too many, -2 when the session is over."""
    return run_cart_json(keys=[document_key(sid)], args=[sku, quantity, MOST_IN_CART])
# #endregion
# #endregion


# #region devices
def sessions_of(uid: str) -> list[str]:
    """The user's sessions that may be there still, longest to live first. Of each, its own key says whether it is."""
    return r.zrange(user_key(uid), "+inf", int(time.time() * 1000), desc=True, byscore=True)
# #endregion


# #region logout
def log_out(uid: str, sid: str) -> None:
    """Ends one session, then takes it off the list."""
    r.unlink(session_key(sid), cart_key(sid), code_key(sid), document_key(sid))
    r.zrem(user_key(uid), sid)
# #endregion


# #region logoutEverywhere
def log_out_everywhere(uid: str) -> int:
    """Ends those that are there now; a login that comes in between goes on, and stays on the list."""
    sids = r.zrange(user_key(uid), 0, -1)
    for sid in sids:
        log_out(uid, sid)
    return len(sids)
# #endregion


# #region otp
OTP = """
-- Keeps a code in the session for less time than the session has. Where the server has no TTLs of fields (before Redis 7.4
-- and Valkey 9), the code gets a key of its own.
-- KEYS  session, key for the code
-- ARGV  code, milliseconds it is good for
-- Answers 'field' or 'key': where it is; nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local answer = redis.pcall('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
if not answer.err then
  -- HSET takes the TTL of a field away, so it is set after that, each time.
  redis.call('HSET', KEYS[1], 'otp', ARGV[1])
  redis.call('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
  return 'field'
end
if not string.find(string.lower(answer.err), 'unknown') then return answer end
local ttl = tonumber(ARGV[2])
if left > 0 then ttl = math.min(ttl, left) end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
return 'key'
"""
run_otp = r.register_script(OTP)


def give_code(sid: str) -> dict[str, str] | None:
    """Gives the session a code that is good for two minutes; None when the session is over."""
    code = f"{secrets.randbelow(1_000_000):06}"
    where = run_otp(keys=[session_key(sid), code_key(sid)], args=[code, 120_000])
    return None if where is None else {"code": code, "where": where}
# #endregion


hashes = SimpleNamespace(log_in=log_in, touch=touch, update=update, add_to_cart=add_to_cart)
documents = SimpleNamespace(
    log_in=log_in_json, touch=touch_json, update=update_json, add_to_cart=add_to_cart_json
)


def try_out(sessions: SimpleNamespace, uid: str) -> dict[str, Any]:
    sid = sessions.log_in(uid, "alice")
    with ThreadPoolExecutor(10) as threads:
        coffee = max(threads.map(lambda _: sessions.add_to_cart(sid, "coffee", 1), range(50)))
    phone = sessions.log_in(uid, "alice")
    devices = len(sessions_of(uid))
    log_out(uid, phone)
    late = [sessions.update(phone, "seen", 1), sessions.add_to_cart(phone, "tea", 1)]
    updated = sessions.update(sid, "seen", 1)
    return {
        "sid": sid,
        "session": sessions.touch(sid),
        "coffee": coffee,
        "devices": devices,
        "late": late,
        "updated": updated,
        "gone": sessions.touch(phone),
    }


def main() -> None:
    first = try_out(hashes, "u1")
    has_json = "JSON.SET" in (name.upper() for name in r.command_list())
    second = try_out(documents, "u2") if has_json else None
    bruno = log_in("u3", "bruno")
    code = give_code(bruno)
    log_in("u4", "chiara")
    log_in("u4", "chiara")
    ended = log_out_everywhere("u4")
    print(json.dumps({"hash": first, "json": second, "bruno": bruno, "code": code, "ended": ended}))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
