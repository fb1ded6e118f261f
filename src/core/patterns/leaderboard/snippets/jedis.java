// A leaderboard on sorted sets with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "leaderboard")
// #tabstop TOP_SHOWN = [[10]] <- {top}

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;
// #endregion
import java.util.LinkedHashMap;
import java.util.Map;

final class Leaderboard {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: all boards of one game lie in one cluster slot, so that a script may change them together.
    private static final String GAME = System.getenv().getOrDefault("KEY_PREFIX", "leaderboard") + ":{game}";
    private static final String ALL_TIME = GAME + ":board:all";

    /** Days are those of UTC, so that every server means the same day. */
    static LocalDate utcToday() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    static String dayBoard(LocalDate day) {
        return GAME + ":board:day:" + day;
    }

    /** The board of the ISO week. */
    static String weekBoard(LocalDate day) {
        return "%s:board:week:%d-W%02d".formatted(
                GAME, day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
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

    // #region helpers
    record Ranked(String player, double score) {
        static List<Ranked> of(List<Tuple> pairs) {
            return pairs.stream().map(pair -> new Ranked(pair.getElement(), pair.getScore())).toList();
        }
    }

    /** The end of a range of scores that leaves the score itself out. */
    private static String beyond(double score) {
        return "(" + score;
    }
    // #endregion

    // #region score
    private static final Script SCORE = new Script("""
        -- Counts a win once, on every board, however often it is sent.
        -- KEYS  all-time board, day board, week board, marker of the event
        -- ARGV  player, points, seconds the event is remembered, seconds the day, the week and the all-time board live (0: for ever)
        -- Answers the player's all-time score, or nil when the event was counted before.
        -- What a script has written stays when a later command fails, so points are checked before the event is remembered.
        if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
          return redis.error_reply('ERR points must be a whole number of at most 15 digits')
        end
        if not redis.call('SET', KEYS[4], 1, 'NX', 'EX', ARGV[3]) then
          return false
        end
        local function add(board, seconds)
          local score = redis.call('ZINCRBY', board, ARGV[2], ARGV[1])
          if tonumber(seconds) > 0 and redis.call('TTL', board) < 0 then
            redis.call('EXPIRE', board, seconds)
          end
          return score
        end
        add(KEYS[2], ARGV[4])
        add(KEYS[3], ARGV[5])
        return add(KEYS[1], ARGV[6])
        """);
    private static final int DAY_SECONDS = 86_400; // seconds

    /** Adds the points to every board, once per event id. The all-time score; empty when it was counted before. */
    static Optional<Double> countWin(String player, long points, String eventId) {
        LocalDate today = utcToday();
        List<String> keys = List.of(ALL_TIME, dayBoard(today), weekBoard(today), GAME + ":event:" + eventId);
        Object score = SCORE.run(keys, player, points, DAY_SECONDS, 8 * DAY_SECONDS, 60 * DAY_SECONDS, 0);
        return Optional.ofNullable(score).map(text -> Double.valueOf(text.toString()));
    }
    // #endregion

    // #region top
    private static final long TOP_SHOWN = 10;

    static List<Ranked> topPlayers() {
        return topPlayers(TOP_SHOWN);
    }

    /** The best, with their scores: O(log N + count). */
    static List<Ranked> topPlayers(long count) {
        return places(1, count);
    }
    // #endregion

    // #region rank
    /** A place with ties broken by name, and with ties shared. */
    record Place(double score, long ordinal, long shared) {}

    /** A player's place; empty for one who is not on the board. */
    static Optional<Place> placeOf(String player) {
        Response<Long> rank;
        Response<Double> score;
        try (AbstractPipeline pipeline = redis.pipelined()) {
            rank = pipeline.zrevrank(ALL_TIME, player);
            score = pipeline.zscore(ALL_TIME, player);
            pipeline.sync();
        }
        if (rank.get() == null || score.get() == null) {
            return Optional.empty();
        }
        long ahead = redis.zcount(ALL_TIME, beyond(score.get()), "+inf");
        // ZREVRANK is 0-based.
        return Optional.of(new Place(score.get(), rank.get() + 1, ahead + 1));
    }
    // #endregion

    // #region around
    private static final Script AROUND = new Script("""
        -- The players around one, best first.
        -- KEYS  board
        -- ARGV  player, how many on each side
        -- Answers the 0-based rank of the first of them and [member, score, ...], or nil when the player is not on the board.
        local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
        if not rank then
          return false
        end
        local first = math.max(0, rank - tonumber(ARGV[2]))
        return { first, redis.call('ZRANGE', KEYS[1], first, rank + tonumber(ARGV[2]), 'REV', 'WITHSCORES') }
        """);

    record Neighbour(long place, String player, double score) {}

    /** The players around one, read at one moment; none for a player who is not on the board. */
    static List<Neighbour> playersAround(String player, int each) {
        if (!(AROUND.run(List.of(ALL_TIME), player, each) instanceof List<?> reply)) {
            return List.of();
        }
        long first = (Long) reply.get(0);
        List<?> flat = (List<?>) reply.get(1);
        return IntStream.range(0, flat.size() / 2)
                // What a script answers of a sorted set is text, scores too.
                .mapToObj(n -> new Neighbour(first + n + 1, flat.get(2 * n).toString(),
                        Double.parseDouble(flat.get(2 * n + 1).toString())))
                .toList();
    }
    // #endregion

    // #region range
    /** Places first to last, both included and counted from 1. */
    static List<Ranked> places(long first, long last) {
        return Ranked.of(redis.zrangeWithScores(ALL_TIME, ZRangeParams.zrangeParams(first - 1, last - 1).rev()));
    }
    // #endregion

    // #region percentile
    /** The share of the others who have fewer points, in per cent; empty for a player who is not on the board. */
    static Optional<Double> percentile(String player) {
        Response<Double> score;
        Response<Long> players;
        try (AbstractPipeline pipeline = redis.pipelined()) {
            score = pipeline.zscore(ALL_TIME, player);
            players = pipeline.zcard(ALL_TIME);
            pipeline.sync();
        }
        if (score.get() == null) {
            return Optional.empty();
        }
        long behind = redis.zcount(ALL_TIME, "-inf", beyond(score.get()));
        return Optional.of(players.get() <= 1 ? 100.0 : 100.0 * behind / (players.get() - 1));
    }
    // #endregion

    // #region periods
    /** The best hundred of the last seven days added up. O(N) on the server, so the result is kept for a minute. */
    static List<Ranked> lastSevenDays(long count) {
        String target = GAME + ":board:last7days";
        ZRangeParams best = ZRangeParams.zrangeParams(0, count - 1).rev();
        List<Tuple> kept = redis.zrangeWithScores(target, best);
        if (!kept.isEmpty()) {
            return Ranked.of(kept);
        }
        List<String> days = new ArrayList<>();
        for (int back = 0; back < 7; back++) {
            days.add(dayBoard(utcToday().minusDays(back)));
        }
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.zunionstore(target, days.toArray(String[]::new));
            transaction.zremrangeByRank(target, 0, -101);
            transaction.expire(target, 60);
            Response<List<Tuple>> made = transaction.zrangeWithScores(target, best);
            execute(transaction);
            return Ranked.of(made.get());
        }
    }
    // #endregion

    // #region best
    /** A board of best scores: a lower one changes nothing (GT). It keeps the best thousand. */
    static void offerBest(String player, double score) {
        String board = GAME + ":board:best";
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.zadd(board, score, player, ZAddParams.zAddParams().gt());
            transaction.zremrangeByRank(board, 0, -1001);
            execute(transaction);
        }
    }
    // #endregion

