// Rate limiting in five ways with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "rl")
// #tabstop API_LIMITS = new Limits([[12]] <- {limit}
// #tabstop , [[60_000]] <- {windowSeconds} * 1000

import com.google.gson.Gson;
// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
// #endregion
import java.util.Collections;
import java.util.concurrent.Callable;
import redis.clients.jedis.DefaultJedisClientConfig;

final class RateLimiting {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    /** Who is limited, and for what. The braces are a hash tag: one client's keys stay together in a cluster. */
    static String limiterKey(String client, String route) {
        return System.getenv().getOrDefault("KEY_PREFIX", "rl") + ":{" + client + "}:" + route;
    }
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

    // #region helpers
    record Limits(int limit, long windowMs) {}

    /** What is given to the limiter where one client's requests to the API are counted. */
    private static final Limits API_LIMITS = new Limits(12, 60_000);

    record Decision(boolean allowed, long remaining, long retryAfterMs, long resetAfterMs) {
        static Decision of(Object reply) {
            List<?> numbers = (List<?>) reply;
            return new Decision(
                    (Long) numbers.get(0) == 1, (Long) numbers.get(1), (Long) numbers.get(2), (Long) numbers.get(3));
        }
    }
    // #endregion

    // #region gcra
    private static final Script GCRA = new Script("""
        -- GCRA: the whole state is one time, up to which the client's requests are paid for.
        -- KEYS  that time, in microseconds since the epoch
        -- ARGV  requests in a burst, requests per period, period in milliseconds, cost of this request
        -- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
        -- A refused call writes nothing. Whole microseconds: rounding must not refuse the last request of a burst.
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local burst, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
        local interval = math.ceil(ARGV[3] * 1000 / ARGV[2])
        local paid = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
        local after = paid + cost * interval
        local wait = after - burst * interval - now
        if wait > 0 then
          local left = math.max(0, math.floor((now + burst * interval - paid) / interval))
          local retry = cost > burst and -1 or math.ceil(wait / 1000)
          return { 0, left, retry, math.ceil((paid - now) / 1000) }
        end
        redis.call('SET', KEYS[1], string.format('%.0f', after), 'PXAT', math.ceil(after / 1000))
        return { 1, math.floor(-wait / interval), 0, math.ceil((after - now) / 1000) }
        """);

    /** The default: a burst of {@code limit}, then one more every {@code windowMs / limit}. One short string. */
    static Decision gcra(String client, String route, Limits limits, int cost) {
        List<String> keys = List.of(limiterKey(client, route));
        return Decision.of(GCRA.run(keys, limits.limit(), limits.limit(), limits.windowMs(), cost));
    }
    // #endregion

    // #region tokenBucket
    private static final Script TOKEN_BUCKET = new Script("""
        -- Token bucket: tokens come back at a steady rate, and a request takes as many as it costs.
        -- KEYS  hash of the tokens left and when they were counted, in microseconds since the epoch
        -- ARGV  capacity, tokens per period, period in milliseconds, cost of this request
        -- Answers {1 allowed or 0 refused, tokens left, ms until this one is allowed (-1: never), ms until the bucket is full}.
        -- A refused call writes nothing: stored at each of many refusals, a slow refill would be rounded away.
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local capacity, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
        local perMs = ARGV[2] / ARGV[3]
        local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local at = tonumber(bucket[2]) or now
        -- Without a bucket it is full. A clock that was set back gives nothing and takes nothing.
        local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + math.max(0, now - at) / 1000 * perMs)
        if tokens < cost then
          -- A microsecond is added: who comes back then must not miss the token by a rounding.
          local retry = cost > capacity and -1 or math.ceil((cost - tokens) / perMs + 0.001)
          return { 0, math.floor(tokens), retry, math.ceil((capacity - tokens) / perMs) }
        end
        tokens = tokens - cost
        local full = (capacity - tokens) / perMs
        redis.call('HSET', KEYS[1], 'tokens', string.format('%.14g', tokens), 'at', string.format('%.0f', math.max(now, at)))
        redis.call('PEXPIREAT', KEYS[1], math.ceil(now / 1000 + full))
        return { 1, math.floor(tokens), 0, math.ceil(full) }
        """);

    /** For when tokens are shown or charged: a bucket of {@code limit} that fills up in {@code windowMs}. */
    static Decision tokenBucket(String client, String route, Limits limits, int cost) {
        List<String> keys = List.of(limiterKey(client, route));
        return Decision.of(TOKEN_BUCKET.run(keys, limits.limit(), limits.limit(), limits.windowMs(), cost));
    }
    // #endregion

