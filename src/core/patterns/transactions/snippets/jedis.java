// Changes that belong together with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "app")

// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;
// #endregion
import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class Transactions {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: in a cluster all keys of a transaction must be in one slot.
    private static final String BANK = System.getenv().getOrDefault("KEY_PREFIX", "app") + ":{bank}";

    static String balanceKey(String name) {
        return BANK + ":balance:" + name;
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

    // #region multi
    /** Two changes, and nobody sees one of them alone. Does not ask whether there is enough. */
    static void moveAmount(String payer, String payee, long amount) {
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.decrBy(balanceKey(payer), amount);
            transaction.incrBy(balanceKey(payee), amount);
            // Jedis does not throw what failed. Nothing is rolled back: the other command was done.
            for (Object answer : transaction.exec()) {
                if (answer instanceof JedisDataException failure) {
                    throw failure;
                }
            }
        }
    }
    // #endregion

    // #region watch
    /** Spends if there is enough: reads, decides, and begins again when somebody was first. */
    static boolean spend(String name, long amount, int attempts) {
        String key = balanceKey(name);
        for (int attempt = 0; attempt < attempts; attempt++) {
            // WATCH belongs to a connection: the transaction has one of its own, and unwatches when it gives it back. What is
            // read after it comes over another, so the pool must be larger than the number of threads that do this at once.
            try (AbstractTransaction transaction = redis.transaction(false)) {
                transaction.watch(key);
                long balance = Long.parseLong(Objects.requireNonNullElse(redis.get(key), "0"));
                if (balance < amount) {
                    return false;
                }
                transaction.multi();
                transaction.set(key, String.valueOf(balance - amount), SetParams.setParams().keepTtl());
                if (transaction.exec() != null) { // else somebody was first
                    return true;
                }
            }
        }
        throw new IllegalStateException(name + " was changed by others " + attempts + " times");
    }
    // #endregion

    // #region version
    private static final Script COMPARE_AND_SET = new Script("""
        -- Writes a value only when nobody has written since it was read.
        -- KEYS  a hash with the fields value and version
        -- ARGV  the version that was read (0: there was none), the new value, seconds that the key lives (0: for ever)
        -- Answers the new version, or nil when another writer was first.
        local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
        if version ~= tonumber(ARGV[1]) then
          return false
        end
        redis.call('HSET', KEYS[1], 'value', ARGV[2], 'version', version + 1)
        if tonumber(ARGV[3]) > 0 then
          redis.call('EXPIRE', KEYS[1], ARGV[3])
        end
        return version + 1
        """);

    /** Changes a value as WATCH does, but holds no connection: it carries a version that each write raises. */
    static int change(String key, LongUnaryOperator reckon, int attempts) {
        for (int attempt = 1; attempt <= attempts; attempt++) {
            List<String> read = redis.hmget(key, "value", "version");
            long value = Long.parseLong(Objects.requireNonNullElse(read.get(0), "0"));
            String version = Objects.requireNonNullElse(read.get(1), "0");
            if (COMPARE_AND_SET.run(List.of(key), version, reckon.applyAsLong(value), 3600) != null) {
                return attempt;
            }
        }
        throw new IllegalStateException(key + " was changed by others " + attempts + " times");
    }
    // #endregion

    // #region script
    private static final Script TRANSFER = new Script("""
        -- Moves an amount from one balance to another, if there is enough.
        -- KEYS  balance of the one who pays, balance of the one who is paid
        -- ARGV  amount, seconds that both keys live (0: for ever)
        -- Answers 1 when it was moved, 0 when there was not enough. Checks everything before it writes anything: what a script
        -- has written stays when a later command fails.
        local amount = tonumber(ARGV[1])
        if not amount or amount < 1 or amount % 1 ~= 0 then
          return redis.error_reply('ERR the amount must be a whole number above 0')
        end
        if tonumber(redis.call('GET', KEYS[1]) or 0) < amount then
          return 0
        end
        if not tonumber(redis.call('GET', KEYS[2]) or 0) then
          return redis.error_reply('ERR the balance of who is paid is no number')
        end
        redis.call('DECRBY', KEYS[1], ARGV[1])
        redis.call('INCRBY', KEYS[2], ARGV[1])
        if tonumber(ARGV[2]) > 0 then
          redis.call('EXPIRE', KEYS[1], ARGV[2])
          redis.call('EXPIRE', KEYS[2], ARGV[2])
        end
        return 1
        """);

    /** Moves money if there is enough. Asks and writes in one step, so nobody has to begin again. */
    static boolean transfer(String payer, String payee, long amount) {
        return (Long) TRANSFER.run(List.of(balanceKey(payer), balanceKey(payee)), amount, 0) == 1;
    }
    // #endregion

    public static void main(String[] args) throws Exception {
        try (redis) {
            redis.mset(balanceKey("amy"), "1000", balanceKey("ben"), "1000", balanceKey("cleo"), "1000", balanceKey("dan"), "0");
            moveAmount("amy", "ben", 100);
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("spent", Collections.frequency(together(4, () -> spend("amy", 300, 20)), true));
            printed.put("moved", Collections.frequency(together(50, () -> transfer("cleo", "dan", 100)), true));
            int writers = 10;
            CyclicBarrier everybody = new CyclicBarrier(writers);
            List<Integer> attempts = together(writers, () -> change(BANK + ":document", value -> {
                if (value == 0) {
                    await(everybody); // so that all have read before anybody writes
                }
                return value + 1;
            }, 100));
            printed.put("contended", Collections.max(attempts) > 1);
            System.out.println(new Gson().toJson(printed));
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a task answers that is done so often, by ten threads. */
    private static <T> List<T> together(int count, Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(Collections.nCopies(count, task))) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }
}
