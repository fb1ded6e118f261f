// Real-time analytics with ioredis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop process.env.REDIS_URL ?? 'redis://localhost:6379'
// #tabstop process.env.KEY_PREFIX ?? 'analytics'
// #tabstop PAGES_KEPT = [[1000]] <- {kept}
// #region imports
import { Redis } from 'ioredis';
// #endregion

// #region shared:redis
// One client for the whole process: it pipelines what is sent at the same time, and connects again by itself.
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
// #endregion

// #region keys
// The braces are a hash tag: all keys of one site lie in one cluster slot, so that a script may change them together.
const analytics = `${process.env.KEY_PREFIX ?? 'analytics'}:{site}`;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** The digits of a time in UTC, so that every server means the same: 12 of them name a minute, 10 an hour, 8 a day. */
function stamp(at: number, digits: 8 | 10 | 12): string {
  return new Date(at).toISOString().replace(/\D/g, '').slice(0, digits);
}
// #endregion

// #region count
const COUNT = `
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
`;

redis.defineCommand('addCounts', { numberOfKeys: 4, lua: COUNT });

const PAGES_KEPT = 1000;
const COUNTS_KEPT = { minute: 2 * 86_400, hour: 90 * 86_400, pages: 2 * 86_400, visitors: 35 * 86_400 };

interface Tally {
  counters: Map<string, number>;
  pages: Map<string, number>;
  visitors: Set<string>;
}

interface View {
  url: string;
  visitor: string;
}