    // #region slidingLog
    private static final Script SLIDING_LOG = new Script("""
        -- Sliding window log: every admitted request is kept until it leaves the window.
        -- KEYS  sorted set of requests by time, in milliseconds since the epoch
        -- ARGV  limit, window in milliseconds, cost of this request, an id that no other request has
        -- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
        -- A refused call writes nothing: what has left the window is passed over, and taken away by the next admitted one.
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local inside = string.format('(%.0f', now - window)
        local used = redis.call('ZCOUNT', KEYS[1], inside, '+inf')
        if used + cost > limit then
          -- It fits when so many of the oldest have left.
          local last = used + cost - limit - 1
          local leaves = redis.call('ZRANGE', KEYS[1], inside, '+inf', 'BYSCORE', 'LIMIT', last, 1, 'WITHSCORES')[2]
          local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
          local retry = cost <= limit and leaves + window - now or -1
          return { 0, math.max(0, limit - used), retry, used > 0 and newest + window - now or 0 }
        end
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
        for n = 1, cost do
          redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. n)
        end
        redis.call('PEXPIREAT', KEYS[1], now + window)
        return { 1, limit - used - cost, 0, window }
        """);

    /** Exactly {@code limit} in any {@code windowMs}. For small limits: five logins in a quarter of an hour. */
    static Decision slidingLog(String client, String route, Limits limits, int cost) {
        List<String> keys = List.of(limiterKey(client, route));
        return Decision.of(SLIDING_LOG.run(keys, limits.limit(), limits.windowMs(), cost, UUID.randomUUID()));
    }
    // #endregion

    // #region slidingCounter
    private static final Script SLIDING_COUNTER = new Script("""
        -- Sliding window counter: what the window before admitted counts less and less while this one passes.
        -- KEYS  counter of this window, counter of the window before
        -- ARGV  limit, window in milliseconds, cost of this request, number of the window that the keys are of
        -- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}, or
        -- {-1, number of the window that it is now, 0, 0} when the keys are of another: then name the keys by it and ask again.
        -- A refused call writes nothing. Counts times milliseconds are whole numbers, so nothing is rounded.
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local number = math.floor(now / window)
        if number ~= tonumber(ARGV[4]) then
          return { -1, number, 0, 0 }
        end
        local current = tonumber(redis.call('GET', KEYS[1]) or 0)
        local before = tonumber(redis.call('GET', KEYS[2]) or 0)
        local remaining = window - now % window
        local free = (limit - current) * window - before * remaining
        if cost * window > free then
          local retry = -1
          if current + cost <= limit then
            retry = remaining - math.floor((limit - current - cost) * window / before)
          elseif cost <= limit then
            -- Not before the next window, in which this one is the window before.
            retry = remaining + math.max(0, window - math.floor((limit - cost) * window / current))
          end
          local reset = current > 0 and remaining + window or before > 0 and remaining or 0
          return { 0, math.max(0, math.floor(free / window)), retry, reset }
        end
        if redis.call('INCRBY', KEYS[1], cost) == cost then
          redis.call('PEXPIREAT', KEYS[1], (number + 2) * window)
        end
        return { 1, math.floor(free / window) - cost, 0, remaining + window }
        """);

    /** Nearly a sliding window, with two counters. This clock only guesses the window; the server's decides. */
    static Decision slidingCounter(String client, String route, Limits limits, int cost) {
        String key = limiterKey(client, route);
        long window = System.currentTimeMillis() / limits.windowMs();
        for (int attempt = 0; attempt < 4; attempt++) {
            List<String> keys = LongStream.of(window, window - 1).mapToObj(number -> key + ":" + number).toList();
            Object reply = SLIDING_COUNTER.run(keys, limits.limit(), limits.windowMs(), cost, window);
            List<?> numbers = (List<?>) reply;
            if ((Long) numbers.get(0) != -1) {
                return Decision.of(reply);
            }
            window = (Long) numbers.get(1); // the clocks differ, or the window ended meanwhile
        }
        throw new IllegalStateException("Each answer came after the end of its window: the window is too short.");
    }
    // #endregion

    // #region fixedWindow
    private static final Script FIXED_WINDOW = new Script("""
        -- Fixed window: a counter that ends with the window, which begins at a multiple of its length.
        -- KEYS  counter
        -- ARGV  limit, window in milliseconds, cost of this request
        -- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
        -- A refused call writes nothing.
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local used = tonumber(redis.call('GET', KEYS[1]) or 0)
        -- One more than PTTL: a key is there to the end of the millisecond in which it expires.
        if used + cost > limit then
          local reset = math.max(0, redis.call('PTTL', KEYS[1]) + 1)
          return { 0, math.max(0, limit - used), cost > limit and -1 or reset, reset }
        end
        used = redis.call('INCRBY', KEYS[1], cost)
        if used == cost then
          redis.call('PEXPIREAT', KEYS[1], (math.floor(now / window) + 1) * window)
        end
        return { 1, limit - used, 0, redis.call('PTTL', KEYS[1]) + 1 }
        """);

    /** For quotas of a day or a month. Admits twice the limit around the end of a window. */
    static Decision fixedWindow(String client, String route, Limits limits, int cost) {
        List<String> keys = List.of(limiterKey(client, route));
        return Decision.of(FIXED_WINDOW.run(keys, limits.limit(), limits.windowMs(), cost));
    }
    // #endregion

