// Counters and unique counts with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "site")
// #tabstop Duration.ofDays(7)
// #tabstop FREE_DOWNLOADS = [[3]] <- {limit}

// #region imports
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;
// #endregion
import com.google.gson.Gson;
import java.util.LinkedHashMap;
import java.util.Map;

final class Counters {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: all keys lie in one cluster slot, so that they may be merged and changed together.
    private static final String COUNTERS = System.getenv().getOrDefault("KEY_PREFIX", "site") + ":{site}";
    private static final long KEEP = Duration.ofDays(7).toSeconds(); // that a day's counts are kept

    static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
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

    // #region increment
    /** Counts one visit of today and answers how many there are: the key gets its end in the same transaction. */
    static long countVisit() {
        String key = COUNTERS + ":visits:" + today();
        try (AbstractTransaction transaction = redis.multi()) {
            Response<Long> count = transaction.incr(key);
            transaction.expire(key, KEEP);
            execute(transaction);
            return count.get();
        }
    }
    // #endregion

    // #region bounded
    private static final int FREE_DOWNLOADS = 3; // in a day; at most 255

    /** Takes one of the downloads; false when there is none left. */
    static boolean takeDownload() {
        String key = COUNTERS + ":downloads:" + today();
        try (AbstractTransaction transaction = redis.multi()) {
            // Eight bits are full at 255: what is over the limit is taken from the beginning. NX: only where none is yet.
            byte[] start = {(byte) (255 - FREE_DOWNLOADS)};
            transaction.set(key.getBytes(StandardCharsets.UTF_8), start, SetParams.setParams().ex(KEEP).nx());
            Response<List<Long>> count = transaction.bitfield(key, "OVERFLOW", "FAIL", "INCRBY", "u8", "0", "1");
            execute(transaction);
            return count.get().get(0) != null;
        }
    }
    // #endregion

    // #region perVisitor
    /** Counts a visit of one person. A hundred of them share a hash: 5 bytes each, where a key of its own takes 68. */
    static long countFor(int visitor) {
        String key = COUNTERS + ":per-visitor:" + visitor / 100;
        try (AbstractTransaction transaction = redis.multi()) {
            Response<Long> count = transaction.hincrBy(key, String.valueOf(visitor % 100), 1);
            transaction.expire(key, KEEP);
            execute(transaction);
            return count.get();
        }
    }
    // #endregion

    // #region estimate
    /** Notes who came today; the names themselves are forgotten. */
    static void came(String visitor) {
        String key = COUNTERS + ":visitors:" + today();
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.pfadd(key, visitor);
            transaction.expire(key, KEEP);
            execute(transaction);
        }
    }

    /** About how many different people came on these days, whoever came on several being counted once. */
    static long visitors(LocalDate... days) {
        return redis.pfcount(Stream.of(days).map(day -> COUNTERS + ":visitors:" + day).toArray(String[]::new));
    }
    // #endregion

    // #region exact
    /** Notes who came today by number. Numbers must be dense: the highest decides how large the key is. */
    static void cameExactly(long visitor) {
        String key = COUNTERS + ":came:" + today();
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.setbit(key, visitor, true);
            transaction.expire(key, KEEP);
            execute(transaction);
        }
    }

    static long visitorsExactly(LocalDate day) {
        return redis.bitcount(COUNTERS + ":came:" + day);
    }
    // #endregion

    public static void main(String[] args) {
        try (redis) {
            long visits = 0;
            for (int n = 0; n < 100; n++) {
                visits = countVisit();
            }
            int downloads = 0;
            for (int n = 0; n < 10; n++) {
                downloads += takeDownload() ? 1 : 0;
            }
            countFor(4711);
            for (int n = 0; n < 400; n++) {
                came("user:" + n % 200);
                cameExactly(n % 200);
            }
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("visits", visits);
            printed.put("downloads", downloads);
            printed.put("perVisitor", countFor(4711));
            printed.put("estimate", visitors(today()));
            printed.put("exact", visitorsExactly(today()));
            System.out.println(new Gson().toJson(printed));
        }
    }
}
