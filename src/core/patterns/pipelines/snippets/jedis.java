// Many commands in few round trips with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "app")

// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;
// #endregion
import com.google.gson.Gson;
import java.util.LinkedHashMap;

final class Pipelines {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: in a cluster MSET and scripts need all their keys in one slot.
    private static final String SETTINGS = System.getenv().getOrDefault("KEY_PREFIX", "app") + ":{settings}";
    private static final long SETTINGS_KEPT = 3600; // seconds
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

    // #region helpers
    private static final SetParams SETTINGS_WHILE = SetParams.setParams().ex(SETTINGS_KEPT);
    // #endregion

    // #region oneByOne
    /** A round trip for each value: right only where a reply decides about the next. */
    static void saveOneByOne(Map<String, String> values) {
        values.forEach((name, value) -> redis.set(SETTINGS + ":" + name, value, SETTINGS_WHILE));
    }
    // #endregion

    // #region pipelined
    /** A round trip for each batch. Throws the first error among the replies; what came before and after it was done. */
    static void savePipelined(Map<String, String> values, int batch) {
        List<String> names = List.copyOf(values.keySet());
        List<Response<String>> replies = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (int n = 0; n < names.size(); n++) {
                replies.add(pipeline.set(SETTINGS + ":" + names.get(n), values.get(names.get(n)), SETTINGS_WHILE));
                if (n % batch == batch - 1) {
                    pipeline.sync();
                }
            }
        } // closing it sends the rest and reads the answers
        replies.forEach(reply -> reply.get()); // throws what failed
    }
    // #endregion

    // #region auto
    // Jedis sends nothing together by itself. A function that takes the pipeline leaves it to its caller when to send.
    static Response<String> saveOn(AbstractPipeline pipeline, String name, String value) {
        return pipeline.set(SETTINGS + ":" + name, value, SETTINGS_WHILE);
    }

    /** Whatever functions put on the pipeline, wherever in the program they are, goes in one round trip. */
    static void saveTogether(Map<String, String> values) {
        List<Response<String>> replies = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            values.forEach((name, value) -> replies.add(saveOn(pipeline, name, value)));
        }
        replies.forEach(reply -> reply.get());
    }
    // #endregion

    // #region mset
    /** One command for all values. It sets no TTL, so EXPIRE stands beside it, in the same transaction. */
    static void saveAtOnce(Map<String, String> values) {
        String[] pairs = values.entrySet().stream()
                .flatMap(entry -> Stream.of(SETTINGS + ":" + entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.mset(pairs);
            values.keySet().forEach(name -> transaction.expire(SETTINGS + ":" + name, SETTINGS_KEPT));
            execute(transaction);
        }
    }
    // #endregion

    // #region script
    private static final Script FILL_SETTINGS = new Script("""
        -- Writes each value under its key, with a TTL, in one command.
        -- KEYS  the keys, all in one slot
        -- ARGV  seconds that they live, then a value for each key
        -- Answers how many were written.
        for index, key in ipairs(KEYS) do
          redis.call('SET', key, ARGV[index + 1], 'EX', ARGV[1])
        end
        return #KEYS
        """);

    /** One command that does the rest on the server. Some hundred keys at once, not thousands: others wait meanwhile. */
    static long saveByScript(Map<String, String> values) {
        List<String> keys = values.keySet().stream().map(name -> SETTINGS + ":" + name).toList();
        Object[] args = Stream.concat(Stream.of(SETTINGS_KEPT), values.values().stream()).toArray();
        return (Long) FILL_SETTINGS.run(keys, args);
    }
    // #endregion

    // #region partly
    record Counted(int done, List<String> refused) {}

    /** Sends all, and tells which were refused: a pipeline is no transaction, and one error stops none of the others. */
    static Counted countAll(List<String> names) {
        List<Response<Long>> counts = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (String name : names) {
                counts.add(pipeline.incr(SETTINGS + ":" + name));
                pipeline.expire(SETTINGS + ":" + name, SETTINGS_KEPT);
            }
        }
        List<String> refused = new ArrayList<>();
        for (int n = 0; n < names.size(); n++) {
            try {
                counts.get(n).get();
            } catch (JedisDataException failure) {
                refused.add(names.get(n));
            }
        }
        return new Counted(names.size() - refused.size(), refused);
    }
    // #endregion

    public static void main(String[] args) {
        try (redis) {
            saveOneByOne(values("oneByOne"));
            savePipelined(values("pipelined"), 30);
            saveTogether(values("auto"));
            saveAtOnce(values("mset"));
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("byScript", saveByScript(values("script")));
            Counted counted = countAll(List.of("a", "auto:0", "b"));
            printed.put("done", counted.done());
            printed.put("refused", counted.refused());
            System.out.println(new Gson().toJson(printed));
        }
    }

    private static Map<String, String> values(String way) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int n = 0; n < 100; n++) {
            values.put(way + ":" + n, "value " + n);
        }
        return values;
    }
}