    // #region headers
    record HttpAnswer(int status, Map<String, String> headers) {
        /** Status and headers of a response. A request that can never be admitted gets no Retry-After. */
        static HttpAnswer of(Decision decision, Limits limits) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("RateLimit-Limit", String.valueOf(limits.limit()));
            headers.put("RateLimit-Remaining", String.valueOf(decision.remaining()));
            headers.put("RateLimit-Reset", seconds(decision.resetAfterMs()));
            if (decision.retryAfterMs() > 0) {
                headers.put("Retry-After", seconds(decision.retryAfterMs()));
            }
            return new HttpAnswer(decision.allowed() ? 200 : 429, headers);
        }

        /** Rounded up: who comes back earlier is refused again. */
        private static String seconds(long millis) {
            return String.valueOf((millis + 999) / 1000);
        }
    }
    // #endregion

    // #region cost
    private static final Map<String, Integer> COSTS = Map.of("look", 1, "export", 5);

    /** A request that costs more than is left is refused whole; a cheaper one still fits. */
    static Decision limitByCost(String client, String kind) {
        return gcra(client, "api", API_LIMITS, COSTS.get(kind));
    }
    // #endregion

    // #region retry
    /** Asks again as the answer says, so many times at most: whoever waits exactly so long, alone, is admitted. */
    static Decision waitUntilAllowed(Supplier<Decision> decide, int attempts) throws InterruptedException {
        Decision decision = decide.get();
        for (int attempt = 1; attempt < attempts; attempt++) {
            if (decision.allowed() || decision.retryAfterMs() <= 0) {
                break;
            }
            Thread.sleep(decision.retryAfterMs());
            decision = decide.get();
        }
        return decision;
    }
    // #endregion

    // #region outage
    enum Failing { OPEN, CLOSED }

    /** Threads that wait for answers, so that who asks need not wait longer than it wants to. */
    private static final ExecutorService deciding = Executors.newFixedThreadPool(32, task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true); // the program may end meanwhile
        return thread;
    });

    /** What a request gets when Redis does not answer in time: OPEN for an API, CLOSED for logins and one-time codes. */
    static Decision decideInTime(Supplier<Decision> decide, Failing failing) throws InterruptedException {
        Future<Decision> asked = deciding.submit(decide::get);
        try {
            return asked.get(50, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            asked.cancel(false); // where all threads wait, it is not asked later either
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof JedisConnectionException)) {
                throw new IllegalStateException("The limiter failed.", failed.getCause());
            }
        }
        return new Decision(failing == Failing.OPEN, 0, 1000, 1000);
    }
    // #endregion

    private interface Limiter {
        Decision decide(String client, String route, Limits limits, int cost);
    }

    public static void main(String[] args) throws Exception {
        Limits hour = new Limits(10, 3_600_000);
        Map<String, Limiter> limiters = Map.of(
                "gcra", RateLimiting::gcra,
                "tokenBucket", RateLimiting::tokenBucket,
                "slidingLog", RateLimiting::slidingLog,
                "slidingCounter", RateLimiting::slidingCounter,
                "fixedWindow", RateLimiting::fixedWindow);
        try (redis) {
            Map<String, Integer> admitted = new LinkedHashMap<>();
            for (Map.Entry<String, Limiter> entry : limiters.entrySet()) {
                String name = entry.getKey();
                admitted.put(name, countAllowed(() -> entry.getValue().decide("ada", name, hour, 1)));
            }
            Limits brief = new Limits(1, 300);
            gcra("ben", "short", brief, 1);

            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("admitted", admitted);
            printed.put("waited", waitUntilAllowed(() -> gcra("ben", "short", brief, 1), 3));
            printed.put("costs", Stream.of("export", "export", "export", "look")
                    .map(kind -> limitByCost("cleo", kind).allowed())
                    .toList());
            printed.put("response", HttpAnswer.of(fixedWindow("ada", "fixedWindow", hour, 1), hour));
            printed.put("never", HttpAnswer.of(gcra("dana", "never", hour, 11), hour));
            printed.put("down", decideInTime(RateLimiting::silent, Failing.CLOSED));
            System.out.println(new Gson().toJson(printed));
        }
    }

    /** How many of fifty decisions, ten at a time, let the request in. */
    private static int countAllowed(Supplier<Decision> decide) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            Callable<Decision> request = decide::get;
            int allowed = 0;
            for (Future<Decision> decision : threads.invokeAll(Collections.nCopies(50, request))) {
                allowed += decision.get().allowed() ? 1 : 0;
            }
            return allowed;
        } finally {
            threads.shutdown();
        }
    }

    /** Nobody answers at this address. */
    private static Decision silent() {
        DefaultJedisClientConfig impatient =
                DefaultJedisClientConfig.builder().connectionTimeoutMillis(50).socketTimeoutMillis(50).build();
        try (RedisClient other =
                RedisClient.builder().hostAndPort("127.0.0.1", 1).clientConfig(impatient).build()) {
            other.ping();
        }
        throw new IllegalStateException("somebody answers");
    }
}
