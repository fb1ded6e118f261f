// Real-time analytics with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "analytics")
// #tabstop PAGES_KEPT = [[1000]] <- {kept}

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;
import redis.clients.jedis.timeseries.AggregationType;
import redis.clients.jedis.timeseries.DuplicatePolicy;
import redis.clients.jedis.timeseries.TSCreateParams;
import redis.clients.jedis.timeseries.TSAddParams;
import redis.clients.jedis.timeseries.TSElement;
import redis.clients.jedis.timeseries.TSMRangeElements;
import redis.clients.jedis.timeseries.TSMRangeParams;
import redis.clients.jedis.timeseries.TSRangeParams;
// #endregion
import java.util.concurrent.ExecutorService;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.SafeEncoder;

final class Analytics {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: all keys of one site lie in one cluster slot, so that a script may change them together.
    private static final String ANALYTICS = System.getenv().getOrDefault("KEY_PREFIX", "analytics") + ":{site}";

    // Names of a moment in UTC, so that every server means the same: its minute, its hour and its day.
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyyMMddHH").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);
    // #endregion

    // #region shared:Script
    /** A Lua script: sent by its digest (EVALSHA), and whole (EVAL) when the server does not know it. */
    record Script(String code, String digest) {
        Script(String code) {
            this(code, sha1(code));
        }

        Object run(List<String> keys, Object... args) {
            List<String> values = Stream.of(args).map(String::valueOf).toList();
            try {
                return redis.evalsha(digest, keys, values);
            } catch (JedisNoScriptException unknown) {
                return redis.eval(code, keys, values);
            }
        }

        private static String sha1(String text) {
            try {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java platform has SHA-1.", e);
            }
        }
    }
    // #endregion

    // #region shared:execute
    /** A command that fails within a transaction is no exception for the client, only one of the answers. */
    private static void execute(AbstractTransaction transaction) {
        for (Object answer : transaction.exec()) {
            if (answer instanceof JedisDataException failure) {
                throw failure;
            }
        }
    }
    // #endregion

    // #region count
    private static final Script COUNT = new Script("""
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
        """);
    private static final int PAGES_KEPT = 1000;
    private static final Pattern LONG_ID = Pattern.compile("[0-9]+|[0-9a-f-]{16,}");

    record View(String url, String visitor) {}

    /** The path that a page is counted under: no query, no last slash, and :id for numbers and long ids. */
    static String normalisedPath(String url) {
        String path = url.toLowerCase(Locale.ROOT).split("[?#]", 2)[0];
        return Stream.of(path.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> LONG_ID.matcher(part).matches() ? ":id" : part)
                .collect(Collectors.joining("/", "/", ""));
    }

    /** Adds views to every counter of a moment in one atomic step. How many pages the hour has. */
    static long addCounts(List<View> views, Instant at) {
        Map<String, Integer> pages = new LinkedHashMap<>();
        Set<String> visitors = new LinkedHashSet<>();
        for (View view : views) {
            pages.merge(normalisedPath(view.url()), 1, Integer::sum);
            visitors.add(view.visitor());
        }
        List<String> keys = List.of(
                ANALYTICS + ":minute:" + MINUTE.format(at), ANALYTICS + ":hour:" + HOUR.format(at),
                ANALYTICS + ":pages:" + HOUR.format(at), ANALYTICS + ":visitors:" + DAY.format(at));
        List<Object> args = new ArrayList<>(List.of(PAGES_KEPT));
        // How long each of the four keys lives.
        Stream.of(2, 90, 2, 35).map(days -> Duration.ofDays(days).toSeconds()).forEach(args::add);
        args.addAll(List.of("counter", "views", views.size()));
        pages.forEach((page, n) -> args.addAll(List.of("page", page, n)));
        visitors.forEach(visitor -> args.addAll(List.of("visitor", visitor, 1)));
        return (Long) COUNT.run(keys, args.toArray());
    }

