// Full-text search with go-redis: by an index of Search, and by posting lists where the server has none.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "shop")
// #tabstop productsIn = [["json"]] <- "{variant}"
package main

import (
	// #region imports
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/redis/go-redis/v9"
	// #endregion
)

// #region shared:rdb
// One client for the whole process: it keeps a pool of connections, and may be used by many goroutines. What was sent and
// not answered may have been carried out, so it is not sent again. Deadlines of contexts hold while it waits for answers.
var rdb = connectRedis()

func connectRedis() *redis.Client {
	options, err := redis.ParseURL(cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379"))
	if err != nil {
		log.Fatalf("where Redis is: %v", err)
	}
	options.MaxRetries = -1
	options.ContextTimeoutEnabled = true
	return redis.NewClient(options)
}

// #endregion

// #region keys
// The braces are a hash tag: documents and lists lie in one cluster slot, to be changed and intersected together.
var (
	catalogue = cmp.Or(os.Getenv("KEY_PREFIX"), "shop") + ":{catalogue}"
	// Nothing but indexed documents may begin so: a review kept as product:1:reviews would be found as a product.
	documents   = catalogue + ":product:"
	suggestions = catalogue + ":suggestions"
)

type product struct {
	Name        string  `json:"name" redis:"name"`
	Description string  `json:"description" redis:"description"`
	Category    string  `json:"category" redis:"category"`
	Price       float64 `json:"price" redis:"price"`
}

type hit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type found struct {
	Total int64 `json:"total"`
	Hits  []hit `json:"hits"`
}

// #endregion

// #region words
var (
	stopWords = strings.Fields("a an and are as at be but by for if in into is it no not of on or such that the their then " +
		"there these they this to was will with")
	word = regexp.MustCompile(`[\p{L}\p{N}]+`)
)

// wordsOf returns the words of a text, at most so many: the same for what is indexed and for what is typed.
func wordsOf(text string, most int) []string {
	var words []string
	for _, one := range word.FindAllString(strings.ToLower(text), -1) {
		if len(words) == most {
			break
		}
		if utf8.RuneCountInString(one) > 1 && !slices.Contains(stopWords, one) && !slices.Contains(words, one) {
			words = append(words, one)
		}
	}
	return words
}

// mostTyped is how many words of a query are looked at.
const mostTyped = 16

// #endregion

// #region index
// productsIn is "json" where each product is a JSON document, "hash" where it is a hash: both are indexed, and found, by the
// same names.
const productsIn = "json"

var alias = catalogue + ":index"

// createIndex makes the index, waits until it is filled, and only then lets the alias show it. A new schema is a v2.
func createIndex(ctx context.Context, version string) error {
	made := alias + ":" + version
	options, root := &redis.FTCreateOptions{OnHash: true, Prefix: []any{documents}}, ""
	if productsIn == "json" {
		// In JSON a field is a path: without "$." nothing is ever found.
		options, root = &redis.FTCreateOptions{OnJSON: true, Prefix: []any{documents}}, "$."
	}
	err := rdb.FTCreate(ctx, made, options,
		&redis.FieldSchema{FieldName: root + "name", As: "name", FieldType: redis.SearchFieldTypeText, Weight: 5},
		&redis.FieldSchema{FieldName: root + "description", As: "description", FieldType: redis.SearchFieldTypeText},
		&redis.FieldSchema{FieldName: root + "category", As: "category", FieldType: redis.SearchFieldTypeTag},
		&redis.FieldSchema{FieldName: root + "price", As: "price", FieldType: redis.SearchFieldTypeNumeric, Sortable: true},
	).Err()
	if err != nil && !strings.Contains(err.Error(), "already exists") {
		return err
	}
	for {
		info, err := rdb.FTInfo(ctx, made).Result()
		if err != nil {
			return err
		}
		if info.Indexing == 0 && info.PercentIndexed >= 1 {
			return rdb.FTAliasUpdate(ctx, made, alias).Err()
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// #endregion

// #region write
// saveProduct writes the document, which is indexed by that itself. The dictionary is another key, kept up to date here only.
func saveProduct(ctx context.Context, number int, item product) error {
	key := documents + strconv.Itoa(number)
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		if productsIn == "json" {
			pipe.JSONSet(ctx, key, "$", item)
		} else {
			pipe.HSet(ctx, key, item)
		}
		pipe.Do(ctx, "FT.SUGADD", suggestions, item.Name, 1)
		return nil
	})
	return err
}

func removeProduct(ctx context.Context, number int, name string) error {
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Unlink(ctx, documents+strconv.Itoa(number))
		pipe.Do(ctx, "FT.SUGDEL", suggestions, name)
		return nil
	})
	return err
}