    // #region ties
    private static final Script FIRST_TO_REACH = new Script("""
        -- Adds points on a board where, of equal points, the one who had them first is ahead.
        -- KEYS  board, points by player
        -- ARGV  player, points, start of the season in seconds since the epoch, seconds both keys live (0: for ever)
        -- A score is points * 2^25 + the seconds left of a season of 388 days: 28 + 25 bits, which a double holds exactly.
        local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
        local points = before + ARGV[2]
        if points % 1 ~= 0 or points < 0 or points > 268435455 then
          return redis.error_reply('ERR points out of range')
        end
        if points == before then
          return points
        end
        local elapsed = math.min(33554431, math.max(0, redis.call('TIME')[1] - tonumber(ARGV[3])))
        redis.call('HSET', KEYS[2], ARGV[1], points)
        redis.call('ZADD', KEYS[1], points * 33554432 + (33554431 - elapsed), ARGV[1])
        if tonumber(ARGV[4]) > 0 then
          for _, key in ipairs(KEYS) do
            if redis.call('TTL', key) < 0 then
              redis.call('EXPIRE', key, ARGV[4])
            end
          end
        end
        return points
        """);

    /** Adds points on a board where, of equal points, the one who had them first is ahead. The player's points. */
    static long reachFirst(String player, long points, Instant seasonStart) {
        List<String> keys = List.of(GAME + ":board:season", GAME + ":points:season");
        return (Long) FIRST_TO_REACH.run(keys, player, points, seasonStart.getEpochSecond(), 0);
    }
    // #endregion

    public static void main(String[] args) {
        Gson gson = new GsonBuilder().serializeNulls().create();
        try (redis) {
            for (int n = 1; n <= 100; n++) {
                countWin("player:" + n, n * 10, "win-" + n);
            }
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("repeated", countWin("player:100", 1000, "win-100").orElse(null));
            reachFirst("anna", 500, utcToday().withDayOfYear(1).atStartOfDay().toInstant(ZoneOffset.UTC));
            for (double score : new double[] {300, 500, 400}) {
                offerBest("anna", score);
            }
            printed.put("top", topPlayers());
            printed.put("place", placeOf("player:42").orElse(null));
            printed.put("nobody", placeOf("nobody").orElse(null));
            printed.put("around", playersAround("player:42", 2));
            printed.put("page", places(41, 50));
            printed.put("percentile", percentile("player:42").orElse(null));
            printed.put("lastSevenDays", lastSevenDays(3));
            System.out.println(gson.toJson(printed));
        }
    }
}