/** The path that a page is counted under: no query, no fragment, no last slash, and `:id` for numbers and long ids. */
function normalisedPath(url: string): string {
  const [path = ''] = url.split(/[?#]/);
  const segments = path.toLowerCase().split('/').filter(Boolean);
  return `/${segments.map((part) => (/^(\d+|[0-9a-f-]{16,})$/.test(part) ? ':id' : part)).join('/')}`;
}

function tallyOf(views: readonly View[]): Tally {
  const pages = new Map<string, number>();
  for (const page of views.map(({ url }) => normalisedPath(url))) pages.set(page, (pages.get(page) ?? 0) + 1);
  return {
    counters: new Map([['views', views.length]]),
    pages,
    visitors: new Set(views.map(({ visitor }) => visitor)),
  };
}

/** Adds the tally to every counter of the moment `at`, in one atomic step. Answers how many pages the hour has. */
async function addCounts(tally: Tally, at = Date.now()): Promise<number> {
  const hour = stamp(at, 10);
  const reply = await command('addCounts')(
    ...[`${analytics}:minute:${stamp(at, 12)}`, `${analytics}:hour:${hour}`, `${analytics}:pages:${hour}`],
    `${analytics}:visitors:${stamp(at, 8)}`,
    ...[PAGES_KEPT, COUNTS_KEPT.minute, COUNTS_KEPT.hour, COUNTS_KEPT.pages, COUNTS_KEPT.visitors],
    ...[...tally.counters].flatMap(([name, n]) => ['counter', name, n]),
    ...[...tally.pages].flatMap(([page, n]) => ['page', page, n]),
    ...[...tally.visitors].flatMap((visitor) => ['visitor', visitor, 1]),
  );
  return Number(reply);
}

/** One view at a time; see the flush below for many. */
async function countView(view: View): Promise<void> {
  await addCounts(tallyOf([view]));
}
// #endregion

// #region lastHour
/** A counter summed over the last `minutes`, the one that goes on included: one pipeline, one round trip. */
async function lastMinutes(counter: string, minutes = 60, now = Date.now()): Promise<number> {
  const pipeline = redis.pipeline();
  for (let back = 0; back < minutes; back += 1) {
    pipeline.hget(`${analytics}:minute:${stamp(now - back * MINUTE, 12)}`, counter);
  }
  const replies = (await pipeline.exec()) ?? [];
  return replies.reduce((sum, [error, value]) => {
    if (error) throw error; // a minute that could not be read is not a minute without events
    return sum + Number(value ?? 0);
  }, 0);
}
// #endregion

// #region topPages
/** The most viewed pages of the last 24 hours. The union is kept for ten seconds: it is not made for each reader. */
async function topPages(count = 10, now = Date.now()): Promise<{ page: string; views: number }[]> {
  const target = `${analytics}:top:pages`;
  const read = () => redis.zrange(target, 0, String(count - 1), 'REV', 'WITHSCORES');
  const kept = await read();
  if (kept.length > 0) return toPages(kept);
  const hours = Array.from({ length: 24 }, (_, back) => `${analytics}:pages:${stamp(now - back * HOUR, 10)}`);
  const union = redis.multi().zunionstore(target, hours.length, ...hours);
  await allOf(union.zremrangebyrank(target, 0, -101).expire(target, 10));
  return toPages(await read());
}
// #endregion

// #region visitors
/** Different visitors of the last `days` days, today's included. */
async function uniqueVisitors(days = 1, now = Date.now()): Promise<number> {
  return redis.pfcount(...visitorKeys(days, now));
}

/** The same for a week, kept under one key: for a report that is read often. */
async function mergeWeek(now = Date.now()): Promise<number> {
  const week = `${analytics}:visitors:week`;
  // PFMERGE adds to what the target holds, so what was there goes first.
  const merging = redis
    .multi()
    .unlink(week)
    .pfmerge(week, ...visitorKeys(7, now));
  await allOf(merging.expire(week, 3600));
  return redis.pfcount(week);
}

function visitorKeys(days: number, now: number): string[] {
  return Array.from({ length: days }, (_, back) => `${analytics}:visitors:${stamp(now - back * DAY, 8)}`);
}
// #endregion

// #region samples
/** Without TimeSeries: a hash for five minutes, the second as the field. 300 fields stay one compact list. */
const SAMPLE_BUCKET = 5 * MINUTE;

async function keepSample(metric: string, value: number, at = Date.now()): Promise<void> {
  const key = sampleBucket(metric, at);
  const keeping = redis.multi().hset(key, String(Math.floor(at / 1000)), value);
  await allOf(keeping.expire(key, 86_400));
}

/** The samples from `from` to `to`, oldest first: one round trip. */
async function samplesBetween(metric: string, from: number, to: number): Promise<Sample[]> {
  const pipeline = redis.pipeline();
  for (let at = from - (from % SAMPLE_BUCKET); at <= to; at += SAMPLE_BUCKET) {
    pipeline.hgetall(sampleBucket(metric, at));
  }
  const buckets = ((await pipeline.exec()) ?? []).map(([error, fields]) => {
    if (error) throw error;
    return fields as Record<string, string>;
  });
  return buckets
    .flatMap((fields) => Object.entries(fields))
    .map(([second, value]) => ({ at: Number(second) * 1000, value: Number(value) }))
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at);
}

function sampleBucket(metric: string, at: number): string {
  return `${analytics}:${metric}:samples:${(at - (at % SAMPLE_BUCKET)) / 1000}`;
}
// #endregion

// #region series
/** With TimeSeries: the server makes the mean of each minute as samples come in, and keeps it longer. Once, at the start. */
async function createSeries(metric: string): Promise<void> {
  const [series, means] = [`${analytics}:${metric}:series`, `${analytics}:${metric}:means`];
  if ((await redis.exists(series)) === 1) return;
  const results = await redis
    .multi()
    .call('TS.CREATE', series, ...seriesOptions(metric))
    .call('TS.CREATE', means, 'RETENTION', 30 * DAY, 'LABELS', 'site', analytics, 'metric', metric, 'holds', 'means')
    .call('TS.CREATERULE', series, means, 'AGGREGATION', 'avg', MINUTE)
    .expire(series, 2 * 86_400)
    .expire(means, 30 * 86_400)
    .exec();
  for (const [error] of results ?? []) {
    // Another process may have been first: then both series are there.
    if (error && !/already exists|already has/i.test(error.message)) throw error;
  }
}

/** RETENTION bounds what the series holds; the key goes by its TTL, which each sample sets anew, for the means too. */
async function addSample(metric: string, value: number, at = Date.now()): Promise<void> {
  const [series, means] = [`${analytics}:${metric}:series`, `${analytics}:${metric}:means`];
  const results = await redis
    .multi()
    .call('TS.ADD', series, at, value, ...seriesOptions(metric))
    .expire(series, 2 * 86_400)
    .expire(means, 30 * 86_400)
    .exec();
  for (const [error] of results ?? []) if (error) throw error;
}

/** The mean of each minute: made by the server, so no sample travels. */
async function minuteMeans(metric: string, from: number, to: number): Promise<Sample[]> {
  const series = `${analytics}:${metric}:series`;
  return toSamples(await redis.call('TS.RANGE', series, from, to, 'AGGREGATION', 'avg', MINUTE));
}

/** The highest value of each minute, of every metric of the site: series are found by label, whatever their names. */
async function peaks(from: number, to: number): Promise<{ metric: string; samples: Sample[] }[]> {
  const query = ['AGGREGATION', 'max', MINUTE, 'FILTER', `site=${analytics}`, 'holds=samples'];
  const reply = await redis.call('TS.MRANGE', from, to, 'SELECTED_LABELS', 'metric', ...query);
  // With RESP3, which ioredis 6 speaks: key, [labels, aggregators, samples], key, [...] (RESP2 has another form).
  const found = (reply as unknown[]).filter((_, index) => index % 2 === 1) as [string[], unknown, unknown][];
  return found.map(([labels, , samples]) => ({ metric: labels[1]!, samples: toSamples(samples) }));
}

/** Of two samples of one millisecond the last counts; without a policy the second is refused. */
function seriesOptions(metric: string): (string | number)[] {
  const labels = ['LABELS', 'site', analytics, 'metric', metric, 'holds', 'samples'];
  return ['RETENTION', DAY, 'DUPLICATE_POLICY', 'LAST', ...labels];
}

function toSamples(reply: unknown): Sample[] {
  return (reply as [number, string][]).map(([at, value]) => ({ at, value: Number(value) }));
}
// #endregion

// #region flush
/** Adds events up in the process and sends the sums: each second, each hundred events, and when the minute turns. */
class Aggregator {
  private waiting: View[] = [];
  private minute = 0;
  private readonly timer = setInterval(() => void this.flush().catch(console.error), 1000);
  /** How many times something was sent. */
  flushes = 0;

  async add(view: View): Promise<void> {
    const minute = Math.floor(Date.now() / MINUTE);
    // What was seen in one minute is not counted in the next.
    const before = minute === this.minute ? undefined : this.flush();
    this.minute = minute;
    this.waiting.push(view);
    await before;
    if (this.waiting.length >= 100) await this.flush();
  }

  /** What fails is lost, not sent again: after a timeout nobody knows whether it was counted. */
  async flush(): Promise<void> {
    const views = this.waiting;
    this.waiting = [];
    if (views.length === 0) return;
    this.flushes += 1;
    await addCounts(tallyOf(views), this.minute * MINUTE);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
// #endregion

// #region shared:allOf
/** Carries a transaction out and answers its replies. EXEC tells of each command that failed, and takes no other back. */
async function allOf(transaction: ReturnType<typeof redis.multi>): Promise<unknown[]> {
  const replies = await transaction.exec();
  if (replies === null) throw new Error('Nothing of the transaction was done.');
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
// #endregion

// #region shared:command
/** A command made by defineCommand: EVALSHA, with EVAL when the server has forgotten the script. */
function command(name: string): (...args: (string | number)[]) => Promise<unknown> {
  return (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[name]!.bind(redis);
}
// #endregion

// #region helpers
/** A value, and its time in milliseconds since the epoch. */
interface Sample {
  at: number;
  value: number;
}

/** [page, views, page, views, ...] as objects. */
function toPages(flat: string[]): { page: string; views: number }[] {
  return Array.from({ length: flat.length / 2 }, (_, n) => ({ page: flat[2 * n]!, views: Number(flat[2 * n + 1]) }));
}
// #endregion

async function main(): Promise<void> {
  const now = Date.now();
  await Promise.all(
    Array.from({ length: 50 }, (_, n) => countView({ url: `/Home/?n=${n}`, visitor: `visitor-${n % 20}` })),
  );
  const aggregator = new Aggregator();
  for (let n = 0; n < 200; n += 1) await aggregator.add({ url: `/products/${n}`, visitor: `visitor-${n % 40}` });
  await aggregator.close();
  const from = now - (now % MINUTE) - 10 * MINUTE;
  const hasSeries = ((await redis.call('COMMAND', 'INFO', 'TS.ADD')) as unknown[])[0] !== null;
  for (let second = 0; second < 120; second += 1) await keepSample('cpu', 50, from + second * 1000);
  if (hasSeries) {
    await createSeries('cpu');
    await createSeries('cpu');
    for (let second = 0; second < 120; second += 1) await addSample('cpu', second % 60, from + second * 1000);
  }
  const samples = await samplesBetween('cpu', from + 30_000, from + 89_000);
  console.log(
    JSON.stringify({
      views: await lastMinutes('views'),
      flushes: aggregator.flushes,
      top: await topPages(),
      visitors: await uniqueVisitors(),
      week: await mergeWeek(),
      samples: samples.length,
      sum: samples.reduce((sum, { value }) => sum + value, 0),
      means: hasSeries ? await minuteMeans('cpu', from, from + 2 * MINUTE) : null,
      peaks: hasSeries ? await peaks(from, from + 2 * MINUTE) : null,
    }),
  );
}

await main().finally(() => redis.quit());