// #endregion

// #region query
// query is what is searched for; no category, no lowest and no highest price mean any.
type query struct {
	Text     string
	Category string
	MinPrice float64
	MaxPrice float64
}

// prepare puts what is typed beside the query text, one parameter a word: so it is never syntax. ok is false when there is
// no word in it.
func prepare(wanted query) (text string, params map[string]any, ok bool) {
	words := wordsOf(wanted.Text, mostTyped)
	if len(words) == 0 {
		return "", nil, false
	}
	params = map[string]any{}
	terms := make([]string, len(words))
	for n, typed := range words {
		name := "w" + strconv.Itoa(n)
		params[name], terms[n] = typed, "$"+name
	}
	// The word that is being typed may go on; a space after it says that it does not.
	last := len(terms) - 1
	if sign, _ := utf8.DecodeLastRuneInString(wanted.Text); unicode.IsLetter(sign) || unicode.IsNumber(sign) {
		terms[last] = fmt.Sprintf("(%s|%s*)", terms[last], terms[last])
	}
	text = fmt.Sprintf("@name|description:(%s)", strings.Join(terms, " "))
	if wanted.Category != "" {
		text += " @category:{$category}"
		params["category"] = wanted.Category
	}
	if wanted.MinPrice != 0 || wanted.MaxPrice != 0 {
		text += " @price:[$least $most]"
		params["least"], params["most"] = wanted.MinPrice, any("inf")
	}
	if wanted.MaxPrice != 0 {
		params["most"] = wanted.MaxPrice
	}
	return text, params, true
}

// #endregion

// #region search
// search returns the best matches with the found words marked by <b>, and how many match in all.
func search(ctx context.Context, wanted query, most int) (found, error) {
	text, params, ok := prepare(wanted)
	if !ok {
		return found{Hits: []hit{}}, nil
	}
	// The client's own FTSearch knows no HIGHLIGHT. Without LIMIT there are ten rows, however many match.
	command := []any{"FT.SEARCH", alias, text, "RETURN", 1, "name", "HIGHLIGHT", "FIELDS", 1, "name", "TAGS", "<b>", "</b>"}
	command = append(command, "LIMIT", 0, most, "PARAMS", 2*len(params))
	for _, name := range slices.Sorted(maps.Keys(params)) {
		command = append(command, name, params[name])
	}
	reply, err := rdb.Do(ctx, append(command, "DIALECT", 2)...).Result()
	if err != nil {
		return found{}, err
	}
	// Under RESP3, the client's default.
	answer := reply.(map[any]any)
	matches := found{Total: answer["total_results"].(int64), Hits: []hit{}}
	for _, row := range answer["results"].([]any) {
		row := row.(map[any]any)
		name := row["extra_attributes"].(map[any]any)["name"].(string)
		matches.Hits = append(matches.Hits, hit{ID: strings.TrimPrefix(row["id"].(string), documents), Name: name})
	}
	return matches, nil
}

// #endregion

// #region page
// pageByPrice returns a page by price, 0 first; the cheapest come first, or the dearest.
func pageByPrice(ctx context.Context, wanted query, page, size int, cheapestFirst bool) ([]string, error) {
	text, params, ok := prepare(wanted)
	if !ok {
		return nil, nil
	}
	result, err := rdb.FTSearchWithArgs(ctx, alias, text, &redis.FTSearchOptions{
		NoContent: true, Params: params, DialectVersion: 2,
		SortBy:      []redis.FTSearchSortBy{{FieldName: "price", Asc: cheapestFirst, Desc: !cheapestFirst}},
		LimitOffset: page * size, Limit: size,
	}).Result()
	ids := make([]string, len(result.Docs))
	for n, document := range result.Docs {
		ids[n] = strings.TrimPrefix(document.ID, documents)
	}
	return ids, err
}

