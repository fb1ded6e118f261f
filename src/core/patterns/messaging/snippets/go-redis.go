// News by pub/sub and work by a stream, with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "shop")
// #tabstop mostEntries = [[100_000]] <- {most}
package main

import (
	"encoding/json"
	"strconv"
)

import (
	// #region imports
	"cmp"
	"context"
	"errors"
	"log"
	"os"
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
// The braces are a hash tag: what belongs together lies in one cluster slot.
var (
	messaging = cmp.Or(os.Getenv("KEY_PREFIX"), "shop") + ":{shop}"
	news      = messaging + ":news"
	orders    = messaging + ":orders"
)

const (
	group       = "packing"
	mostEntries = 100_000 // entries kept, about
)

// #endregion

// #region publish
// tell tells whoever listens just now, and returns how many that were. Nothing is kept.
func tell(ctx context.Context, message string) (int64, error) {
	return rdb.Publish(ctx, news, message).Result()
}

// #endregion

// #region subscribe
// listen hears the news from its return on, over a connection of its own, until it is closed.
func listen(ctx context.Context) (*redis.PubSub, error) {
	subscription := rdb.Subscribe(ctx, news)
	if _, err := subscription.Receive(ctx); err != nil { // the server's word that it is subscribed
		return nil, errors.Join(err, subscription.Close())
	}
	return subscription, nil
}

// #endregion

// #region append
// addOrder adds an order and returns its id. The oldest go when there are too many.
func addOrder(ctx context.Context, fields map[string]any) (id string, err error) {
	return rdb.XAdd(ctx, &redis.XAddArgs{Stream: orders, MaxLen: mostEntries, Approx: true, Values: fields}).Result()
}

// #endregion

// #region group
// createGroup makes the group, which begins with the first order that is kept. To be called once at the start.
func createGroup(ctx context.Context) error {
	err := rdb.XGroupCreateMkStream(ctx, orders, group, "0").Err()
	if redis.HasErrorPrefix(err, "BUSYGROUP") {
		return nil // another process was first
	}
	return err
}

// takeOrders takes orders that nobody of the group has yet. They are pending with this worker until they are done.
func takeOrders(ctx context.Context, worker string, count int64) ([]redis.XMessage, error) {
	streams, err := rdb.XReadGroup(ctx, &redis.XReadGroupArgs{
		Group: group, Consumer: worker, Streams: []string{orders, ">"}, Count: count, Block: -1,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil // nothing new
	} else if err != nil {
		return nil, err
	}
	return streams[0].Messages, nil
}

func doneWith(ctx context.Context, done ...redis.XMessage) (int64, error) {
	if len(done) == 0 {
		return 0, nil
	}
	ids := make([]string, len(done))
	for n, order := range done {
		ids[n] = order.ID
	}
	return rdb.XAck(ctx, orders, group, ids...).Result()
}

// #endregion

// #region takeOver
// takeOver takes orders that another worker took at least so long ago and has not done. That must be longer than the
// work takes.
func takeOver(ctx context.Context, worker string, idle time.Duration) ([]redis.XMessage, error) {
	taken, _, err := rdb.XAutoClaim(ctx, &redis.XAutoClaimArgs{
		Stream: orders, Group: group, Consumer: worker, MinIdle: idle, Start: "0", Count: 50,
	}).Result()
	return taken, err
}

// #endregion

// #region catchUp
// ordersAfter returns what came after an id: each reader keeps its own.
func ordersAfter(ctx context.Context, id string) ([]redis.XMessage, error) {
	return rdb.XRange(ctx, orders, "("+id, "+").Result()
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	check(createGroup(ctx))
	check(createGroup(ctx))
	unheard := must(tell(ctx, "nobody hears this"))
	subscription := must(listen(ctx))
	listeners := must(tell(ctx, "one"))
	must(tell(ctx, "two"))
	messages := subscription.Channel()
	heard := []string{(<-messages).Payload, (<-messages).Payload}
	check(subscription.Close())
	must(tell(ctx, "nobody hears this either"))
	var ids []string
	for n := range 9 {
		ids = append(ids, must(addOrder(ctx, map[string]any{"order": strconv.Itoa(n + 1), "sku": "mug"})))
	}
	ann := must(takeOrders(ctx, "ann", 4))
	bob := must(takeOrders(ctx, "bob", 4))
	must(doneWith(ctx, ann...))
	taken := must(takeOver(ctx, "ann", 0))
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"unheard":   unheard,
		"listeners": listeners,
		"heard":     heard,
		"ann":       numbers(ann),
		"bob":       numbers(bob),
		"takenOver": len(taken),
		"done":      must(doneWith(ctx, taken...)),
		"none":      must(doneWith(ctx)),
		"after":     len(must(ordersAfter(ctx, ids[6]))),
	}))
	// What is shown here is not meant to stay.
	check(rdb.Expire(ctx, orders, time.Hour).Err())
}

func numbers(taken []redis.XMessage) []any {
	all := make([]any, len(taken))
	for n, order := range taken {
		all[n] = order.Values["order"]
	}
	return all
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
