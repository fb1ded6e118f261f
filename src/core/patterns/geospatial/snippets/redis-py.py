"""Who is near, with redis-py. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "taxi")
# #tabstop 60_000
# #tabstop radius: float = [[2]] <- {radius}
# #tabstop count: int = [[10]] <- {shown}
# #region imports
import json
import os
import time

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: both keys lie in one cluster slot, so that a script may change them together.
city = os.environ.get("KEY_PREFIX", "taxi") + ":{helsinki}"
drivers = f"{city}:drivers"
seen = f"{city}:seen"
# #endregion


# #region nearest
def nearest(longitude: float, latitude: float, radius: float = 2, count: int = 10) -> list[dict]:
    """The nearest drivers within `radius` kilometres, nearest first, with their distance in kilometres."""
    found = r.geosearch(
        drivers,
        longitude=longitude,
        latitude=latitude,
        radius=radius,
        unit="km",
        sort="ASC",
        count=count,
        withdist=True,
    )
    return [{"driver": driver, "distance": float(distance)} for driver, distance in found]
# #endregion


# #region move
def move_driver(driver: str, longitude: float, latitude: float) -> None:
    """Notes where a driver is, and that it was heard of: both or neither."""
    with r.pipeline(transaction=True) as pipe:
        pipe.geoadd(drivers, (longitude, latitude, driver))
        pipe.zadd(seen, {driver: int(time.time() * 1000)})
        pipe.execute()
# #endregion


# #region distance
def distance(a: str, b: str) -> float | None:
    """Kilometres between two drivers; None when one of them is not on the map."""
    apart = r.geodist(drivers, a, b, "km")
    return None if apart is None else float(apart)
# #endregion


# #region box
def on_map(longitude: float, latitude: float, width: float, height: float) -> list[str]:
    """Who is on a map of so many kilometres around a place."""
    return r.geosearch(
        drivers,
        longitude=longitude,
        latitude=latitude,
        width=width,
        height=height,
        unit="km",
        sort="ASC",
        count=500,
    )
# #endregion


# #region sweep
SWEEP = """
-- Takes drivers off the map that were not heard of since a moment, at most so many at once.
-- KEYS  positions, when each was last heard of
-- ARGV  the moment (milliseconds), how many at most
-- Answers how many were taken off.
local gone = redis.call('ZRANGE', KEYS[2], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #gone == 0 then
  return 0
end
redis.call('ZREM', KEYS[1], unpack(gone))
return redis.call('ZREM', KEYS[2], unpack(gone))
"""
SILENT = 60_000  # milliseconds without a word

sweep_script = r.register_script(SWEEP)


def sweep() -> int:
    """Takes silent drivers off the map; answers how many. Call it every few seconds."""
    return sweep_script(keys=[drivers, seen], args=[int(time.time() * 1000) - SILENT, 1000])
# #endregion


def main() -> None:
    move_driver("anna", 24.9414, 60.1719)
    move_driver("ben", 24.9523, 60.1701)
    move_driver("cleo", 25.2, 60.3)
    r.zadd(seen, {"cleo": int(time.time() * 1000) - 2 * SILENT})
    print(
        json.dumps(
            {
                "near": nearest(24.9414, 60.1719),
                "apart": distance("anna", "ben"),
                "nobody": distance("anna", "nobody"),
                "map": on_map(24.9414, 60.1719, 4, 2),
                "swept": sweep(),
            }
        )
    )


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