// #endregion

// #region facets
// countByCategory returns how many match in each category, of all that match.
func countByCategory(ctx context.Context, typed string) (map[string]int64, error) {
	text, params, ok := prepare(query{Text: typed})
	if !ok {
		return nil, nil
	}
	count := redis.FTAggregateReducer{Reducer: redis.SearchCount, As: "products"}
	byCategory := redis.FTAggregateGroupBy{Fields: []any{"@category"}, Reduce: []redis.FTAggregateReducer{count}}
	mostFirst := redis.FTAggregateSortByStep{Fields: []redis.FTAggregateSortBy{{FieldName: "@products", Desc: true}}}
	result, err := rdb.FTAggregateWithArgs(ctx, alias, text, &redis.FTAggregateOptions{
		Steps:  []redis.FTAggregateStep{{GroupBy: &byCategory}, {SortBy: &mostFirst}},
		Params: params, DialectVersion: 2,
	}).Result()
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, row := range result.Rows {
		products, err := strconv.ParseInt(fmt.Sprint(row.Fields["products"]), 10, 64)
		if err != nil {
			return nil, err
		}
		counts[fmt.Sprint(row.Fields["category"])] = products
	}
	return counts, nil
}

// #endregion

// #region complete
// complete returns names that begin as the text does, one slip allowed. The dictionary refuses very long texts.
func complete(ctx context.Context, typed string) ([]string, error) {
	start := []rune(strings.TrimSpace(typed))
	start = start[:min(len(start), 50)]
	names, err := rdb.Do(ctx, "FT.SUGGET", suggestions, string(start), "FUZZY", "MAX", 5).StringSlice()
	if errors.Is(err, redis.Nil) {
		return []string{}, nil
	}
	return names, err
}

// #endregion

// #region core
var (
	hissing = regexp.MustCompile(`(ss|x|z|ch|sh)es$`)
	plural  = regexp.MustCompile(`[^siu]s$`)
)

// singular returns the singular, as far as three rules go. Other forms of a word stay other words.
func singular(one string) string {
	switch {
	case len(one) > 4 && strings.HasSuffix(one, "ies"):
		return strings.TrimSuffix(one, "ies") + "y"
	case hissing.MatchString(one):
		return strings.TrimSuffix(one, "es")
	case len(one) > 3 && plural.MatchString(one):
		return strings.TrimSuffix(one, "s")
	}
	return one
}

func stemsOf(text string, most int) []string {
	var stems []string
	for _, one := range wordsOf(text, most) {
		if stem := singular(one); !slices.Contains(stems, stem) {
			stems = append(stems, stem)
		}
	}
	return stems
}

func coreDocument(id string) string { return catalogue + ":core:product:" + id }

func prices(category string) string { return catalogue + ":core:prices:" + category }

func postings(stems []string) []string {
	keys := make([]string, len(stems))
	for n, stem := range stems {
		keys[n] = catalogue + ":core:idx:" + stem
	}
	return keys
}

var allWords = catalogue + ":core:words"

// #endregion

// #region coreWrite
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var indexScript = redis.NewScript(`
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
`)

// indexed is what a document is found by, kept with it.
type indexed struct {
	Category string   `json:"category"`
	Words    []string `json:"words"`
}

// writeProduct writes the product and its index together; nil deletes it. It reads again when somebody else was quicker.
// A lifetime of 0 is for ever.
func writeProduct(ctx context.Context, number int, item *product, lives time.Duration) error {
	id := strconv.Itoa(number)
	for range 5 {
		before, err := rdb.HGet(ctx, coreDocument(id), "indexed").Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		var old indexed
		if before != "" {
			if err := json.Unmarshal([]byte(before), &old); err != nil {
				return err
			}
		}
		keys, args, err := indexing(id, item, old)
		if err != nil {
			return err
		}
		price := 0.0
		if item != nil {
			price = item.Price
		}
		args = append([]any{before, id, price, int64(lives.Seconds())}, args...)
		if written, err := indexScript.Run(ctx, rdb, keys, args...).Int(); err != nil || written == 1 {
			return err
		}
	}
	return fmt.Errorf("product %d is written by others all the time", number)
}

