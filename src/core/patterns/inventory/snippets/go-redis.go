// An inventory on hashes or JSON documents with go-redis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "shop")
// #tabstop kind = [["hash"]] <- "{variant}"
// #tabstop checkoutTime = [[10 * time.Minute]] <- {hold} * time.Second
package main

import (
	"encoding/json"
	"sync"
)

import (
	// #region imports
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

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
// The braces are a hash tag: all keys lie in one cluster slot, so that a script may change them together.
var (
	shop   = cmp.Or(os.Getenv("KEY_PREFIX"), "shop") + ":{shop}"
	ledger = shop + ":ledger"
)

// Each product is a hash, or a JSON document with "json" (Redis 8 and Redis Stack have JSON).
const kind = "hash"

const orderKept = 86_400 // seconds that an order is remembered: longer than any client tries again

// productKeys are the product, the holds by when they end, the units held by order, and the units sold.
type productKeys struct{ product, holds, held, sold string }

func stockKeysOf(sku string) productKeys {
	return productKeys{shop + ":product:" + sku, shop + ":holds:" + sku, shop + ":held:" + sku, shop + ":sold:" + sku}
}

// What remembers an order: of one product, or of all its lines.
func markerOf(order string, sku ...string) string {
	return strings.Join(append([]string{shop, "order", order}, sku...), ":")
}

// #endregion

// #region stock
const stockLua = `
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
`

// #endregion

// #region buy
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var buyScript = redis.NewScript(stockLua + `
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
`)

// buy buys once, however often the order is sent. It returns how many units are left.
func buy(ctx context.Context, sku, order string, units int) (ended ending, left int64, err error) {
	at := stockKeysOf(sku)
	keys := []string{at.product, at.holds, at.held, at.sold, markerOf(order, sku), ledger}
	return answer(buyScript.Run(ctx, rdb, keys, kind, order, sku, units, orderKept, 0))
}

// #endregion

// #region reserve
var reserveScript = redis.NewScript(stockLua + `
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
`)

// checkoutTime is what a hold lasts where people are paying.
const checkoutTime = 10 * time.Minute

// reserve holds units until they are paid for, cancelled or too late. It returns how many are left for others.
func reserve(ctx context.Context, sku, order string, units int, lasts time.Duration) (ended ending, left int64, err error) {
	at := stockKeysOf(sku)
	keys := []string{at.product, at.holds, at.held, markerOf(order, sku)}
	return answer(reserveScript.Run(ctx, rdb, keys, kind, order, units, lasts.Milliseconds(), 0))
}

// #endregion

// #region confirm
var confirmScript = redis.NewScript(stockLua + `
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
`)

// confirm makes a hold a sale. Without a hold (too late) give the payment back; sold before is a retry.
func confirm(ctx context.Context, sku, order string) (ended ending, units int64, err error) {
	at := stockKeysOf(sku)
	keys := []string{at.holds, at.held, at.sold, markerOf(order, sku), ledger}
	return answer(confirmScript.Run(ctx, rdb, keys, order, sku, orderKept, 0))
}

// #endregion

// #region release
var releaseScript = redis.NewScript(stockLua + `
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
`)

// release gives the units of a cancelled hold back. It returns how many.
func release(ctx context.Context, sku, order string) (int64, error) {
	at := stockKeysOf(sku)
	return releaseScript.Run(ctx, rdb, []string{at.product, at.holds, at.held}, kind, order).Int64()
}

// #endregion

// #region order
var orderScript = redis.NewScript(stockLua + `
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
`)

// line is so many units of one product.
type line struct {
	SKU   string
	Units int
}

// buyAll buys all lines, or none. It returns the number of the line that was refused.
func buyAll(ctx context.Context, order string, lines ...line) (ended ending, refused int64, err error) {
	keys := []string{markerOf(order), ledger}
	args := []any{kind, order, orderKept, 0}
	for _, one := range lines {
		at := stockKeysOf(one.SKU)
		keys = append(keys, at.product, at.holds, at.held, at.sold)
		args = append(args, one.SKU, one.Units)
	}
	return answer(orderScript.Run(ctx, rdb, keys, args...))
}

// #endregion

// #region restock
// restock adds units where they are counted; it makes the product when it is new.
func restock(ctx context.Context, sku string, units int64) error {
	product := stockKeysOf(sku).product
	if kind != "json" {
		return rdb.HIncrBy(ctx, product, "stock", units).Err()
	}
	document := map[string]any{"sku": sku, "stock": 0}
	if err := rdb.JSONSetMode(ctx, product, "$", document, "NX").Err(); err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	return rdb.JSONNumIncrBy(ctx, product, "$.stock", float64(units)).Err()
}

// #endregion

// #region balance
type balance struct {
	Available int64 `json:"available"`
	Held      int64 `json:"held"`
	Sold      int64 `json:"sold"`
}

// stockBalance says where the units are: read as one transaction, so that the sum is right under any load.
func stockBalance(ctx context.Context, sku string) (units balance, err error) {
	at := stockKeysOf(sku)
	pipe := rdb.TxPipeline()
	command := []any{"HGET", at.product, "stock"}
	if kind == "json" {
		command = []any{"JSON.GET", at.product, "$.stock"}
	}
	stock := pipe.Do(ctx, command...)
	held := pipe.HVals(ctx, at.held)
	sold := pipe.Get(ctx, at.sold)
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return balance{}, err
	}
	for _, text := range held.Val() {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return balance{}, err
		}
		units.Held += n
	}
	// What was never sold has no count yet.
	if units.Sold, err = sold.Int64(); err != nil && !errors.Is(err, redis.Nil) {
		return balance{}, err
	}
	text, err := stock.Text()
	if errors.Is(err, redis.Nil) {
		return units, nil
	} else if err != nil {
		return balance{}, err
	}
	units.Available, err = strconv.ParseInt(strings.Trim(text, "[]"), 10, 64)
	return units, err
}

