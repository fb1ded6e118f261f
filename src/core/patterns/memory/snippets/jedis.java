// What keys take, and shapes that take less, with Jedis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "app")

// #region imports
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
// #endregion
import com.google.gson.Gson;
import java.util.LinkedHashMap;

final class Memory {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    private static final String COMPACT = System.getenv().getOrDefault("KEY_PREFIX", "app");
    private static final long COMPACT_KEPT = 3600; // seconds
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

    // #region usage
    /** Bytes that a key takes, exactly: without SAMPLES 0 a guess from five elements. O(N), so not for huge ones. */
    static OptionalLong exactBytesOf(String key) {
        Long bytes = redis.memoryUsage(key, 0);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }
    // #endregion

    // #region shapes
    /** One hash for an object: one name and one TTL for all of its fields, and compact while it is small. */
    static String saveUserHash(int id, Map<String, String> fields) {
        String key = COMPACT + ":user:" + id;
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.hset(key, fields);
            transaction.expire(key, COMPACT_KEPT);
            execute(transaction);
        }
        return key;
    }
    // #endregion

    // #region encodings
    /** Makes a hash anew that was once too big: it does not become compact again by itself. Tells how it is kept now. */
    static Optional<String> makeCompact(String key) {
        Response<Map<String, String>> fields;
        Response<Long> left;
        try (AbstractTransaction transaction = redis.multi()) {
            fields = transaction.hgetAll(key);
            left = transaction.pttl(key);
            execute(transaction);
        }
        if (fields.get().isEmpty()) {
            return Optional.empty();
        }
        // Whoever writes in between is overwritten: do it where nobody does, or in a script.
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.unlink(key);
            transaction.hset(key, fields.get());
            if (left.get() > 0) {
                transaction.pexpire(key, left.get());
            }
            execute(transaction);
        }
        return Optional.ofNullable(redis.objectEncoding(key));
    }
    // #endregion

    // #region buckets
    private static final int PER_BUCKET = 100;

    /** Counts in a hash for each hundred counters, a few bytes each. Their TTL is that of all hundred. */
    static long count(int id) {
        String key = COMPACT + ":counters:" + id / PER_BUCKET;
        try (AbstractTransaction transaction = redis.multi()) {
            Response<Long> counted = transaction.hincrBy(key, String.valueOf(id % PER_BUCKET), 1);
            transaction.expire(key, COMPACT_KEPT);
            execute(transaction);
            return counted.get();
        }
    }
    // #endregion

    // #region policy
    /** How full the server is (a limit of 0 bytes is none), and what it would evict. */
    record ServerMemory(long used, long limit, String policy, long evicted) {
        static ServerMemory read() {
            Map<String, String> facts = new HashMap<>(factsOf(redis.info("memory")));
            facts.putAll(factsOf(redis.info("stats")));
            return new ServerMemory(
                    Long.parseLong(facts.get("used_memory")), Long.parseLong(facts.get("maxmemory")),
                    facts.get("maxmemory_policy"), Long.parseLong(facts.get("evicted_keys")));
        }

        /** The lines of INFO are "name:value". */
        private static Map<String, String> factsOf(String info) {
            Map<String, String> facts = new HashMap<>();
            info.lines().map(line -> line.split(":", 2)).filter(parts -> parts.length == 2)
                    .forEach(parts -> facts.put(parts[0], parts[1].strip()));
            return facts;
        }
    }
    // #endregion

    public static void main(String[] args) {
        try (redis) {
            String small = saveUserHash(1, Map.of("name", "Ann", "city", "Bern", "plan", "free"));
            String big = saveUserHash(2, Map.of("name", "Ben", "about", "x".repeat(100)));
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("bigger", exactBytesOf(big).orElseThrow() > 2 * exactBytesOf(small).orElseThrow());
            redis.hset(big, "about", "short");
            printed.put("before", redis.objectEncoding(big));
            printed.put("after", makeCompact(big).orElseThrow());
            for (int id = 0; id < 150; id++) {
                count(id);
            }
            printed.put("counted", count(149));
            ServerMemory server = ServerMemory.read();
            printed.put("used", server.used() > 0);
            printed.put("policy", server.policy());
            System.out.println(new Gson().toJson(printed));
        }
    }
}
