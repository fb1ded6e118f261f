// Who is near, with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "taxi")
// #tabstop Duration.ofMinutes(1)
// #tabstop NEAR_KM = [[2]] <- {radius}
// #tabstop NEAREST_SHOWN = [[10]] <- {shown}

// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.GeoUnit;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.GeoSearchParam;
// #endregion
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

final class Geospatial {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: both keys lie in one cluster slot, so that a script may change them together.
    private static final String CITY = System.getenv().getOrDefault("KEY_PREFIX", "taxi") + ":{helsinki}";
    private static final String DRIVERS = CITY + ":drivers";
    private static final String SEEN = CITY + ":seen";
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

    // #region nearest
    /** A driver and how far away, in kilometres. */
    record Nearby(String driver, double distance) {}

    private static final double NEAR_KM = 2;
    private static final int NEAREST_SHOWN = 10;

    /** The nearest drivers within this radius, nearest first. */
    static List<Nearby> nearest(double longitude, double latitude) {
        GeoSearchParam search = GeoSearchParam.geoSearchParam()
                .fromLonLat(longitude, latitude)
                .byRadius(NEAR_KM, GeoUnit.KM)
                .asc()
                .count(NEAREST_SHOWN)
                .withDist();
        return redis.geosearch(DRIVERS, search).stream()
                .map(found -> new Nearby(found.getMemberByString(), found.getDistance()))
                .toList();
    }
    // #endregion

    // #region move
    /** Notes where a driver is, and that it was heard of: both or neither. */
    static void moveDriver(String driver, double longitude, double latitude) {
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.geoadd(DRIVERS, longitude, latitude, driver);
            transaction.zadd(SEEN, System.currentTimeMillis(), driver);
            execute(transaction);
        }
    }
    // #endregion

    // #region distance
    /** Kilometres between two drivers; empty when one of them is not on the map. */
    static Optional<Double> distance(String a, String b) {
        return Optional.ofNullable(redis.geodist(DRIVERS, a, b, GeoUnit.KM));
    }
    // #endregion

    // #region box
    /** Who is on a map of so many kilometres around a place. */
    static List<String> onMap(double longitude, double latitude, double width, double height) {
        GeoSearchParam search = GeoSearchParam.geoSearchParam()
                .fromLonLat(longitude, latitude)
                .byBox(width, height, GeoUnit.KM)
                .asc()
                .count(500);
        return redis.geosearch(DRIVERS, search).stream().map(found -> found.getMemberByString()).toList();
    }
    // #endregion

    // #region sweep
    private static final Script SWEEP = new Script("""
        -- Takes drivers off the map that were not heard of since a moment, at most so many at once.
        -- KEYS  positions, when each was last heard of
        -- ARGV  the moment (milliseconds), how many at most
        -- Answers how many were taken off.
        local gone = redis.call('ZRANGE', KEYS[2], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
        if #gone == 0 then
          return 0
        end
        redis.call('ZREM', KEYS[1], unpack(gone))
        return redis.call('ZREM', KEYS[2], unpack(gone))
        """);
    private static final Duration SILENT = Duration.ofMinutes(1); // stays on the map without a word

    /** Takes silent drivers off the map and answers how many. Call it every few seconds. */
    static long sweep() {
        long since = System.currentTimeMillis() - SILENT.toMillis();
        return (Long) SWEEP.run(List.of(DRIVERS, SEEN), since, 1000);
    }
    // #endregion

    public static void main(String[] args) {
        try (redis) {
            moveDriver("anna", 24.9414, 60.1719);
            moveDriver("ben", 24.9523, 60.1701);
            moveDriver("cleo", 25.2, 60.3);
            redis.zadd(SEEN, System.currentTimeMillis() - 2 * SILENT.toMillis(), "cleo");
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("near", nearest(24.9414, 60.1719));
            printed.put("apart", distance("anna", "ben").orElseThrow());
            printed.put("nobody", distance("anna", "nobody").orElse(null));
            printed.put("map", onMap(24.9414, 60.1719, 4, 2));
            printed.put("swept", sweep());
            System.out.println(new GsonBuilder().serializeNulls().create().toJson(printed));
        }
    }
}