// indexing returns what is to be changed: keys, the fields, then each word with its weight, 0 where it is no longer in it.
func indexing(id string, item *product, old indexed) (keys []string, args []any, err error) {
	var weights map[string]int
	now := indexed{Category: old.Category}
	if item == nil {
		args = append(args, 0)
	} else {
		now.Category = item.Category
		now.Words, weights = weightsOf(*item)
		description, err := json.Marshal(now)
		if err != nil {
			return nil, nil, err
		}
		args = append(args, 5, "name", item.Name, "description", item.Description, "category", item.Category)
		args = append(args, "price", item.Price, "indexed", description)
	}
	words := slices.Clone(old.Words)
	for _, one := range now.Words {
		if !slices.Contains(words, one) {
			words = append(words, one)
		}
	}
	for _, one := range words {
		args = append(args, one, weights[one])
	}
	keys = []string{coreDocument(id), allWords, prices(cmp.Or(old.Category, now.Category)), prices(now.Category)}
	return append(keys, postings(words)...), args, nil
}

// weightsOf counts a word of the name five times one of the description.
func weightsOf(item product) (words []string, weights map[string]int) {
	weights = map[string]int{}
	for _, part := range []struct {
		text   string
		weight int
	}{{item.Name, 5}, {item.Description, 1}} {
		for _, stem := range stemsOf(part.text, math.MaxInt) {
			if weights[stem] == 0 {
				words = append(words, stem)
			}
			weights[stem] += part.weight
		}
	}
	return words, weights
}

// #endregion

// #region coreSearch
// searchPostings returns products that have all of the words, best first. All matches come over the wire: a few thousand,
// not millions.
func searchPostings(ctx context.Context, typed string, most int) (found, error) {
	stems := stemsOf(typed, mostTyped)
	if len(stems) == 0 {
		return found{Hits: []hit{}}, nil
	}
	ranked, err := rdb.ZInterWithScores(ctx, &redis.ZStore{Keys: postings(stems)}).Result()
	if err != nil {
		return found{}, err
	}
	slices.SortFunc(ranked, func(a, b redis.Z) int {
		one, _ := strconv.Atoi(a.Member.(string))
		other, _ := strconv.Atoi(b.Member.(string))
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(one, other))
	})
	best := ranked[:min(len(ranked), most)]
	pipe := rdb.Pipeline()
	names := make([]*redis.StringCmd, len(best))
	for n, match := range best {
		names[n] = pipe.HGet(ctx, coreDocument(match.Member.(string)), "name")
	}
	// A product may go between the two round trips: then it has no name.
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return found{}, err
	}
	matches := found{Total: int64(len(ranked)), Hits: make([]hit, len(best))}
	for n, match := range best {
		matches.Hits[n] = hit{ID: match.Member.(string), Name: mark(names[n].Val(), stems)}
	}
	return matches, nil
}

// mark returns the text with the found words marked by <b>; the server cannot, as it knows no words.
func mark(text string, stems []string) string {
	return word.ReplaceAllStringFunc(text, func(one string) string {
		if slices.Contains(stems, singular(strings.ToLower(one))) {
			return "<b>" + one + "</b>"
		}
		return one
	})
}

// #endregion

// #region coreFacets
// countPostings returns how many products of a category have all of the words, between two prices: prices weigh 1, words
// nothing.
func countPostings(ctx context.Context, typed, category string, minPrice, maxPrice float64) (count int, err error) {
	stems := stemsOf(typed, mostTyped)
	if len(stems) == 0 {
		return 0, nil
	}
	weights := append(make([]float64, len(stems)), 1)
	keys := append(postings(stems), prices(category))
	matches, err := rdb.ZInterWithScores(ctx, &redis.ZStore{Keys: keys, Weights: weights}).Result()
	for _, match := range matches {
		if match.Score >= minPrice && match.Score <= maxPrice {
			count++
		}
	}
	return count, err
}