// #endregion

// #region helpers
// ending is how it ended: done now, done before, sold already, done before with other units, and why not.
type ending string

var endings = map[int64]ending{
	1: "done", 2: "again", 3: "soldAlready", 4: "different", 0: "noHold", -1: "tooFew", -2: "unknown",
}

func answer(reply *redis.Cmd) (ended ending, number int64, err error) {
	pair, err := reply.Int64Slice()
	if err != nil {
		return "", 0, err
	}
	ended, known := endings[pair[0]]
	if !known {
		return "", 0, fmt.Errorf("the script answered %v", pair)
	}
	return ended, pair[1], nil
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	check(restock(ctx, "mug", 100))
	check(restock(ctx, "pen", 5))
	rush := make([]ending, 200)
	buyOne := func(n int) {
		ended, _, err := buy(ctx, "mug", fmt.Sprintf("rush-%d", n), 1)
		check(err)
		rush[n] = ended
	}
	buyOne(0)
	var callers sync.WaitGroup
	for n := 1; n < len(rush); n++ {
		callers.Add(1)
		go func() {
			defer callers.Done()
			buyOne(n)
		}()
	}
	callers.Wait()
	counts := map[ending]int{}
	one := ""
	for n, ended := range rush {
		if counts[ended]++; ended == "done" {
			one = fmt.Sprintf("rush-%d", n)
		}
	}
	left, units, refused := printer("left"), printer("units"), printer("line")
	printed := map[string]any{"sold": counts["done"], "refused": counts["tooFew"]}
	printed["again"] = left(buy(ctx, "mug", one, 1))
	printed["unknown"] = left(buy(ctx, "hat", "hat-1", 1))
	check(restock(ctx, "mug", 20))
	printed["held"] = left(reserve(ctx, "mug", "slow", 4, checkoutTime))
	printed["paid"] = units(confirm(ctx, "mug", "slow"))
	printed["paidAgain"] = units(confirm(ctx, "mug", "slow"))
	printed["retried"] = left(reserve(ctx, "mug", "slow", 4, checkoutTime))
	left(reserve(ctx, "mug", "gone", 6, 10*time.Minute))
	printed["back"] = []int64{must(release(ctx, "mug", "gone")), must(release(ctx, "mug", "gone"))}
	left(reserve(ctx, "mug", "late", 3, time.Millisecond))
	time.Sleep(20 * time.Millisecond)
	printed["tooLate"] = units(confirm(ctx, "mug", "late"))
	printed["basket"] = []any{
		refused(buyAll(ctx, "basket-1", line{"mug", 1}, line{"pen", 6})),
		refused(buyAll(ctx, "basket-2", line{"mug", 1}, line{"pen", 5})),
	}
	printed["mug"] = must(stockBalance(ctx, "mug"))
	printed["pen"] = must(stockBalance(ctx, "pen"))
	check(json.NewEncoder(os.Stdout).Encode(printed))
}

// printer names the number that goes with an ending.
func printer(name string) func(ended ending, number int64, err error) map[string]any {
	return func(ended ending, number int64, err error) map[string]any {
		check(err)
		return map[string]any{"ending": ended, name: number}
	}
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
