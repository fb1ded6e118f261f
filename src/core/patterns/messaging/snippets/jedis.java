// News by pub/sub and work by a stream, with Jedis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "shop")
// #tabstop MOST_ENTRIES = [[100_000]] <- {most}

// #region imports
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XAutoClaimParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;
// #endregion
import com.google.gson.Gson;
import java.util.LinkedHashMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

final class Messaging {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: what belongs together lies in one cluster slot.
    private static final String MESSAGING = System.getenv().getOrDefault("KEY_PREFIX", "shop") + ":{shop}";
    private static final String NEWS = MESSAGING + ":news";
    private static final String ORDERS = MESSAGING + ":orders";
    private static final String GROUP = "packing";
    private static final long MOST_ENTRIES = 100_000; // entries kept, about
    // #endregion

    // #region publish
    /** Tells whoever listens just now; answers how many that were. Nothing is kept. */
    static long tell(String message) {
        return redis.publish(NEWS, message);
    }
    // #endregion

    // #region subscribe
    /** Hears the news from the end of {@code listen} on, in a thread and over a connection of its own, until unsubscribe(). */
    static final class Listener extends JedisPubSub {
        private final CountDownLatch subscribed = new CountDownLatch(1);
        private final Consumer<String> heard;

        private Listener(Consumer<String> heard) {
            this.heard = heard;
        }

        static Listener listen(Consumer<String> heard) throws InterruptedException {
            Listener listener = new Listener(heard);
            Thread thread = new Thread(() -> redis.subscribe(listener, NEWS), "news");
            thread.setDaemon(true);
            thread.start();
            if (!listener.subscribed.await(5, TimeUnit.SECONDS)) {
                throw new JedisConnectionException("The server did not subscribe to " + NEWS);
            }
            return listener;
        }

        @Override
        public void onSubscribe(String channel, int channels) {
            subscribed.countDown();
        }

        @Override
        public void onMessage(String channel, String message) {
            heard.accept(message);
        }
    }
    // #endregion

    // #region append
    /** Adds an order; answers its id. The oldest go when there are too many. */
    static StreamEntryID addOrder(Map<String, String> fields) {
        return redis.xadd(ORDERS, XAddParams.xAddParams().maxLen(MOST_ENTRIES).approximateTrimming(), fields);
    }
    // #endregion

    // #region group
    /** Makes the group, which begins with the first order that is kept. To be called once at the start. */
    static void createGroup() {
        try {
            redis.xgroupCreate(ORDERS, GROUP, new StreamEntryID(0), true);
        } catch (JedisDataException failure) {
            if (!failure.getMessage().startsWith("BUSYGROUP")) {
                throw failure; // else another process was first
            }
        }
    }

    /** Orders that nobody of the group has yet. They are pending with this worker until they are done. */
    static List<StreamEntry> takeOrders(String worker, int count) {
        var streams = redis.xreadGroup(GROUP, worker, XReadGroupParams.xReadGroupParams().count(count),
                Map.of(ORDERS, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
        return streams == null || streams.isEmpty() ? List.of() : streams.get(0).getValue();
    }

    static long doneWith(List<StreamEntry> orders) {
        if (orders.isEmpty()) {
            return 0;
        }
        return redis.xack(ORDERS, GROUP, orders.stream().map(order -> order.getID()).toArray(StreamEntryID[]::new));
    }
    // #endregion

    // #region takeOver
    /** Orders that another worker took at least so long ago and has not done. That must be longer than the work takes. */
    static List<StreamEntry> takeOver(String worker, long idleMs) {
        XAutoClaimParams some = XAutoClaimParams.xAutoClaimParams().count(50);
        return redis.xautoclaim(ORDERS, GROUP, worker, idleMs, new StreamEntryID(0), some).getValue();
    }
    // #endregion

    // #region catchUp
    /** What came after an id: each reader keeps its own. */
    static List<StreamEntry> ordersAfter(StreamEntryID id) {
        return redis.xrange(ORDERS, "(" + id, "+");
    }
    // #endregion

    public static void main(String[] args) throws InterruptedException {
        try (redis) {
            createGroup();
            createGroup();
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("unheard", tell("nobody hears this"));
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            Listener listener = Listener.listen(message -> heard.add(message));
            printed.put("listeners", tell("one"));
            tell("two");
            printed.put("heard", List.of(heard.take(), heard.take()));
            listener.unsubscribe();
            while (tell("nobody hears this either") > 0) {
                Thread.sleep(5);
            }
            List<StreamEntryID> ids = IntStream.rangeClosed(1, 9)
                    .mapToObj(n -> addOrder(Map.of("order", String.valueOf(n), "sku", "mug")))
                    .toList();
            List<StreamEntry> ann = takeOrders("ann", 4);
            List<StreamEntry> bob = takeOrders("bob", 4);
            doneWith(ann);
            List<StreamEntry> taken = takeOver("ann", 0);
            printed.put("ann", numbers(ann));
            printed.put("bob", numbers(bob));
            printed.put("takenOver", taken.size());
            printed.put("done", doneWith(taken));
            printed.put("none", doneWith(List.of()));
            printed.put("after", ordersAfter(ids.get(6)).size());
            System.out.println(new Gson().toJson(printed));
            // What is shown here is not meant to stay.
            redis.expire(ORDERS, 3600);
        }
    }

    private static List<String> numbers(List<StreamEntry> orders) {
        return orders.stream().map(order -> order.getFields().get("order")).toList();
    }
}
