// Cache-aside with Jedis: one loads, the others wait, and nothing old comes back. REDIS_URL says where.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "shop")
// #tabstop LIFE = [[Duration.ofSeconds(30)]] <- Duration.ofSeconds({life})

// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;
// #endregion
import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

final class CacheAside {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    private static final long LIFE = Duration.ofSeconds(30).toMillis(); // that a value is kept
    private static final long LOCK = Duration.ofSeconds(3).toMillis(); // longer than loading takes at most
    private static final long POLL = 15; // milliseconds
    private static final String NOTHING = ""; // stands for "there is none"; no value is empty

    record CacheKeys(String value, String lock, String version) {
        /** The braces are a hash tag: what belongs to one product lies in one cluster slot, and products in all of them. */
        static CacheKeys of(String id) {
            String product = System.getenv().getOrDefault("KEY_PREFIX", "shop") + ":{product:" + id + "}";
            return new CacheKeys(product + ":value", product + ":lock", product + ":version");
        }
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

    // #region fill
    private static final Script FILL = new Script("""
        -- Puts a value into the cache, unless it was dropped since the database was asked for it.
        -- KEYS  value, version
        -- ARGV  version that was read before the database was asked, value, milliseconds it lives
        -- Answers 1, or 0 when the version is another by now: what was loaded may be old.
        if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then
          return 0
        end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """);

    /** Loads it and puts it into the cache, unless it was dropped meanwhile. Lives differ: not all shall end at once. */
    static Optional<String> load(String id, Function<String, Optional<String>> database) {
        CacheKeys keys = CacheKeys.of(id);
        String seen = Objects.requireNonNullElse(redis.get(keys.version()), "0");
        Optional<String> loaded = database.apply(id);
        long life = loaded.isEmpty() ? 5000 : LIFE - ThreadLocalRandom.current().nextLong(LIFE / 10);
        FILL.run(List.of(keys.value(), keys.version()), seen, loaded.orElse(NOTHING), life);
        return loaded;
    }
    // #endregion

    // #region read
    private static final Script RELEASE_LOCK = new Script("""
        -- Lets go of a lock, if it is still this holder's: it may have ended, and be another's by now.
        -- KEYS  lock
        -- ARGV  the holder's own token
        -- Answers 1, or 0 when it was not.
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then
          return 0
        end
        return redis.call('DEL', KEYS[1])
        """);

    /** The value: of those who miss it at once, one asks the database and the others wait for what it finds. */
    static Optional<String> read(String id, Function<String, Optional<String>> database) throws InterruptedException {
        CacheKeys keys = CacheKeys.of(id);
        String token = UUID.randomUUID().toString();
        long end = System.nanoTime() + Duration.ofMillis(LOCK).toNanos();
        while (System.nanoTime() < end) {
            String cached = redis.get(keys.value());
            if (cached != null) {
                return Optional.of(cached).filter(value -> !value.equals(NOTHING));
            }
            if (redis.set(keys.lock(), token, SetParams.setParams().px(LOCK).nx()) == null) {
                Thread.sleep(POLL);
                continue;
            }
            try {
                // Another may have loaded it between the look and the lock.
                String other = redis.get(keys.value());
                return other == null ? load(id, database) : Optional.of(other).filter(value -> !value.equals(NOTHING));
            } finally {
                RELEASE_LOCK.run(List.of(keys.lock()), token);
            }
        }
        return load(id, database);
    }
    // #endregion

    // #region drop
    /** To be called after the database was changed and has committed: the next reader loads the new value. */
    static void drop(String id) {
        CacheKeys keys = CacheKeys.of(id);
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.unlink(keys.value());
            transaction.incr(keys.version());
            transaction.expire(keys.version(), 60);
            execute(transaction);
        }
    }
    // #endregion

    private static final Map<String, String> prices = new ConcurrentHashMap<>(Map.of("mug", "12"));
    private static final AtomicInteger asked = new AtomicInteger();

    /** Stands for a database: it takes 20 ms, and answers what was there at the beginning of them. */
    private static Optional<String> database(String id) {
        asked.incrementAndGet();
        Optional<String> price = Optional.ofNullable(prices.get(id));
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return price;
    }

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try (redis) {
            Callable<Optional<String>> reader = () -> read("mug", CacheAside::database);
            List<String> many = new ArrayList<>();
            for (Future<Optional<String>> read : threads.invokeAll(Collections.nCopies(50, reader))) {
                many.add(read.get().orElseThrow());
            }
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("stampede", Map.of("asked", asked.get(), "prices", new TreeSet<>(many)));
            printed.put("nothing", Arrays.asList(
                    read("hat", CacheAside::database).orElse(null), read("hat", CacheAside::database).orElse(null)));
            // Will have read the version and the old price.
            Future<Optional<String>> late = threads.submit(() -> load("mug", CacheAside::database));
            Thread.sleep(10);
            prices.put("mug", "13");
            drop("mug");
            late.get();
            printed.put("asked", asked.get());
            printed.put("changed", read("mug", CacheAside::database).orElseThrow());
            System.out.println(new GsonBuilder().serializeNulls().create().toJson(printed));
        } finally {
            threads.shutdown();
        }
    }
}
