// Names that can be browsed, kept together and listed, with Jedis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "app")

// #region imports
import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;
// #endregion
import java.util.LinkedHashMap;

final class Names {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    private static final long NAMED_KEPT = 3600; // seconds
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

    // #region shared:gson
    private static final Gson gson = new Gson();
    // #endregion

    // #region names
    private static final Pattern PART = Pattern.compile("[\\w.-]+");

    /** One place makes all names: object, id, part. An id that holds braces or blanks would end up somewhere else. */
    static String nameOf(String object, String id, String... parts) {
        List<String> all = Stream.concat(Stream.of(object, id), Stream.of(parts)).toList();
        for (String part : all) {
            if (!PART.matcher(part).matches()) {
                throw new IllegalArgumentException("\"" + part + "\" cannot be part of a key's name");
            }
        }
        List<String> name = new ArrayList<>(List.of(
                System.getenv().getOrDefault("KEY_PREFIX", "app"), "{" + object + ":" + id + "}"));
        name.addAll(List.of(parts));
        return String.join(":", name);
    }
    // #endregion

    // #region helpers
    private static final SetParams NAMED_WHILE = SetParams.setParams().ex(NAMED_KEPT);
    // #endregion

    // #region tags
    /** All of a user's keys share the tag {user:&lt;id&gt;}, so one transaction changes them, in a cluster too. */
    static void saveUser(String id, Object profile) {
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.set(nameOf("user", id, "profile"), gson.toJson(profile), NAMED_WHILE);
            transaction.set(nameOf("user", id, "cart"), "[]", NAMED_WHILE);
            execute(transaction);
        }
    }
    // #endregion

    // #region list
    /** Opens a session and notes it in the set of the user's sessions, in the same transaction. */
    static String openSession(String user) {
        String id = UUID.randomUUID().toString();
        String index = nameOf("user", user, "sessions");
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.set(nameOf("user", user, "session", id), "open", NAMED_WHILE);
            transaction.sadd(index, id);
            transaction.expire(index, NAMED_KEPT);
            execute(transaction);
        }
        return id;
    }

    /** A user's sessions, without looking at anybody else's keys; those that have expired are taken off the list. */
    static List<String> openSessionsOf(String user) {
        String index = nameOf("user", user, "sessions");
        List<String> ids = List.copyOf(redis.smembers(index));
        if (ids.isEmpty()) {
            return ids;
        }
        List<String> states = redis.mget(ids.stream().map(id -> nameOf("user", user, "session", id)).toArray(String[]::new));
        List<String> open = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (int n = 0; n < ids.size(); n++) {
            (states.get(n) == null ? gone : open).add(ids.get(n));
        }
        if (!gone.isEmpty()) {
            redis.srem(index, gone.toArray(String[]::new));
        }
        return open;
    }
    // #endregion

    // #region length
    /** Bytes that a key takes, its name included; empty when there is none. */
    static OptionalLong bytesOf(String key) {
        Long bytes = redis.memoryUsage(key);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }
    // #endregion

    public static void main(String[] args) {
        try (redis) {
            saveUser("42", Map.of("name", "Ann"));
            List<String> opened = List.of(openSession("42"), openSession("42"), openSession("42"));
            redis.unlink(nameOf("user", "42", "session", opened.get(0)));
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("sessions", openSessionsOf("42").size());
            printed.put("bytes", bytesOf(nameOf("user", "42", "profile")).orElse(0) > 40);
            printed.put("refused", isRefused("4}2"));
            System.out.println(gson.toJson(printed));
        }
    }

    private static boolean isRefused(String id) {
        try {
            nameOf("user", id);
            return false;
        } catch (IllegalArgumentException refusal) {
            return true;
        }
    }
}
