// TTLs set, kept, prolonged and spread, with Jedis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "app")
// #tabstop PAGE_LIFE = [[300]] <- {life}
// #tabstop PAGE_JITTER = [[0.2]] <- {jitter} / 100.0

// #region imports
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.args.ExpiryOption;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.GetExParams;
import redis.clients.jedis.params.SetParams;
// #endregion
import com.google.gson.Gson;
import java.util.LinkedHashMap;
import java.util.Map;

final class Expiration {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    private static final String EXPIRING = System.getenv().getOrDefault("KEY_PREFIX", "app");
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

    // #region together
    /** Value and TTL in one command: there is no moment in which the key would live for ever. */
    static void saveToken(String token, String value, long seconds) {
        redis.set(EXPIRING + ":token:" + token, value, SetParams.setParams().ex(seconds));
    }
    // #endregion

    // #region plainSet
    /** Changes the value and leaves the TTL as it is; does nothing where there is no such token. */
    static boolean updateToken(String token, String value) {
        return redis.set(EXPIRING + ":token:" + token, value, SetParams.setParams().xx().keepTtl()) != null;
    }
    // #endregion

    // #region sliding
    /** Reads and prolongs in one command; empty for a token that has expired. */
    static Optional<String> useToken(String token, long seconds) {
        return Optional.ofNullable(redis.getEx(EXPIRING + ":token:" + token, GetExParams.getExParams().ex(seconds)));
    }
    // #endregion

    // #region conditions
    /** Counts, and gives the counter its TTL only when it has none yet. EXPIRE with NX needs Redis 7. */
    static long countToday(String name) {
        String key = EXPIRING + ":count:" + name;
        try (AbstractTransaction transaction = redis.multi()) {
            Response<Long> count = transaction.incr(key);
            transaction.expire(key, Duration.ofDays(1).toSeconds(), ExpiryOption.NX);
            execute(transaction);
            return count.get();
        }
    }
    // #endregion

    // #region jitter
    private static final long PAGE_LIFE = 300; // seconds
    private static final double PAGE_JITTER = 0.2;

    /** Up to {@link #PAGE_JITTER} shorter by chance, so that what is cached together does not expire together. */
    static long jittered(long seconds) {
        return Math.max(1, Math.round(seconds * (1 - PAGE_JITTER * ThreadLocalRandom.current().nextDouble())));
    }

    static void cachePage(int page, String html) {
        redis.set(EXPIRING + ":page:" + page, html, SetParams.setParams().ex(jittered(PAGE_LIFE)));
    }
    // #endregion

    // #region lazy
    private static final String EXPIRED = "expired_keys:";

    /** How many keys of this server have expired since it started, read or not. */
    static long expiredKeys() {
        return redis.info("stats").lines()
                .filter(line -> line.startsWith(EXPIRED))
                .mapToLong(line -> Long.parseLong(line.substring(EXPIRED.length()).strip()))
                .findFirst()
                .orElseThrow();
    }
    // #endregion

    // #region fields
    /** Remembers a device for a while, in a hash with others. Needs Redis 7.4 or Valkey 9; false where it is older. */
    static boolean rememberDevice(String user, String device, long seconds) {
        String key = EXPIRING + ":devices:" + user;
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.hset(key, device, Instant.now().toString());
            transaction.expire(key, Duration.ofDays(30).toSeconds()); // the whole goes when nobody comes any more
            transaction.hexpire(key, seconds, device);
            execute(transaction);
            return true;
        } catch (JedisDataException failure) {
            // Nothing of a refused transaction was done. Only a command by itself tells whether the server does not know it.
            if (failure.getMessage().startsWith("EXECABORT") && !knowsFieldTtls(key, device)) {
                return false;
            }
            throw failure;
        }
    }

    private static boolean knowsFieldTtls(String key, String field) {
        try {
            redis.httl(key, field);
            return true;
        } catch (JedisDataException failure) {
            return !failure.getMessage().contains("unknown command");
        }
    }
    // #endregion

    public static void main(String[] args) {
        try (redis) {
            saveToken("t1", "first", 100);
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("updated", updateToken("t1", "second"));
            printed.put("unknown", updateToken("nobody", "x"));
            printed.put("used", useToken("t1", 200).orElseThrow());
            countToday("visits");
            printed.put("visits", countToday("visits"));
            for (int page = 0; page < 50; page++) {
                cachePage(page, "<h1>Page</h1>");
            }
            printed.put("counted", expiredKeys() >= 0);
            printed.put("remembered", rememberDevice("ann", "phone", 60));
            System.out.println(new Gson().toJson(printed));
        }
    }
}
