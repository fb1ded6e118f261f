"""Real-time analytics with redis-py. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys."""
# #tabstop os.environ.get("REDIS_URL", "redis://localhost:6379")
# #tabstop os.environ.get("KEY_PREFIX", "analytics")
# #tabstop PAGES_KEPT = [[1000]] <- {kept}

import json
from concurrent.futures import ThreadPoolExecutor

# #region imports
import logging
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import redis
# #endregion

# #region shared:r
# One client for the whole process: it keeps a pool of connections, and may be used by many threads.
r = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379"), decode_responses=True)
# #endregion

# #region keys
# The braces are a hash tag: all keys of one site lie in one cluster slot, so that a script may change them together.
SITE = os.environ.get("KEY_PREFIX", "analytics") + ":{site}"
MINUTE = 60_000
HOUR = 3_600_000
DAY = 86_400_000


def stamp(at: int, digits: int) -> str:
    """The digits of a time in UTC, so that every server means the same: 12 name a minute, 10 an hour, 8 a day."""
    return time.strftime("%Y%m%d%H%M", time.gmtime(at / 1000))[:digits]


def now_ms() -> int:
    return time.time_ns() // 1_000_000
# #endregion

# #region count
COUNT = """
-- Adds counts to everything that is kept of them: those of one event, or of a hundred added up before.
-- KEYS  counters of the minute, counters of the hour, views by page of the hour, visitors of the day
-- ARGV  pages kept, seconds that the four keys live, then a list: counter, n, page, n or visitor, each after its kind
-- Answers how many pages are kept of the hour.
-- What a script has written stays when a later command fails, so every number is checked before anything is written.
for at = 6, #ARGV, 3 do
  local n = ARGV[at + 2]
  if not string.match(n, '^%d+$') or #n > 15 then
    return redis.error_reply('ERR a count must be a whole number of at most 15 digits')
  end
end
for at = 6, #ARGV, 3 do
  local kind, name, n = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'counter' then
    redis.call('HINCRBY', KEYS[1], name, n)
    redis.call('HINCRBY', KEYS[2], name, n)
  elseif kind == 'page' then
    redis.call('ZINCRBY', KEYS[3], n, name)
  else
    redis.call('PFADD', KEYS[4], name)
  end
end
-- Whoever puts anything into an address could fill the memory with pages: beyond twice as many, the least seen go.
local cap = tonumber(ARGV[1])
local pages = redis.call('ZCARD', KEYS[3])
if pages > 2 * cap then
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, pages - cap - 1)
  pages = cap
end
-- Nobody writes to a key after its time, so each lives that long after its last count.
for index, key in ipairs(KEYS) do
  redis.call('EXPIRE', key, ARGV[index + 1])
end
return pages
"""

# A script is sent by its digest (EVALSHA), and whole when the server does not know it.
run_count = r.register_script(COUNT)

PAGES_KEPT = 1000
# Of the minute, the hour, the pages and the visitors.
COUNTS_KEPT = [2 * 86_400, 90 * 86_400, 2 * 86_400, 35 * 86_400]


def normalised_path(url: str) -> str:
    """The path that a page is counted under: no query, no last slash, and `:id` for numbers and long ids."""
    parts = [part for part in re.split(r"[?#]", url)[0].lower().split("/") if part]
    return "/" + "/".join(":id" if re.fullmatch(r"[0-9]+|[0-9a-f-]{16,}", part) else part for part in parts)


def add_counts(views: Iterable[tuple[str, str]], at: int | None = None) -> int:
    """Adds views (URL, visitor) to every counter of the moment `at` in one atomic step. How many pages the hour has."""
    at = now_ms() if at is None else at
    views = list(views)
    pages = Counter(normalised_path(url) for url, _ in views)
    counted = [("counter", "views", len(views))]
    counted += [("page", page, n) for page, n in pages.items()]
    counted += [("visitor", visitor, 1) for visitor in {visitor for _, visitor in views}]
    hour = stamp(at, 10)
    keys = [f"{SITE}:minute:{stamp(at, 12)}", f"{SITE}:hour:{hour}", f"{SITE}:pages:{hour}"]
    keys.append(f"{SITE}:visitors:{stamp(at, 8)}")
    return run_count(keys=keys, args=[PAGES_KEPT, *COUNTS_KEPT, *(part for each in counted for part in each)])


