// Full-text search with Jedis: by an index of Search, and by posting lists where the server has none.
// #tabstop System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379")
// #tabstop System.getenv().getOrDefault("KEY_PREFIX", "shop")
// #tabstop PRODUCTS_IN = [["json"]] <- "{variant}"

// #region imports
import com.google.gson.Gson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.args.SortingOrder;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.json.Path2;
import redis.clients.jedis.params.ZParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;
import redis.clients.jedis.search.FTCreateParams;
import redis.clients.jedis.search.FTSearchParams;
import redis.clients.jedis.search.IndexDataType;
import redis.clients.jedis.search.SearchResult;
import redis.clients.jedis.search.aggr.AggregationBuilder;
import redis.clients.jedis.search.aggr.Reducers;
import redis.clients.jedis.search.aggr.Row;
import redis.clients.jedis.search.schemafields.NumericField;
import redis.clients.jedis.search.schemafields.SchemaField;
import redis.clients.jedis.search.schemafields.TagField;
import redis.clients.jedis.search.schemafields.TextField;
// #endregion
import com.google.gson.GsonBuilder;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.SafeEncoder;

final class FullTextSearch {
    // #region shared:redis
    // One client for the whole process: it keeps a pool of connections, and may be used by many threads.
    private static final RedisClient redis =
            RedisClient.create(System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379"));
    // #endregion

    // #region keys
    // The braces are a hash tag: documents and lists lie in one cluster slot, to be changed and intersected together.
    private static final String CATALOGUE = System.getenv().getOrDefault("KEY_PREFIX", "shop") + ":{catalogue}";
    // Nothing but indexed documents may begin so: a review kept as product:1:reviews would be found as a product.
    private static final String DOCUMENTS = CATALOGUE + ":product:";
    private static final String SUGGESTIONS = CATALOGUE + ":suggestions";

    record Product(String name, String description, String category, BigDecimal price) {}

    record Hit(String id, String name) {}

    record Found(long total, List<Hit> hits) {
        static final Found NOTHING = new Found(0, List.of());
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

    // #region words
    private static final Set<String> STOP_WORDS = Set.of((
            "a an and are as at be but by for if in into is it no not of on or such that the their then there these "
            + "they this to was will with").split(" "));
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final int MOST_TYPED = 16; // words of a query that are looked at

    /** The words of a text, at most so many: the same for what is indexed and for what is typed. */
    static List<String> wordsOf(String text, int most) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT)).results()
                .map(MatchResult::group)
                .filter(word -> word.codePointCount(0, word.length()) > 1 && !STOP_WORDS.contains(word))
                .distinct()
                .limit(most)
                .toList();
    }
    // #endregion

    // #region index
    // Each product is a JSON document, or a hash with "hash": both are indexed, and found, by the same names.
    private static final String PRODUCTS_IN = "json";
    private static final String ALIAS = CATALOGUE + ":index";

    /** Makes the index, waits until it is filled, and only then lets the alias show it. A new schema is a v2. */
    static void createIndex(String version) throws InterruptedException {
        String made = ALIAS + ":" + version;
        boolean isJson = PRODUCTS_IN.equals("json");
        // In JSON a field is a path: without $. nothing is ever found.
        String root = isJson ? "$." : "";
        List<SchemaField> schema = List.of(
                TextField.of(root + "name").as("name").weight(5),
                TextField.of(root + "description").as("description"),
                TagField.of(root + "category").as("category"),
                NumericField.of(root + "price").as("price").sortable());
        IndexDataType kind = isJson ? IndexDataType.JSON : IndexDataType.HASH;
        try {
            redis.ftCreate(made, FTCreateParams.createParams().on(kind).prefix(DOCUMENTS), schema);
        } catch (JedisDataException e) {
            if (!e.getMessage().contains("already exists")) {
                throw e;
            }
        }
        while (!isFilled(redis.ftInfo(made))) {
            Thread.sleep(100);
        }
        redis.ftAliasUpdate(ALIAS, made);
    }

    private static boolean isFilled(Map<String, Object> info) {
        return Integer.parseInt(info.get("indexing").toString()) == 0
                && Double.parseDouble(info.get("percent_indexed").toString()) >= 1;
    }
    // #endregion

    // #region write
    /** The document is indexed by the write itself. The dictionary is another key, kept up to date here only. */
    static void saveProduct(int number, Product product) {
        String key = DOCUMENTS + number;
        try (AbstractTransaction transaction = redis.multi()) {
            if (PRODUCTS_IN.equals("json")) {
                transaction.jsonSetWithEscape(key, Path2.ROOT_PATH, product);
            } else {
                transaction.hset(key, Map.of(
                        "name", product.name(),
                        "description", product.description(),
                        "category", product.category(),
                        "price", product.price().toPlainString()));
            }
            transaction.ftSugAdd(SUGGESTIONS, product.name(), 1);
            execute(transaction);
        }
    }

    static void removeProduct(int number, String name) {
        try (AbstractTransaction transaction = redis.multi()) {
            transaction.unlink(DOCUMENTS + number);
            transaction.ftSugDel(SUGGESTIONS, name);
            execute(transaction);
        }
    }
    // #endregion

    // #region query
    private static final Pattern STILL_TYPING = Pattern.compile("[\\p{L}\\p{N}]\\z");

    /** What is searched for; null for the category, the lowest or the highest price means any. */
    record Query(String text, String category, BigDecimal minPrice, BigDecimal maxPrice) {
        Query(String text) {
            this(text, null, null, null);
        }
    }

    record Prepared(String text, Map<String, Object> params) {}

    /** What is typed goes beside the query text, one parameter a word: so it is never syntax. Empty: no word in it. */
    static Optional<Prepared> prepare(Query query) {
        List<String> words = wordsOf(query.text(), MOST_TYPED);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> params = new HashMap<>();
        List<String> terms = new ArrayList<>();
        for (String word : words) {
            String name = "w" + terms.size();
            params.put(name, word);
            terms.add("$" + name);
        }
        // The word that is being typed may go on; a space after it says that it does not.
        if (STILL_TYPING.matcher(query.text()).find()) {
            terms.set(terms.size() - 1, "(%1$s|%1$s*)".formatted(terms.get(terms.size() - 1)));
        }
        String text = "@name|description:(" + String.join(" ", terms) + ")";
        if (query.category() != null) {
            text += " @category:{$category}";
            params.put("category", query.category());
        }
        if (query.minPrice() != null || query.maxPrice() != null) {
            text += " @price:[$least $most]";
            params.put("least", query.minPrice() == null ? "-inf" : query.minPrice());
            params.put("most", query.maxPrice() == null ? "inf" : query.maxPrice());
        }
        return Optional.of(new Prepared(text, params));
    }
    // #endregion

    // #region search
    /** The best matches with the found words marked by {@code <b>}, and how many match in all. */
    static Found search(Query query, int most) {
        return prepare(query).map(prepared -> {
            // Without a limit there are ten rows, however many match.
            FTSearchParams params = FTSearchParams.searchParams()
                    .returnFields("name")
                    .highlight(FTSearchParams.highlightParams().fields("name").tags("<b>", "</b>"))
                    .limit(0, most)
                    .params(prepared.params())
                    .dialect(2);
            SearchResult result = redis.ftSearch(ALIAS, prepared.text(), params);
            List<Hit> hits = result.getDocuments().stream()
                    .map(row -> new Hit(row.getId().substring(DOCUMENTS.length()), row.getString("name")))
                    .toList();
            return new Found(result.getTotalResults(), hits);
        }).orElse(Found.NOTHING);
    }
    // #endregion

    // #region page
    /** A page by price, 0 first; the cheapest come first, or the dearest. */
    static List<String> pageByPrice(Query query, int page, int size, SortingOrder order) {
        return prepare(query).map(prepared -> {
            FTSearchParams params = FTSearchParams.searchParams()
                    .noContent()
                    .sortBy("price", order)
                    .limit(page * size, size)
                    .params(prepared.params())
                    .dialect(2);
            return redis.ftSearch(ALIAS, prepared.text(), params).getDocuments().stream()
                    .map(row -> row.getId().substring(DOCUMENTS.length()))
                    .toList();
        }).orElse(List.of());
    }
    // #endregion

    // #region facets
    /** How many match in each category, of all that match; most first. */
    static Map<String, Long> countByCategory(Query query) {
        Map<String, Long> counts = new LinkedHashMap<>();
        prepare(query).ifPresent(prepared -> {
            AggregationBuilder grouped = new AggregationBuilder(prepared.text())
                    .groupBy("@category", Reducers.count().as("products"))
                    .sortByDesc("@products")
                    .params(prepared.params())
                    .dialect(2);
            for (Row row : redis.ftAggregate(ALIAS, grouped).getRows()) {
                counts.put(row.getString("category"), row.getLong("products"));
            }
        });
        return counts;
    }
    // #endregion

    // #region complete
    /** Names that begin as the text does, one slip allowed. The dictionary refuses very long texts. */
    static List<String> complete(String text) {
        String typed = text.strip();
        int length = Math.min(typed.codePointCount(0, typed.length()), 50);
        return redis.ftSugGet(SUGGESTIONS, typed.substring(0, typed.offsetByCodePoints(0, length)), true, 5);
    }
    // #endregion

    // #region core
    private static final Pattern HISSING = Pattern.compile("(ss|x|z|ch|sh)es$");
    private static final Pattern PLURAL = Pattern.compile("[^siu]s$");

    /** The singular, as far as three rules go. Other forms of a word stay other words. */
    static String singular(String word) {
        if (word.length() > 4 && word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        if (HISSING.matcher(word).find()) {
            return word.substring(0, word.length() - 2);
        }
        boolean plural = word.length() > 3 && PLURAL.matcher(word).find();
        return plural ? word.substring(0, word.length() - 1) : word;
    }

    static List<String> stemsOf(String text, int most) {
        return wordsOf(text, most).stream().map(word -> singular(word)).distinct().toList();
    }

    static String coreDocument(Object number) {
        return CATALOGUE + ":core:product:" + number;
    }

    static String postings(String stem) {
        return CATALOGUE + ":core:idx:" + stem;
    }

    static String prices(String category) {
        return CATALOGUE + ":core:prices:" + category;
    }

    private static final String ALL_WORDS = CATALOGUE + ":core:words";
    // #endregion

    // #region coreWrite
    private static final Script INDEX = new Script("""
        -- Writes a document and everything that finds it together, or takes both away.
        -- KEYS  document, list of all words, price list of the category before, price list of the category now, a posting list per word
        -- ARGV  what is indexed as it was read before ('' for a new document), id, price, seconds to live (0: for ever),
        --       number of fields and each field's name and value (none: delete), then word and weight per posting list (0: no longer in it)
        -- Answers 1, or 0 when somebody else wrote the document since it was read: read it again and try again.
        if (redis.call('HGET', KEYS[1], 'indexed') or '') ~= ARGV[1] then
          return 0
        end
        local id, price, seconds, fields = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
        -- What a script has written stays when a later command fails, so numbers are looked at before anything is written.
        if not (price and seconds and fields) then
          return redis.error_reply('ERR price, seconds and number of fields must be numbers')
        end
        redis.call('ZREM', KEYS[3], id)
        redis.call('DEL', KEYS[1])
        if fields > 0 then
          redis.call('HSET', KEYS[1], unpack(ARGV, 6, 5 + 2 * fields))
          redis.call('ZADD', KEYS[4], price, id)
        end
        for at = 5, #KEYS do
          local word, weight = ARGV[2 * (fields + at) - 4], tonumber(ARGV[2 * (fields + at) - 3])
          if weight > 0 then
            redis.call('ZADD', KEYS[at], weight, id)
            redis.call('ZADD', KEYS[2], 0, word)
          elseif redis.call('ZREM', KEYS[at], id) == 1 and redis.call('EXISTS', KEYS[at]) == 0 then
            redis.call('ZREM', KEYS[2], word)
          end
        end
        if seconds > 0 then
          for _, key in ipairs(KEYS) do
            redis.call('EXPIRE', key, seconds)
          end
        end
        return 1
        """);

    /** What a document was indexed by when it was written, kept in it to be taken away with the next change. */
    record Indexed(String category, Set<String> words) {}

    /** Writes the product and its index together; null deletes it. Reads again when somebody else was quicker. */
    static void writeProduct(int number, Product product, int seconds) {
        Map<String, Integer> weights = product == null ? Map.of() : weightsOf(product);
        for (int attempt = 0; attempt < 5; attempt++) {
            String before = Optional.ofNullable(redis.hget(coreDocument(number), "indexed")).orElse("");
            Indexed old = before.isEmpty() ? new Indexed("", Set.of()) : gson.fromJson(before, Indexed.class);
            String category = product == null ? old.category() : product.category();
            Set<String> words = new LinkedHashSet<>(old.words());
            words.addAll(weights.keySet());

            String oldCategory = old.category().isEmpty() ? category : old.category();
            List<String> keys = new ArrayList<>(
                    List.of(coreDocument(number), ALL_WORDS, prices(oldCategory), prices(category)));
            words.forEach(word -> keys.add(postings(word)));
            List<Object> fields = product == null ? List.of() : List.of(
                    "name", product.name(), "description", product.description(), "category", product.category(),
                    "price", product.price().toPlainString(), "indexed", gson.toJson(new Indexed(category, weights.keySet())));
            BigDecimal price = product == null ? BigDecimal.ZERO : product.price();
            List<Object> args = new ArrayList<>(List.of(before, number, price, seconds, fields.size() / 2));
            args.addAll(fields);
            words.forEach(word -> args.addAll(List.of(word, weights.getOrDefault(word, 0))));
            if ((Long) INDEX.run(keys, args.toArray()) == 1) {
                return;
            }
        }
        throw new IllegalStateException("Product " + number + " is written by others all the time.");
    }

    /** A word of the name counts five times one of the description. */
    static Map<String, Integer> weightsOf(Product product) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        stemsOf(product.name(), Integer.MAX_VALUE).forEach(word -> weights.merge(word, 5, Integer::sum));
        stemsOf(product.description(), Integer.MAX_VALUE).forEach(word -> weights.merge(word, 1, Integer::sum));
        return weights;
    }
    // #endregion

    // #region coreSearch
    /** Products that have all of the words, best first. All matches come over the wire: thousands, not millions. */
    static Found searchPostings(String text, int most) {
        List<String> stems = stemsOf(text, MOST_TYPED);
        if (stems.isEmpty()) {
            return Found.NOTHING;
        }
        String[] lists = stems.stream().map(stem -> postings(stem)).toArray(String[]::new);
        List<Tuple> ranked = redis.zinterWithScores(new ZParams(), lists);
        List<String> best = ranked.stream()
                .sorted(Comparator.comparingDouble(Tuple::getScore).reversed()
                        .thenComparingInt(found -> Integer.parseInt(found.getElement())))
                .limit(most)
                .map(Tuple::getElement)
                .toList();
        List<Response<String>> names;
        try (AbstractPipeline pipeline = redis.pipelined()) {
            names = best.stream().map(number -> pipeline.hget(coreDocument(number), "name")).toList();
        } // closing it sends what is in it and reads the answers
        List<Hit> hits = IntStream.range(0, best.size())
                .mapToObj(n -> new Hit(best.get(n), mark(names.get(n).get(), stems)))
                .toList();
        return new Found(ranked.size(), hits);
    }

    /** The text with the found words marked by {@code <b>}; the server cannot, as it knows no words. */
    private static String mark(String text, List<String> stems) {
        if (text == null) {
            return ""; // deleted since it was found
        }
        return WORD.matcher(text).replaceAll(word ->
                stems.contains(singular(word.group().toLowerCase(Locale.ROOT))) ? "<b>$0</b>" : "$0");
    }
    // #endregion

    // #region coreFacets
    /** How many products of a category have all of the words, between two prices: prices weigh 1, words nothing. */
    static long countPostings(String text, String category, BigDecimal minPrice, BigDecimal maxPrice) {
        List<String> stems = stemsOf(text, MOST_TYPED);
        if (stems.isEmpty()) {
            return 0;
        }
        String[] lists = Stream.concat(Stream.of(prices(category)), stems.stream().map(stem -> postings(stem)))
                .toArray(String[]::new);
        double[] weights = new double[lists.length];
        weights[0] = 1;
        return redis.zinterWithScores(new ZParams().weights(weights), lists).stream()
                .filter(found -> minPrice == null || found.getScore() >= minPrice.doubleValue())
                .filter(found -> maxPrice == null || found.getScore() <= maxPrice.doubleValue())
                .count();
    }
    // #endregion

    // #region coreComplete
    /** Words that begin as the text does. The upper bound is the byte 0xFF: as text it would be two others. */
    static List<String> completeWord(String start, int most) {
        if (start.isEmpty()) {
            return List.of();
        }
        byte[] first = ("[" + start.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8);
        byte[] last = Arrays.copyOf(first, first.length + 1);
        last[first.length] = (byte) 0xFF;
        ZRangeParams range = ZRangeParams.zrangeByLexParams(first, last).limit(0, most);
        return redis.zrange(ALL_WORDS.getBytes(StandardCharsets.UTF_8), range).stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .toList();
    }
    // #endregion

    private static final List<Product> PRODUCTS = List.of(
            product("Wireless Laptop Stand", "Holds any laptop.", "Accessories", 49),
            product("Laptop Sleeve", "Made of soft felt.", "Accessories", 25),
            product("Slim Laptop", "For working without wires.", "Computers & Tablets", 1200),
            product("Wi-Fi Router", "Fast, for large houses.", "Network", 89),
            product("Foldable Lap Desk", "For overlapping papers.", "Furniture", 35));

    private static Product product(String name, String description, String category, int price) {
        return new Product(name, description, category, BigDecimal.valueOf(price));
    }

    public static void main(String[] args) throws InterruptedException {
        try (redis) {
            Map<String, Object> printed = new LinkedHashMap<>();
            printed.put("search", hasSearch() ? withSearch() : null);
            printed.put("postings", withPostings());
            System.out.println(new GsonBuilder().serializeNulls().create().toJson(printed));
        }
    }

    private static boolean hasSearch() {
        List<?> names = (List<?>) redis.executeCommand(new CommandArguments(Command.COMMAND).add("LIST"));
        return names.stream().map(name -> SafeEncoder.encode((byte[]) name)).anyMatch("FT.SEARCH"::equalsIgnoreCase);
    }

    private static Map<String, Object> withSearch() throws InterruptedException {
        createIndex("v1");
        for (int n = 0; n < PRODUCTS.size(); n++) {
            saveProduct(n + 1, PRODUCTS.get(n));
        }
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("before", search(new Query("lap desk "), 10));
        removeProduct(5, "Foldable Lap Desk");
        seen.put("after", search(new Query("lap desk "), 10));
        seen.put("laptops", search(new Query("laptops "), 10));
        seen.put("typing", search(new Query("lap"), 10).total());
        seen.put("stem", search(new Query("worked "), 10).hits());
        BigDecimal thirty = BigDecimal.valueOf(30);
        seen.put("cheap", search(new Query("laptop ", "Accessories", null, thirty), 10));
        seen.put("between", search(new Query("laptop ", null, thirty, BigDecimal.valueOf(100)), 10).hits());
        Query laptop = new Query("laptop ");
        SortingOrder cheapest = SortingOrder.ASC;
        seen.put("pages", List.of(pageByPrice(laptop, 0, 2, cheapest), pageByPrice(laptop, 1, 2, cheapest)));
        seen.put("dearest", pageByPrice(new Query("laptop ", null, thirty, null), 0, 2, SortingOrder.DESC));
        seen.put("categories", countByCategory(laptop));
        seen.put("odd", Stream.of("foo(", "wi-fi ", "*", "@price:[0 10]|laptop ")
                .map(text -> search(new Query(text), 10).total())
                .toList());
        seen.put("completed", complete("wirless"));
        seen.put("gone", complete("foldable"));
        return seen;
    }

    private static Map<String, Object> withPostings() {
        for (int n = 0; n < PRODUCTS.size(); n++) {
            writeProduct(n + 1, PRODUCTS.get(n), 0);
        }
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("before", searchPostings("lap desk", 10));
        writeProduct(4, null, 0);
        writeProduct(5, null, 0);
        Product router = PRODUCTS.get(3);
        writeProduct(4, new Product("Mesh Router", router.description(), router.category(), router.price()), 0);
        seen.put("after", searchPostings("lap desk", 10));
        seen.put("renamed", List.of(searchPostings("wi-fi", 10).total(), searchPostings("mesh", 10).total()));
        seen.put("laptops", searchPostings("laptops", 10));
        seen.put("stem", searchPostings("worked", 10).total());
        seen.put("cheap", countPostings("laptop", "Accessories", null, BigDecimal.valueOf(30)));
        seen.put("dear", countPostings("laptop", "Accessories", BigDecimal.valueOf(50), null));
        seen.put("odd", Stream.of("foo(", "*", "@price:[0 10]|laptop")
                .map(text -> searchPostings(text, 10).total())
                .toList());
        seen.put("completed", completeWord("lap", 5));
        return seen;
    }
}