    /** One view at a time; see the flush below for many. */
    static void countView(String url, String visitor) {
        addCounts(List.of(new View(url, visitor)), Instant.now());
    }
    // #endregion

    // #region lastHour
    /** A counter summed over the last minutes, the one that goes on included: one pipeline, one round trip. */
    static long lastMinutes(String counter, int minutes) {
        Instant now = Instant.now();
        List<Response<String>> counts = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (int back = 0; back < minutes; back++) {
                counts.add(pipeline.hget(ANALYTICS + ":minute:" + MINUTE.format(now.minus(back, ChronoUnit.MINUTES)), counter));
            }
            pipeline.sync();
        }
        // It throws what failed: a minute that could not be read is not a minute without events.
        return counts.stream().mapToLong(count -> count.get() == null ? 0 : Long.parseLong(count.get())).sum();
    }
    // #endregion

    // #region topPages
    record PageViews(String page, long views) {}

    /** The most viewed pages of the last 24 hours. The union is kept for ten seconds: it is not made for each reader. */
    static List<PageViews> topPages(long count) {
        String target = ANALYTICS + ":top:pages";
        ZRangeParams best = ZRangeParams.zrangeParams(0, count - 1).rev();
        List<Tuple> pairs = redis.zrangeWithScores(target, best);
        if (pairs.isEmpty()) {
            Instant now = Instant.now();
            String[] hours = IntStream.range(0, 24)
                    .mapToObj(back -> ANALYTICS + ":pages:" + HOUR.format(now.minus(back, ChronoUnit.HOURS)))
                    .toArray(String[]::new);
            try (AbstractTransaction transaction = redis.multi()) {
                transaction.zunionstore(target, hours);
                transaction.zremrangeByRank(target, 0, -101);
                transaction.expire(target, 10);
                Response<List<Tuple>> made = transaction.zrangeWithScores(target, best);
                execute(transaction);
                pairs = made.get();
            }
        }
        return pairs.stream().map(pair -> new PageViews(pair.getElement(), (long) pair.getScore())).toList();
    }
    // #endregion

    // #region visitors
    private static String[] visitorKeys(int days) {
        Instant now = Instant.now();
        return IntStream.range(0, days)
                .mapToObj(back -> ANALYTICS + ":visitors:" + DAY.format(now.minus(back, ChronoUnit.DAYS)))
                .toArray(String[]::new);
    }

    /** Different visitors of the last days, today's included. */
    static long uniqueVisitors(int days) {
        return redis.pfcount(visitorKeys(days));
    }

    /** The same for a week, kept under one key: for a report that is read often. */
    static long mergeWeek() {
        String week = ANALYTICS + ":visitors:week";
        try (AbstractTransaction transaction = redis.multi()) {
            // PFMERGE adds to what the target holds, so what was there goes first.
            transaction.unlink(week);
            transaction.pfmerge(week, visitorKeys(7));
            transaction.expire(week, 3600);
            Response<Long> count = transaction.pfcount(week);
            execute(transaction);
            return count.get();
        }
    }
    // #endregion

    // #region sample
    /** One value of a metric, in milliseconds since the epoch. */
    record Sample(long at, double value) {
        static List<Sample> of(List<TSElement> elements) {
            return elements.stream().map(one -> new Sample(one.getTimestamp(), one.getValue())).toList();
        }
    }
    // #endregion

    // #region samples
    // Without TimeSeries: a hash for five minutes, the second as the field. 300 fields stay one compact list.
    private static final long BUCKET = 300; // seconds

    private static String bucketKey(String metric, long second) {
        return ANALYTICS + ":" + metric + ":samples:" + (second - second % BUCKET);
    }

    static void keepSample(String metric, double value, Instant at) {
        String key = bucketKey(metric, at.getEpochSecond());
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.hset(key, String.valueOf(at.getEpochSecond()), String.valueOf(value));
            transaction.expire(key, 86_400);
            execute(transaction);
        }
    }

    /** The samples from start to end, oldest first: one round trip. */
    static List<Sample> samplesBetween(String metric, Instant start, Instant end) {
        List<Response<Map<String, String>>> buckets = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            long first = start.getEpochSecond() - start.getEpochSecond() % BUCKET;
            for (long second = first; second <= end.getEpochSecond(); second += BUCKET) {
                buckets.add(pipeline.hgetAll(bucketKey(metric, second)));
            }
            pipeline.sync();
        }
        return buckets.stream()
                .flatMap(bucket -> bucket.get().entrySet().stream())
                .map(field -> new Sample(Long.parseLong(field.getKey()) * 1000, Double.parseDouble(field.getValue())))
                .filter(sample -> sample.at() >= start.toEpochMilli() && sample.at() <= end.toEpochMilli())
                .sorted(Comparator.comparingLong(sample -> sample.at()))
                .toList();
    }
    // #endregion

    // #region series
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long MINUTE_MS = 60_000;

    private static String seriesOf(String metric) {
        return ANALYTICS + ":" + metric + ":series";
    }

    /** The means of each minute. */
    private static String meansOf(String metric) {
        return ANALYTICS + ":" + metric + ":means";
    }

    private static Map<String, String> labels(String metric, String holds) {
        return Map.of("site", ANALYTICS, "metric", metric, "holds", holds);
    }

    /** With TimeSeries: the server makes the mean of each minute as samples come in. Once, at the start. */
    static void createSeries(String metric) {
        String series = seriesOf(metric);
        String means = meansOf(metric);
        if (redis.exists(series)) {
            return;
        }
        try (AbstractTransaction transaction = redis.multi()) {
            // Of two samples of one millisecond the last counts; without a policy the second is refused.
            transaction.tsCreate(series, TSCreateParams.createParams().retention(DAY_MS)
                    .duplicatePolicy(DuplicatePolicy.LAST).labels(labels(metric, "samples")));
            transaction.tsCreate(means,
                    TSCreateParams.createParams().retention(30 * DAY_MS).labels(labels(metric, "means")));
            transaction.tsCreateRule(series, means, AggregationType.AVG, MINUTE_MS);
            transaction.expire(series, Duration.ofDays(2).toSeconds());
            transaction.expire(means, Duration.ofDays(30).toSeconds());
            for (Object answer : transaction.exec()) {
                // Another process may have been first: then both series are there.
                if (answer instanceof JedisDataException failure && !isThere(failure)) {
                    throw failure;
                }
            }
        }
    }

    private static boolean isThere(JedisDataException failure) {
        return failure.getMessage().contains("already exists") || failure.getMessage().contains("already has");
    }

    /** RETENTION bounds what the series holds; the key goes by its TTL, which each sample sets anew. */
    static void addSample(String metric, double value, Instant at) {
        String series = seriesOf(metric);
        TSAddParams params = TSAddParams.addParams().retention(DAY_MS)
                .duplicatePolicy(DuplicatePolicy.LAST).labels(labels(metric, "samples"));
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.tsAdd(series, at.toEpochMilli(), value, params);
            transaction.expire(series, Duration.ofDays(2).toSeconds());
            transaction.expire(meansOf(metric), Duration.ofDays(30).toSeconds());
            execute(transaction);
        }
    }

    /** The mean of each minute: made by the server, so no sample travels. */
    static List<Sample> minuteMeans(String metric, Instant start, Instant end) {
        TSRangeParams range = TSRangeParams.rangeParams(start.toEpochMilli(), end.toEpochMilli());
        return Sample.of(redis.tsRange(seriesOf(metric), range.aggregation(AggregationType.AVG, MINUTE_MS)));
    }

    record Peaks(String metric, List<Sample> samples) {}

    /** The highest value of each minute, of every metric of the site: series are found by label. */
    static List<Peaks> peaks(Instant start, Instant end) {
        TSMRangeParams range = TSMRangeParams.multiRangeParams(start.toEpochMilli(), end.toEpochMilli())
                .aggregation(AggregationType.MAX, MINUTE_MS)
                .selectedLabels("metric")
                .filter("site=" + ANALYTICS, "holds=samples");
        List<Peaks> all = new ArrayList<>();
        for (TSMRangeElements series : redis.tsMRange(range).values()) {
            all.add(new Peaks(series.getLabels().get("metric"), Sample.of(series.getElements())));
        }
        return all;
    }
    // #endregion

    // #region flush
    /** Adds events up in the process and sends the sums: each second, each hundred events, and when the minute turns. */
    static final class Aggregator implements AutoCloseable {
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private List<View> waiting = new ArrayList<>();
        private Instant minute = Instant.EPOCH;
        private int flushes; // how many times something was sent

        static Aggregator start() {
            Aggregator sums = new Aggregator();
            sums.clock.scheduleAtFixedRate(() -> sums.flush(), 1, 1, TimeUnit.SECONDS);
            return sums;
        }

        synchronized void add(String url, String visitor) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
            // What was seen in one minute is not counted in the next.
            if (!now.equals(minute)) {
                flush();
                minute = now;
            }
            waiting.add(new View(url, visitor));
            if (waiting.size() >= 100) {
                flush();
            }
        }

        synchronized int flushes() {
            return flushes;
        }

        /** What fails is lost, not sent again: after a timeout nobody knows whether it was counted. */
        private synchronized void flush() {
            List<View> views = waiting;
            waiting = new ArrayList<>();
            if (views.isEmpty()) {
                return;
            }
            flushes++;
            try {
                addCounts(views, minute);
            } catch (JedisException e) {
                System.getLogger("analytics").log(System.Logger.Level.WARNING, "Views were lost", e);
            }
        }

        @Override
        public void close() {
            clock.shutdown();
            flush();
        }
    }
    // #endregion

    public static void main(String[] args) throws InterruptedException {
        Gson gson = new GsonBuilder().serializeNulls().create();
        try (redis) {
            Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(10, ChronoUnit.MINUTES);
            ExecutorService threads = Executors.newFixedThreadPool(10);
            for (int n = 0; n < 50; n++) {
                String url = "/Home/?n=" + n;
                String visitor = "visitor-" + n % 20;
                threads.execute(() -> countView(url, visitor));
            }
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
            Aggregator sums = Aggregator.start();
            for (int n = 0; n < 200; n++) {
                sums.add("/products/" + n, "visitor-" + n % 40);
            }
            sums.close();
            for (int second = 0; second < 120; second++) {
                keepSample("cpu", 50, start.plusSeconds(second));
            }
            List<Sample> samples = samplesBetween("cpu", start.plusSeconds(30), start.plusSeconds(89));
            boolean hasSeries = hasSeries();
            if (hasSeries) {
                createSeries("cpu");
                createSeries("cpu");
                for (int second = 0; second < 120; second++) {
                    addSample("cpu", second % 60, start.plusSeconds(second));
                }
            }
            Instant end = start.plus(2, ChronoUnit.MINUTES);
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("views", lastMinutes("views", 60));
            printed.put("flushes", sums.flushes());
            printed.put("top", topPages(10));
            printed.put("visitors", uniqueVisitors(1));
            printed.put("week", mergeWeek());
            printed.put("samples", samples.size());
            printed.put("sum", samples.stream().mapToDouble(sample -> sample.value()).sum());
            printed.put("means", hasSeries ? minuteMeans("cpu", start, end) : null);
            printed.put("peaks", hasSeries ? peaks(start, end) : null);
            System.out.println(gson.toJson(printed));
        }
    }

    private static boolean hasSeries() {
        List<?> names = (List<?>) redis.executeCommand(new CommandArguments(Command.COMMAND).add("LIST"));
        return names.stream().map(name -> SafeEncoder.encode((byte[]) name)).anyMatch("TS.ADD"::equalsIgnoreCase);
    }
}