def count_view(url: str, visitor: str) -> None:
    """One view at a time; see the flush below for many."""
    add_counts([(url, visitor)])
# #endregion


# #region lastHour
def last_minutes(counter: str, minutes: int = 60) -> int:
    """A counter summed over the last `minutes`, the one that goes on included: one pipeline, one round trip."""
    now = now_ms()
    with r.pipeline(transaction=False) as pipe:
        for back in range(minutes):
            pipe.hget(f"{SITE}:minute:{stamp(now - back * MINUTE, 12)}", counter)
        # It raises what failed: a minute that could not be read is not a minute without events.
        return sum(int(value or 0) for value in pipe.execute())
# #endregion


# #region topPages
def top_pages(count: int = 10) -> list[dict[str, Any]]:
    """The most viewed pages of the last 24 hours. The union is kept for ten seconds: it is not made for each reader."""
    target = f"{SITE}:top:pages"
    pairs = r.zrange(target, 0, count - 1, desc=True, withscores=True)
    if not pairs:
        now = now_ms()
        with r.pipeline(transaction=True) as pipe:
            pipe.zunionstore(target, [f"{SITE}:pages:{stamp(now - back * HOUR, 10)}" for back in range(24)])
            pipe.zremrangebyrank(target, 0, -101)
            pipe.expire(target, 10)
            pipe.zrange(target, 0, count - 1, desc=True, withscores=True)
            pairs = pipe.execute()[-1]
    return [{"page": page, "views": int(views)} for page, views in pairs]
# #endregion


# #region visitors
def visitor_keys(days: int) -> list[str]:
    now = now_ms()
    return [f"{SITE}:visitors:{stamp(now - back * DAY, 8)}" for back in range(days)]


def unique_visitors(days: int = 1) -> int:
    """Different visitors of the last `days` days, today's included."""
    return r.pfcount(*visitor_keys(days))


def merge_week() -> int:
    """The same for a week, kept under one key: for a report that is read often."""
    week = f"{SITE}:visitors:week"
    with r.pipeline(transaction=True) as pipe:
        # PFMERGE adds to what the target holds, so what was there goes first.
        pipe.unlink(week).pfmerge(week, *visitor_keys(7)).expire(week, 3600).pfcount(week)
        return pipe.execute()[-1]
# #endregion


# #region samples
# Without TimeSeries: a hash for five minutes, the second as the field. 300 fields stay one compact list.
SAMPLE_BUCKET = 5 * MINUTE


def sample_bucket(metric: str, at: int) -> str:
    return f"{SITE}:{metric}:samples:{(at - at % SAMPLE_BUCKET) // 1000}"


