// An inventory on hashes or JSON documents with Jedis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "shop")
// #tabstop KIND = [["hash"]] <- "{variant}"
// #tabstop HOLD_MS = [[600_000]] <- {hold} * 1000

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
// #region imports
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.json.JSONArray;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.json.JsonProtocol.JsonCommand;
import redis.clients.jedis.json.JsonSetParams;
import redis.clients.jedis.json.Path2;
// #endregion
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

final class Inventory {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: all keys lie in one cluster slot, so that a script may change them together.
    private static final String SHOP = System.getenv().getOrDefault("KEY_PREFIX", "shop") + ":{shop}";
    // Each product is a hash, or a JSON document with "json" (Redis 8 and Redis Stack have JSON).
    private static final String KIND = "hash";
    private static final String LEDGER = SHOP + ":ledger";
    private static final int ORDER_KEPT = 86_400; // seconds that an order is remembered: longer than any client tries again

    /** The product, the holds by when they end, the units held by order, and the units sold. */
    record StockKeys(String product, String holds, String held, String sold) {
        static StockKeys of(String sku) {
            return new StockKeys(
                    SHOP + ":product:" + sku, SHOP + ":holds:" + sku, SHOP + ":held:" + sku, SHOP + ":sold:" + sku);
        }
    }

    /** What remembers an order: of one product, or of all its lines. */
    static String markerOf(String order, String... sku) {
        return String.join(":", SHOP, "order", order) + (sku.length > 0 ? ":" + sku[0] : "");
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

    // #region stock
    private static final String STOCK = """
        -- What the scripts share: they are put behind it. The stock is a field of a hash, or a number in a JSON document.
        local function stockOf(kind, product)
          if kind == 'json' then
            local found = redis.call('JSON.GET', product, '$.stock')
            return found and tonumber(string.match(found, '^%[(%-?%d+)%]$') or nil)
          end
          return tonumber(redis.call('HGET', product, 'stock') or nil)
        end
        local function addStock(kind, product, units)
          -- A product that is gone is not born again by giving units back to it.
          if redis.call('EXISTS', product) == 0 then
            return
          end
          if kind == 'json' then
            redis.call('JSON.NUMINCRBY', product, '$.stock', units)
          else
            redis.call('HINCRBY', product, 'stock', units)
          end
        end
        -- Checked before anything is written: what a script has written stays when a later command fails.
        local function isCount(units)
          return string.match(units, '^[1-9]%d*$') and #units <= 15
        end
        -- The server's clock: those of clients differ.
        local function now()
          local time = redis.call('TIME')
          return time[1] * 1000 + math.floor(time[2] / 1000)
        end
        -- Gives back what is held too long: of twenty orders at a time, and of more where there are fewer units than wanted.
        -- Answers the stock.
        local function stockAfterLate(kind, product, holds, held, wanted)
          local stock, freed = stockOf(kind, product), 0
          while stock and (freed < 20 or stock < wanted) do
            local late = redis.call('ZRANGE', holds, '-inf', now(), 'BYSCORE', 'LIMIT', 0, 1)[1]
            if not late then
              break
            end
            addStock(kind, product, tonumber(redis.call('HGET', held, late) or 0))
            redis.call('HDEL', held, late)
            redis.call('ZREM', holds, late)
            stock, freed = stockOf(kind, product), freed + 1
          end
          return stock
        end
        -- New keys live so many seconds; 0 is for ever.
        local function expire(seconds, ...)
          for _, key in ipairs({ ... }) do
            if tonumber(seconds) > 0 and redis.call('TTL', key) < 0 then
              redis.call('EXPIRE', key, seconds)
            end
          end
        end
        local function record(ledger, order, product, units)
          redis.call('XADD', ledger, 'MAXLEN', '~', 1000, '*', 'order', order, 'product', product, 'units', units)
        end
        """;
    // #endregion

    // #region buy
    private static final Script BUY = new Script(STOCK + """
        -- Buys units of a product once, however often the order is sent.
        -- KEYS  product, holds by when they end, units held by order, units sold, marker of the order for this product, ledger
        -- ARGV  'json' or 'hash', order, product's name, units, seconds the order is remembered, seconds new keys live (0: for ever)
        -- Answers {1, left} sold; {2, left} sold before; {4, left} the order was for another number of units; {-1, left} too few;
        -- {-2, 0} no such product.
        if not isCount(ARGV[4]) then
          return redis.error_reply('ERR units must be a whole number of at least 1')
        end
        local units = tonumber(ARGV[4])
        local left = stockAfterLate(ARGV[1], KEYS[1], KEYS[2], KEYS[3], units)
        if not left then
          return { -2, 0 }
        end
        local before = redis.call('GET', KEYS[5])
        if before then
          return { before == ARGV[4] and 2 or 4, left }
        end
        if left < units then
          return { -1, left }
        end
        redis.call('SET', KEYS[5], units, 'EX', ARGV[5])
        addStock(ARGV[1], KEYS[1], -units)
        redis.call('INCRBY', KEYS[4], units)
        record(KEYS[6], ARGV[2], ARGV[3], units)
        expire(ARGV[6], KEYS[4], KEYS[6])
        return { 1, left - units }
        """);

    /** Buys once, however often the order is sent. */
    static Sale buy(String sku, String order, int units) {
        StockKeys of = StockKeys.of(sku);
        List<String> keys = List.of(of.product(), of.holds(), of.held(), of.sold(), markerOf(order, sku), LEDGER);
        Answer answer = Answer.of(BUY.run(keys, KIND, order, sku, units, ORDER_KEPT, 0));
        return new Sale(answer.ending(), answer.number());
    }
    // #endregion

    // #region reserve
    private static final Script RESERVE = new Script(STOCK + """
        -- Holds units for an order until it is paid for, cancelled or too late.
        -- KEYS  product, holds by when they end, units held by order, marker of the order for this product
        -- ARGV  'json' or 'hash', order, units, milliseconds the hold lasts, seconds new keys live (0: for ever)
        -- Answers {1, left} held; {2, left} held before, and no longer for it; {3, left} sold already; {4, left} held before with
        -- another number of units; {-1, left} too few; {-2, 0} no such product.
        if not isCount(ARGV[3]) then
          return redis.error_reply('ERR units must be a whole number of at least 1')
        end
        local units = tonumber(ARGV[3])
        local left = stockAfterLate(ARGV[1], KEYS[1], KEYS[2], KEYS[3], units)
        if not left then
          return { -2, 0 }
        end
        if redis.call('EXISTS', KEYS[4]) == 1 then
          return { 3, left }
        end
        local ends = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or nil)
        if ends and ends > now() then
          return { redis.call('HGET', KEYS[3], ARGV[2]) == ARGV[3] and 2 or 4, left }
        end
        if ends then
          -- Its own hold is too late: it is given back, and asked for anew.
          addStock(ARGV[1], KEYS[1], tonumber(redis.call('HGET', KEYS[3], ARGV[2])))
          redis.call('HDEL', KEYS[3], ARGV[2])
          redis.call('ZREM', KEYS[2], ARGV[2])
          left = stockOf(ARGV[1], KEYS[1])
        end
        if left < units then
          return { -1, left }
        end
        addStock(ARGV[1], KEYS[1], -units)
        redis.call('HSET', KEYS[3], ARGV[2], units)
        redis.call('ZADD', KEYS[2], now() + ARGV[4], ARGV[2])
        expire(ARGV[5], KEYS[2], KEYS[3])
        return { 1, left - units }
        """);

    private static final long HOLD_MS = 600_000; // for a checkout

    static Sale reserve(String sku, String order, int units) {
        return reserve(sku, order, units, HOLD_MS);
    }

    /** Holds units until they are paid for, cancelled or too late. */
    static Sale reserve(String sku, String order, int units, long holdMs) {
        StockKeys of = StockKeys.of(sku);
        List<String> keys = List.of(of.product(), of.holds(), of.held(), markerOf(order, sku));
        Answer answer = Answer.of(RESERVE.run(keys, KIND, order, units, holdMs, 0));
        return new Sale(answer.ending(), answer.number());
    }
    // #endregion

    // #region confirm
    private static final Script CONFIRM = new Script(STOCK + """
        -- Makes a hold a sale, once. A hold that is too late is no hold any more: its units belong to whoever comes next.
        -- KEYS  holds by when they end, units held by order, units sold, marker of the order for this product, ledger
        -- ARGV  order, product's name, seconds the order is remembered, seconds new keys live (0: for ever)
        -- Answers {1, units} sold; {2, units} sold before; {0, 0} no such hold, or one that was too late.
        local before = redis.call('GET', KEYS[4])
        if before then
          return { 2, tonumber(before) }
        end
        local ends = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or nil)
        if not ends or ends <= now() then
          return { 0, 0 }
        end
        local units = tonumber(redis.call('HGET', KEYS[2], ARGV[1]))
        redis.call('HDEL', KEYS[2], ARGV[1])
        redis.call('ZREM', KEYS[1], ARGV[1])
        redis.call('SET', KEYS[4], units, 'EX', ARGV[3])
        redis.call('INCRBY', KEYS[3], units)
        record(KEYS[5], ARGV[1], ARGV[2], units)
        expire(ARGV[4], KEYS[3], KEYS[5])
        return { 1, units }
        """);

    record Payment(Ending ending, long units) {}

    /** Makes a hold a sale. Without a hold (too late) give the payment back; sold before is a retry. */
    static Payment confirm(String sku, String order) {
        StockKeys of = StockKeys.of(sku);
        List<String> keys = List.of(of.holds(), of.held(), of.sold(), markerOf(order, sku), LEDGER);
        Answer answer = Answer.of(CONFIRM.run(keys, order, sku, ORDER_KEPT, 0));
        return new Payment(answer.ending(), answer.number());
    }
    // #endregion

    // #region release
    private static final Script RELEASE = new Script(STOCK + """
        -- Gives the units of a cancelled hold back.
        -- KEYS  product, holds by when they end, units held by order
        -- ARGV  'json' or 'hash', order
        -- Answers the units given back, or 0 when there is no such hold.
        local units = tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or nil)
        if not units then
          return 0
        end
        redis.call('HDEL', KEYS[3], ARGV[2])
        redis.call('ZREM', KEYS[2], ARGV[2])
        addStock(ARGV[1], KEYS[1], units)
        return units
        """);

    /** Gives the units of a cancelled hold back. Answers how many. */
    static long release(String sku, String order) {
        StockKeys of = StockKeys.of(sku);
        return (Long) RELEASE.run(List.of(of.product(), of.holds(), of.held()), KIND, order);
    }
    // #endregion

    // #region order
    private static final Script ORDER = new Script(STOCK + """
        -- Buys several products at once: all of them, or none.
        -- KEYS  marker of the order, ledger, then for each line: product, holds by when they end, units held by order, units sold
        -- ARGV  'json' or 'hash', order, seconds the order is remembered, seconds new keys live (0: for ever), then for each line:
        --       product's name, units
        -- Answers {1, 0} sold; {2, 0} sold before; {4, 0} the order was for other lines; {-1, n} too few of the n-th line;
        -- {-2, n} no such product.
        local all, before = table.concat(ARGV, ' ', 5), redis.call('GET', KEYS[1])
        if before then
          return { before == all and 2 or 4, 0 }
        end
        local lines, wanted = (#KEYS - 2) / 4, {}
        for line = 1, lines do
          local key, units = 4 * line - 1, ARGV[2 * line + 4]
          if not isCount(units) then
            return redis.error_reply('ERR units must be a whole number of at least 1')
          end
          -- A product may stand in several lines: together they must not be more than there is.
          local product = KEYS[key]
          wanted[product] = (wanted[product] or 0) + units
          local left = stockAfterLate(ARGV[1], product, KEYS[key + 1], KEYS[key + 2], wanted[product])
          if not left then
            return { -2, line }
          end
          if left < wanted[product] then
            return { -1, line }
          end
        end
        -- Nothing was taken so far, and nothing can fail from here on.
        redis.call('SET', KEYS[1], all, 'EX', ARGV[3])
        for line = 1, lines do
          local key, units = 4 * line - 1, tonumber(ARGV[2 * line + 4])
          addStock(ARGV[1], KEYS[key], -units)
          redis.call('INCRBY', KEYS[key + 3], units)
          record(KEYS[2], ARGV[2], ARGV[2 * line + 3], units)
          expire(ARGV[4], KEYS[key + 3])
        end
        expire(ARGV[4], KEYS[2])
        return { 1, 0 }
        """);

    record Line(String sku, int units) {}

    record Basket(Ending ending, long line) {}

    /** Buys all lines, or none. Answers the number of the line that was refused. */
    static Basket buyAll(String order, List<Line> lines) {
        List<String> keys = new ArrayList<>(List.of(markerOf(order), LEDGER));
        List<Object> args = new ArrayList<>(List.of(KIND, order, ORDER_KEPT, 0));
        for (Line line : lines) {
            StockKeys of = StockKeys.of(line.sku());
            keys.addAll(List.of(of.product(), of.holds(), of.held(), of.sold()));
            args.addAll(List.of(line.sku(), line.units()));
        }
        Answer answer = Answer.of(ORDER.run(keys, args.toArray()));
        return new Basket(answer.ending(), answer.number());
    }
    // #endregion

    // #region restock
    /** Adds units where they are counted; makes the product when it is new. */
    static void restock(String sku, int units) {
        String product = StockKeys.of(sku).product();
        if (KIND.equals("json")) {
            Map<String, Object> empty = Map.of("sku", sku, "stock", 0);
            redis.jsonSetWithEscape(product, Path2.ROOT_PATH, empty, JsonSetParams.jsonSetParams().nx());
            // jsonNumIncrBy takes a double and sends 5 as 5.0, which would make the stock a fraction for good.
            redis.executeCommand(
                    new CommandArguments(JsonCommand.NUMINCRBY).key(product).add("$.stock").add(units));
        } else {
            redis.hincrBy(product, "stock", units);
        }
    }
    // #endregion

    // #region balance
    record Balance(long available, long held, long sold) {}

    /** Where the units are: read as one transaction, so that the sum is right under any load. */
    static Balance stockBalance(String sku) {
        StockKeys of = StockKeys.of(sku);
        try (AbstractTransaction transaction = redis.multi()) {
            Supplier<?> stock = KIND.equals("json")
                    ? transaction.jsonGet(of.product(), Path2.of("$.stock"))
                    : transaction.hget(of.product(), "stock");
            Response<List<String>> held = transaction.hvals(of.held());
            Response<String> sold = transaction.get(of.sold());
            transaction.exec();
            long holding = held.get().stream().mapToLong(Long::parseLong).sum();
            return new Balance(toLong(stock.get()), holding, toLong(sold.get()));
        }
    }

    /** A number as text, or in the array that a JSON path answers with; 0 where there is none. */
    private static long toLong(Object number) {
        if (number instanceof JSONArray found) {
            return found.isEmpty() ? 0 : found.getLong(0);
        }
        return number == null ? 0 : Long.parseLong(number.toString());
    }
    // #endregion

    // #region helpers
    /** How it ended: done now, done before, sold already, done before with other units, and why not. */
    enum Ending {
        DONE, AGAIN, SOLD_ALREADY, DIFFERENT, NO_HOLD, TOO_FEW, UNKNOWN;

        static Ending of(long code) {
            return switch ((int) code) {
                case 1 -> DONE;
                case 2 -> AGAIN;
                case 3 -> SOLD_ALREADY;
                case 4 -> DIFFERENT;
                case 0 -> NO_HOLD;
                case -1 -> TOO_FEW;
                case -2 -> UNKNOWN;
                default -> throw new IllegalArgumentException("No script answers " + code + ".");
            };
        }
    }

    record Sale(Ending ending, long left) {}

    /** What a script answers: a code, and a number whose meaning depends on the script. */
    record Answer(Ending ending, long number) {
        static Answer of(Object reply) {
            List<?> numbers = (List<?>) reply;
            return new Answer(Ending.of((Long) numbers.get(0)), (Long) numbers.get(1));
        }
    }
    // #endregion

    public static void main(String[] args) throws Exception {
        try (redis) {
            restock("mug", 100);
            restock("pen", 5);
            List<Ending> rush = rush(200);
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("sold", rush.stream().filter(Ending.DONE::equals).count());
            printed.put("refused", rush.stream().filter(Ending.TOO_FEW::equals).count());
            printed.put("again", buy("mug", "rush-" + rush.indexOf(Ending.DONE), 1));
            printed.put("unknown", buy("hat", "hat-1", 1));
            restock("mug", 20);
            printed.put("held", reserve("mug", "slow", 4));
            printed.put("paid", confirm("mug", "slow"));
            printed.put("paidAgain", confirm("mug", "slow"));
            printed.put("retried", reserve("mug", "slow", 4));
            reserve("mug", "gone", 6, 600_000);
            printed.put("back", List.of(release("mug", "gone"), release("mug", "gone")));
            reserve("mug", "late", 3, 1);
            Thread.sleep(20);
            printed.put("tooLate", confirm("mug", "late"));
            printed.put("basket", List.of(
                    buyAll("basket-1", List.of(new Line("mug", 1), new Line("pen", 6))),
                    buyAll("basket-2", List.of(new Line("mug", 1), new Line("pen", 5)))));
            printed.put("mug", stockBalance("mug"));
            printed.put("pen", stockBalance("pen"));
            System.out.println(json().toJson(printed));
        }
    }

    /** How so many orders of one mug end, ten sent at a time. */
    private static List<Ending> rush(int orders) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<Callable<Sale>> purchases = IntStream.range(0, orders)
                    .<Callable<Sale>>mapToObj(n -> () -> buy("mug", "rush-" + n, 1))
                    .toList();
            List<Ending> endings = new ArrayList<>();
            for (Future<Sale> sale : threads.invokeAll(purchases)) {
                endings.add(sale.get().ending());
            }
            return endings;
        } finally {
            threads.shutdown();
        }
    }

    /** Prints SOLD_ALREADY as soldAlready. */
    private static Gson json() {
        JsonSerializer<Ending> camelCase = (ending, type, context) -> {
            String[] words = ending.name().toLowerCase(Locale.ROOT).split("_", 2);
            String rest = words.length == 1 ? "" : Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
            return new JsonPrimitive(words[0] + rest);
        };
        return new GsonBuilder().registerTypeAdapter(Ending.class, camelCase).create();
    }
}
