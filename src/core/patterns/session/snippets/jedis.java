// Sessions with Jedis, as hashes and as JSON. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "shop")
// #tabstop IDLE_MS = [[Duration.ofMinutes(30)]] <- Duration.ofSeconds({idle})
// #tabstop ABSOLUTE_MS = [[Duration.ofHours(12)]] <- Duration.ofSeconds({absolute})
// #tabstop MOST_IN_CART = [[99]] <- {most}

// #region imports
import com.google.gson.Gson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.json.Path2;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.util.SafeEncoder;
// #endregion
import com.google.gson.GsonBuilder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class Sessions {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    private static final String SESSION_PREFIX = System.getenv().getOrDefault("KEY_PREFIX", "shop");
    private static final long IDLE_MS = Duration.ofMinutes(30).toMillis(); // after the last request
    private static final long ABSOLUTE_MS = Duration.ofHours(12).toMillis(); // after the login, however often it is used
    private static final int MOST_IN_CART = 99; // of one product

    // The braces are a hash tag: what belongs to one session lies in one cluster slot, and sessions spread over all of them.
    static String sessionKey(String sid) {
        return SESSION_PREFIX + ":sess:{" + sid + "}";
    }

    static String documentKey(String sid) {
        return SESSION_PREFIX + ":doc:{" + sid + "}";
    }

    static String cartKey(String sid) {
        return sessionKey(sid) + ":cart";
    }

    static String codeKey(String sid) {
        return sessionKey(sid) + ":code";
    }

    static String userKey(String uid) {
        return SESSION_PREFIX + ":user:{" + uid + "}:sess";
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

    // #region shared:gson
    private static final Gson gson = new Gson();
    // #endregion

    // #region helpers
    /** Milliseconds since the epoch by the server's clock, which the scripts reckon with. */
    private static long serverTime() {
        List<?> parts = (List<?>) redis.executeCommand(new CommandArguments(Command.TIME));
        return Long.parseLong(SafeEncoder.encode((byte[]) parts.get(0))) * 1000;
    }

    private static final SecureRandom random = new SecureRandom();
    // #endregion

    // #region login
    // #region loginHash
    /** Opens a session under a new id, never one that the client brought. Keep it from logs. */
    static String logIn(String uid, String name) {
        Entry entry = enterUser(uid);
        String key = sessionKey(entry.sid());
        String now = String.valueOf(entry.now());
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.hset(key, Map.of("uid", uid, "name", name, "created", now, "seen", now));
            transaction.pexpire(key, IDLE_MS);
            execute(transaction);
        }
        return entry.sid();
    }
    // #endregion

    // #region loginJson
    /** A session as JSON, times in milliseconds since the epoch. */
    record Document(String uid, String name, long created, long seen, Map<String, Integer> cart) {}

    /** Opens a session as a JSON document, under a new id. JSON.SET has no option for a TTL. */
    static String logInJson(String uid, String name) {
        Entry entry = enterUser(uid);
        String key = documentKey(entry.sid());
        Document document = new Document(uid, name, entry.now(), entry.now(), Map.of());
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.jsonSet(key, Path2.ROOT_PATH, gson.toJson(document));
            transaction.pexpire(key, IDLE_MS);
            execute(transaction);
        }
        return entry.sid();
    }
    // #endregion

    private record Entry(String sid, long now) {}

    /** Puts the session to be on the user's list first: then none is there that the list does not name. */
    private static Entry enterUser(String uid) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String sid = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        long now = serverTime();
        String key = userKey(uid);
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.zremrangeByScore(key, "-inf", String.valueOf(now));
            transaction.zadd(key, now + ABSOLUTE_MS, sid);
            transaction.pexpire(key, ABSOLUTE_MS);
            execute(transaction);
        }
        return new Entry(sid, now);
    }
    // #endregion

    // #region touch
    // #region touchHash
    private static final Script TOUCH = new Script("""
        -- Reads a session and gives it time again: one round trip, and nothing can end it in between.
        -- KEYS  session, its cart
        -- ARGV  milliseconds it lives without a request, milliseconds it lives at most
        -- Answers its fields and values, or nil when there is no such session (any more).
        local left = redis.call('PTTL', KEYS[1])
        if left == -2 then return false end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local created = tonumber(redis.call('HGET', KEYS[1], 'created')) or now
        local rest = created + ARGV[2] - now
        if rest <= 0 then
          redis.call('UNLINK', KEYS[1], KEYS[2])
          return false
        end
        local ttl = math.min(tonumber(ARGV[1]), rest)
        -- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
        if left < ttl * 0.9 or left > ttl then
          redis.call('PEXPIRE', KEYS[1], ttl)
          redis.call('PEXPIRE', KEYS[2], ttl)
        end
        return redis.call('HGETALL', KEYS[1])
        """);

    /** For each request: the session's fields, with its idle time begun anew; empty when it is over. */
    static Optional<Map<String, String>> touch(String sid) {
        if (!(TOUCH.run(List.of(sessionKey(sid), cartKey(sid)), IDLE_MS, ABSOLUTE_MS) instanceof List<?> reply)) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        for (int at = 0; at < reply.size(); at += 2) {
            fields.put((String) reply.get(at), (String) reply.get(at + 1));
        }
        return Optional.of(fields);
    }
    // #endregion

    // #region touchJson
    private static final Script TOUCH_JSON = new Script("""
        -- Reads a session and gives it time again: one round trip, and nothing can end it in between.
        -- KEYS  session
        -- ARGV  milliseconds it lives without a request, milliseconds it lives at most
        -- Answers the document, or nil when there is no such session (any more).
        local left = redis.call('PTTL', KEYS[1])
        if left == -2 then return false end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local created = tonumber(string.match(redis.call('JSON.GET', KEYS[1], '$.created'), '%d+')) or now
        local rest = created + ARGV[2] - now
        if rest <= 0 then
          redis.call('UNLINK', KEYS[1])
          return false
        end
        local ttl = math.min(tonumber(ARGV[1]), rest)
        -- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
        if left < ttl * 0.9 or left > ttl then
          redis.call('PEXPIRE', KEYS[1], ttl)
        end
        return redis.call('JSON.GET', KEYS[1])
        """);

    /** For each request: the session's document, with its idle time begun anew; empty when it is over. */
    static Optional<Document> touchJson(String sid) {
        Object text = TOUCH_JSON.run(List.of(documentKey(sid)), IDLE_MS, ABSOLUTE_MS);
        return Optional.ofNullable((String) text).map(json -> gson.fromJson(json, Document.class));
    }
    // #endregion
    // #endregion

    // #region update
    private static final Script SSET = new Script("""
        -- Writes to a session that is there. A plain HSET would make a new session of one field, which never expires; and what
        -- JSON.SET with a path says of a missing document differs between servers.
        -- KEYS  session
        -- ARGV  the command that writes (HSET, JSON.SET), what follows its key
        -- Answers 1, or 0 when there is no such session (any more).
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
        return 1
        """);

    // #region updateHash
    /** Sets one field without reading the rest; false when the session is over, and then nothing is written. */
    static boolean update(String sid, String field, Object value) {
        return (Long) SSET.run(List.of(sessionKey(sid)), "HSET", field, value) == 1;
    }
    // #endregion

    // #region updateJson
    /** Sets one member; it must be a name of your own, never one that a client sent: it becomes part of a path. */
    static boolean updateJson(String sid, String member, Object value) {
        return (Long) SSET.run(List.of(documentKey(sid)), "JSON.SET", "$." + member, gson.toJson(value)) == 1;
    }
    // #endregion
    // #endregion

    // #region cart
    // #region cartHash
    private static final Script CART = new Script("""
        -- Changes how many of a product lie in the cart of a session that is there.
        -- KEYS  session, its cart
        -- ARGV  product, how many more (negative: fewer), how many at most
        -- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
        local left = redis.call('PTTL', KEYS[1])
        if left == -2 then return -2 end
        if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
          return redis.error_reply('ERR the quantity must be a whole number of at most 15 digits')
        end
        local quantity = (tonumber(redis.call('HGET', KEYS[2], ARGV[1])) or 0) + ARGV[2]
        if quantity > tonumber(ARGV[3]) then return -1 end
        if quantity <= 0 then redis.call('HDEL', KEYS[2], ARGV[1]) return 0 end
        redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
        if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
        return quantity
        """);

    /** How many there are now; -1 when that would be too many, -2 when the session is over. */
    static long addToCart(String sid, String sku, int quantity) {
        return (Long) CART.run(List.of(sessionKey(sid), cartKey(sid)), sku, quantity, MOST_IN_CART);
    }
    // #endregion

    // #region cartJson
    private static final Script CART_JSON = new Script("""
        -- Changes how many of a product lie in the cart of a session that is there. The product is the name of a member.
        -- KEYS  session
        -- ARGV  product, how many more (negative: fewer), how many at most
        -- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
        if redis.call('EXISTS', KEYS[1]) == 0 then return -2 end
        -- The product becomes part of a path: anything but these characters could name another place of the document.
        if not string.match(ARGV[1], '^[%w_-]+$') or not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
          return redis.error_reply('ERR a product has letters, digits, _ and - only, a quantity at most 15 digits')
        end
        local path = '$.cart["' .. ARGV[1] .. '"]'
        local before = tonumber(string.match(redis.call('JSON.GET', KEYS[1], path), '%d+'))
        local quantity = (before or 0) + ARGV[2]
        if quantity > tonumber(ARGV[3]) then return -1 end
        if quantity <= 0 then
          redis.call('JSON.DEL', KEYS[1], path)
          return 0
        end
        if before then
          redis.call('JSON.NUMINCRBY', KEYS[1], path, ARGV[2])
        else
          redis.call('JSON.SET', KEYS[1], path, ARGV[2])
        end
        return quantity
        """);

    /** How many there are now; -1 when that would be too many, -2 when the session is over. */
    static long addToCartJson(String sid, String sku, int quantity) {
        return (Long) CART_JSON.run(List.of(documentKey(sid)), sku, quantity, MOST_IN_CART);
    }
    // #endregion
    // #endregion

    // #region devices
    /** The user's sessions that may be there still, longest to live first. Of each, its own key says whether it is. */
    static List<String> sessionsOf(String uid) {
        ZRangeParams alive = ZRangeParams.zrangeByScoreParams(Double.POSITIVE_INFINITY, System.currentTimeMillis()).rev();
        return redis.zrange(userKey(uid), alive);
    }
    // #endregion

    // #region logout
    /** Ends one session, then takes it off the list. */
    static void logOut(String uid, String sid) {
        redis.unlink(sessionKey(sid), cartKey(sid), codeKey(sid));
        redis.unlink(documentKey(sid));
        redis.zrem(userKey(uid), sid);
    }
    // #endregion

    // #region logoutEverywhere
    /** Ends those that are there now; a login that comes in between goes on, and stays on the list. */
    static int logOutEverywhere(String uid) {
        List<String> sids = redis.zrange(userKey(uid), 0, -1);
        sids.forEach(sid -> logOut(uid, sid));
        return sids.size();
    }
    // #endregion

    // #region otp
    private static final Script OTP = new Script("""
        -- Keeps a code in the session for less time than the session has. Where the server has no TTLs of fields (before Redis 7.4
        -- and Valkey 9), the code gets a key of its own.
        -- KEYS  session, key for the code
        -- ARGV  code, milliseconds it is good for
        -- Answers 'field' or 'key': where it is; nil when there is no such session (any more).
        local left = redis.call('PTTL', KEYS[1])
        if left == -2 then return false end
        local answer = redis.pcall('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
        if not answer.err then
          -- HSET takes the TTL of a field away, so it is set after that, each time.
          redis.call('HSET', KEYS[1], 'otp', ARGV[1])
          redis.call('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
          return 'field'
        end
        if not string.find(string.lower(answer.err), 'unknown') then return answer end
        local ttl = tonumber(ARGV[2])
        if left > 0 then ttl = math.min(ttl, left) end
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
        return 'key'
        """);

    /** A code, and whether it is kept in a field of the session or under a key of its own. */
    record Code(String code, String where) {}

    /** Gives the session a code that is good for two minutes; empty when the session is over. */
    static Optional<Code> giveCode(String sid) {
        String code = "%06d".formatted(random.nextInt(1_000_000));
        Object where = OTP.run(List.of(sessionKey(sid), codeKey(sid)), code, Duration.ofMinutes(2).toMillis());
        return Optional.ofNullable((String) where).map(place -> new Code(code, place));
    }
    // #endregion

    /** The functions of one of the two kinds. */
    private interface Kind {
        String logIn(String uid, String name);

        Optional<?> touch(String sid);

        boolean update(String sid, String field, Object value);

        long addToCart(String sid, String sku, int quantity);
    }

    private static final class Hashes implements Kind {
        public String logIn(String uid, String name) {
            return Sessions.logIn(uid, name);
        }

        public Optional<?> touch(String sid) {
            return Sessions.touch(sid);
        }

        public boolean update(String sid, String field, Object value) {
            return Sessions.update(sid, field, value);
        }

        public long addToCart(String sid, String sku, int quantity) {
            return Sessions.addToCart(sid, sku, quantity);
        }
    }

    private static final class Documents implements Kind {
        public String logIn(String uid, String name) {
            return logInJson(uid, name);
        }

        public Optional<?> touch(String sid) {
            return touchJson(sid);
        }

        public boolean update(String sid, String field, Object value) {
            return updateJson(sid, field, value);
        }

        public long addToCart(String sid, String sku, int quantity) {
            return addToCartJson(sid, sku, quantity);
        }
    }

    public static void main(String[] args) throws Exception {
        try (redis) {
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("hash", tryOut(new Hashes(), "u1"));
            printed.put("json", hasJson() ? tryOut(new Documents(), "u2") : null);
            String bruno = logIn("u3", "bruno");
            printed.put("bruno", bruno);
            printed.put("code", giveCode(bruno).orElseThrow());
            logIn("u4", "chiara");
            logIn("u4", "chiara");
            printed.put("ended", logOutEverywhere("u4"));
            System.out.println(new GsonBuilder().serializeNulls().create().toJson(printed));
        }
    }

    private static boolean hasJson() {
        List<?> names = (List<?>) redis.executeCommand(new CommandArguments(Command.COMMAND).add("LIST"));
        return names.stream().map(name -> SafeEncoder.encode((byte[]) name)).anyMatch("JSON.SET"::equalsIgnoreCase);
    }

    private static Map<String, Object> tryOut(Kind sessions, String uid) throws Exception {
        String sid = sessions.logIn(uid, "alice");
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("sid", sid);
        seen.put("coffee", coffees(sessions, sid));
        String phone = sessions.logIn(uid, "alice");
        seen.put("devices", sessionsOf(uid).size());
        logOut(uid, phone);
        seen.put("late", List.of(sessions.update(phone, "seen", 1), sessions.addToCart(phone, "tea", 1)));
        seen.put("updated", sessions.update(sid, "seen", 1));
        seen.put("session", sessions.touch(sid).orElseThrow());
        seen.put("gone", sessions.touch(phone).orElse(null));
        return seen;
    }

    /** How many there are after 50 additions, ten sent at a time. */
    private static long coffees(Kind sessions, String sid) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            Callable<Long> addition = () -> sessions.addToCart(sid, "coffee", 1);
            long most = 0;
            for (Future<Long> quantity : threads.invokeAll(Collections.nCopies(50, addition))) {
                most = Math.max(most, quantity.get());
            }
            return most;
        } finally {
            threads.shutdown();
        }
    }
}