def keep_sample(metric: str, value: float, at: int) -> None:
    key = sample_bucket(metric, at)
    with r.pipeline(transaction=True) as pipe:
        pipe.hset(key, str(at // 1000), value).expire(key, 86_400).execute()


def samples_between(metric: str, start: int, end: int) -> list[tuple[int, float]]:
    """The samples from `start` to `end`, oldest first: one round trip."""
    with r.pipeline(transaction=False) as pipe:
        for at in range(start - start % SAMPLE_BUCKET, end + 1, SAMPLE_BUCKET):
            pipe.hgetall(sample_bucket(metric, at))
        fields = [field for bucket in pipe.execute() for field in bucket.items()]
    samples = [(int(second) * 1000, float(value)) for second, value in fields]
    return sorted(sample for sample in samples if start <= sample[0] <= end)
# #endregion


# #region series
def series_of(metric: str) -> tuple[str, str]:
    """The samples, and the means of each minute."""
    return f"{SITE}:{metric}:series", f"{SITE}:{metric}:means"


def series_options(metric: str) -> dict[str, Any]:
    """Of two samples of one millisecond the last counts; without a policy the second is refused."""
    labels = {"site": SITE, "metric": metric, "holds": "samples"}
    return {"retention_msecs": DAY, "labels": labels, "duplicate_policy": "last"}


def create_series(metric: str) -> None:
    """With TimeSeries: the server makes the mean of each minute as samples come in. Once, at the start."""
    series, means = series_of(metric)
    if r.exists(series):
        return
    labels = {"site": SITE, "metric": metric, "holds": "means"}
    with r.pipeline(transaction=True) as pipe:
        pipe.ts().create(series, **series_options(metric))
        pipe.ts().create(means, retention_msecs=30 * DAY, labels=labels)
        pipe.ts().createrule(series, means, "avg", MINUTE)
        pipe.expire(series, 2 * 86_400).expire(means, 30 * 86_400)
        for reply in pipe.execute(raise_on_error=False):
            # Another process may have been first: then both series are there.
            if isinstance(reply, Exception) and not re.search("already (exists|has)", str(reply)):
                raise reply


def add_sample(metric: str, value: float, at: int) -> None:
    """RETENTION bounds what the series holds; the key goes by its TTL, which each sample sets anew."""
    series, means = series_of(metric)
    with r.pipeline(transaction=True) as pipe:
        pipe.ts().add(series, at, value, **series_options(metric))
        pipe.expire(series, 2 * 86_400).expire(means, 30 * 86_400).execute()


def minute_means(metric: str, start: int, end: int) -> list[dict[str, Any]]:
    """The mean of each minute: made by the server, so no sample travels."""
    reply = r.ts().range(series_of(metric)[0], start, end, aggregation_type="avg", bucket_size_msec=MINUTE)
    return to_samples(reply)


def peaks(start: int, end: int) -> list[dict[str, Any]]:
    """The highest value of each minute, of every metric of the site: series are found by label."""
    filters = [f"site={SITE}", "holds=samples"]
    reply = r.ts().mrange(
        start, end, filters, aggregation_type="max", bucket_size_msec=MINUTE, select_labels=["metric"]
    )
    found = [series for by_key in reply for series in by_key.values()]
    return [{"metric": labels["metric"], "samples": to_samples(samples)} for labels, samples in found]


def to_samples(reply: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"at": at, "value": float(value)} for at, value in reply]
# #endregion


# #region flush
class Aggregator:
    """Adds events up in the process and sends the sums: each second, each hundred events, and when the minute turns."""

    def __init__(self) -> None:
        self.flushes = 0  # how many times something was sent
        self._waiting: list[tuple[str, str]] = []
        self._minute = 0
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def add(self, url: str, visitor: str) -> None:
        minute = now_ms() // MINUTE
        with self._lock:
            # What was seen in one minute is not counted in the next.
            if minute != self._minute:
                self._flush()
            self._minute = minute
            self._waiting.append((url, visitor))
            if len(self._waiting) >= 100:
                self._flush()

    def close(self) -> None:
        self._closed.set()
        self._thread.join()
        with self._lock:
            self._flush()

    def _run(self) -> None:
        while not self._closed.wait(1):
            try:
                with self._lock:
                    self._flush()
            except redis.RedisError as error:
                logging.warning("Views were lost: %s", error)

    def _flush(self) -> None:
        """What fails is lost, not sent again: after a timeout nobody knows whether it was counted."""
        views, self._waiting = self._waiting, []
        if views:
            self.flushes += 1
            add_counts(views, self._minute * MINUTE)
# #endregion


def main() -> None:
    now = now_ms()
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda n: count_view(f"/Home/?n={n}", f"visitor-{n % 20}"), range(50)))
    aggregator = Aggregator()
    for n in range(200):
        aggregator.add(f"/products/{n}", f"visitor-{n % 40}")
    aggregator.close()
    start = now - now % MINUTE - 10 * MINUTE
    has_series = "TS.ADD" in (name.upper() for name in r.command_list())
    for second in range(120):
        keep_sample("cpu", 50, start + second * 1000)
    if has_series:
        create_series("cpu")
        create_series("cpu")
        for second in range(120):
            add_sample("cpu", second % 60, start + second * 1000)
    samples = samples_between("cpu", start + 30_000, start + 89_000)
    end = start + 2 * MINUTE
    printed = {
        "views": last_minutes("views"),
        "flushes": aggregator.flushes,
        "top": top_pages(),
        "visitors": unique_visitors(),
        "week": merge_week(),
        "samples": len(samples),
        "sum": sum(value for _, value in samples),
        "means": minute_means("cpu", start, end) if has_series else None,
        "peaks": peaks(start, end) if has_series else None,
    }
    print(json.dumps(printed))


if __name__ == "__main__":
    try:
        main()
    finally:
        r.close()