// #endregion

// #region coreComplete
// completeWord returns words that begin as the text does. The upper bound is the byte 0xFF, which no word has.
func completeWord(ctx context.Context, start string, most int64) ([]string, error) {
	if start == "" {
		return nil, nil
	}
	first := "[" + strings.ToLower(start)
	return rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: allWords, Start: first, Stop: first + "\xff", ByLex: true, Count: most,
	}).Result()
}

// #endregion

var products = []product{
	{"Wireless Laptop Stand", "Holds any laptop.", "Accessories", 49},
	{"Laptop Sleeve", "Made of soft felt.", "Accessories", 25},
	{"Slim Laptop", "For working without wires.", "Computers & Tablets", 1200},
	{"Wi-Fi Router", "Fast, for large houses.", "Network", 89},
	{"Foldable Lap Desk", "For overlapping papers.", "Furniture", 35},
}

func withSearch(ctx context.Context) map[string]any {
	check(createIndex(ctx, "v1"))
	for n, item := range products {
		check(saveProduct(ctx, n+1, item))
	}
	typed := func(text string) found { return must(search(ctx, query{Text: text}, 10)) }
	before := typed("lap desk ")
	check(removeProduct(ctx, 5, "Foldable Lap Desk"))
	laptop := query{Text: "laptop "}
	odd := []int64{}
	for _, text := range []string{"foo(", "wi-fi ", "*", "@price:[0 10]|laptop "} {
		odd = append(odd, typed(text).Total)
	}
	return map[string]any{
		"before":     before,
		"after":      typed("lap desk "),
		"laptops":    typed("laptops "),
		"typing":     typed("lap").Total,
		"stem":       typed("worked ").Hits,
		"cheap":      must(search(ctx, query{Text: "laptop ", Category: "Accessories", MaxPrice: 30}, 10)),
		"between":    must(search(ctx, query{Text: "laptop ", MinPrice: 30, MaxPrice: 100}, 10)).Hits,
		"pages":      [][]string{must(pageByPrice(ctx, laptop, 0, 2, true)), must(pageByPrice(ctx, laptop, 1, 2, true))},
		"dearest":    must(pageByPrice(ctx, query{Text: "laptop ", MinPrice: 30}, 0, 2, false)),
		"categories": must(countByCategory(ctx, "laptop ")),
		"odd":        odd,
		"completed":  must(complete(ctx, "wirless")),
		"gone":       must(complete(ctx, "foldable")),
	}
}

func withPostings(ctx context.Context) map[string]any {
	for n, item := range products {
		check(writeProduct(ctx, n+1, &item, 0))
	}
	typed := func(text string) found { return must(searchPostings(ctx, text, 10)) }
	before := typed("lap desk")
	for _, number := range []int{4, 5} {
		check(writeProduct(ctx, number, nil, 0))
	}
	renamed := products[3]
	renamed.Name = "Mesh Router"
	check(writeProduct(ctx, 4, &renamed, 0))
	odd := []int64{}
	for _, text := range []string{"foo(", "*", "@price:[0 10]|laptop"} {
		odd = append(odd, typed(text).Total)
	}
	return map[string]any{
		"before":    before,
		"after":     typed("lap desk"),
		"renamed":   []int64{typed("wi-fi").Total, typed("mesh").Total},
		"laptops":   typed("laptops"),
		"stem":      typed("worked").Total,
		"cheap":     must(countPostings(ctx, "laptop", "Accessories", 0, 30)),
		"dear":      must(countPostings(ctx, "laptop", "Accessories", 50, math.Inf(1))),
		"odd":       odd,
		"completed": must(completeWord(ctx, "lap", 5)),
	}
}

func main() {
	defer rdb.Close()
	ctx := context.Background()
	printed := map[string]any{"search": nil, "postings": withPostings(ctx)}
	isSearch := func(name string) bool { return strings.EqualFold(name, "ft.search") }
	if slices.ContainsFunc(must(rdb.CommandList(ctx, nil).Result()), isSearch) {
		printed["search"] = withSearch(ctx)
	}
	check(json.NewEncoder(os.Stdout).Encode(printed))
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
