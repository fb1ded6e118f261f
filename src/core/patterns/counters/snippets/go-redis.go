// Counters and unique counts with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "site")
// #tabstop 7 * 24 * time.Hour
// #tabstop freeDownloads = [[3]] <- {limit}
package main

import (
	"encoding/json"
	"fmt"
)

import (
	// #region imports
	"cmp"
	"context"
	"log"
	"os"
	"strconv"
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
// The braces are a hash tag: all keys lie in one cluster slot, so that they may be merged and changed together.
var counters = cmp.Or(os.Getenv("KEY_PREFIX"), "site") + ":{site}"

// keep is how long a day's counts are kept.
const keep = 7 * 24 * time.Hour

func today() string {
	return time.Now().UTC().Format(time.DateOnly)
}

// #endregion

// #region increment
// countVisit counts one visit of today and returns how many there are: the key gets its end in the same transaction.
func countVisit(ctx context.Context) (int64, error) {
	key := counters + ":visits:" + today()
	pipe := rdb.TxPipeline()
	count := pipe.Incr(ctx, key)
	pipe.Expire(ctx, key, keep)
	_, err := pipe.Exec(ctx)
	return count.Val(), err
}

// #endregion

// #region bounded
// freeDownloads is how many there are in a day; at most 255.
const freeDownloads = 3

// takeDownload takes one of them; false when there is none left.
func takeDownload(ctx context.Context) (bool, error) {
	key := counters + ":downloads:" + today()
	pipe := rdb.TxPipeline()
	// Eight bits are full at 255: what is over the limit is taken from the beginning. NX: only where none is yet.
	pipe.SetNX(ctx, key, []byte{255 - freeDownloads}, keep)
	// BitField would read the nil of a full counter as 0.
	taken := pipe.Do(ctx, "BITFIELD", key, "OVERFLOW", "FAIL", "INCRBY", "u8", 0, 1)
	if _, err := pipe.Exec(ctx); err != nil {
		return false, err
	}
	counts, err := taken.Slice()
	return err == nil && counts[0] != nil, err
}

// #endregion

// #region perVisitor
// countFor counts a visit of one person. A hundred of them share a hash: 5 bytes each, where a key of its own takes 68.
func countFor(ctx context.Context, visitor int) (int64, error) {
	key := counters + ":per-visitor:" + strconv.Itoa(visitor/100)
	pipe := rdb.TxPipeline()
	count := pipe.HIncrBy(ctx, key, strconv.Itoa(visitor%100), 1)
	pipe.Expire(ctx, key, keep)
	_, err := pipe.Exec(ctx)
	return count.Val(), err
}

// #endregion

// #region estimate
// came notes who came today; the names themselves are forgotten.
func came(ctx context.Context, visitor string) error {
	key := counters + ":visitors:" + today()
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.PFAdd(ctx, key, visitor)
		pipe.Expire(ctx, key, keep)
		return nil
	})
	return err
}

// visitors returns about how many different people came on these days, whoever came on several being counted once.
func visitors(ctx context.Context, days ...string) (int64, error) {
	keys := make([]string, len(days))
	for n, day := range days {
		keys[n] = counters + ":visitors:" + day
	}
	return rdb.PFCount(ctx, keys...).Result()
}

// #endregion

// #region exact
// cameExactly notes who came today by number. Numbers must be dense: the highest decides how large the key is.
func cameExactly(ctx context.Context, visitor int64) error {
	key := counters + ":came:" + today()
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.SetBit(ctx, key, visitor, 1)
		pipe.Expire(ctx, key, keep)
		return nil
	})
	return err
}

func visitorsExactly(ctx context.Context, day string) (int64, error) {
	return rdb.BitCount(ctx, counters+":came:"+day, nil).Result()
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	var visits, downloads int64
	for range 100 {
		visits = must(countVisit(ctx))
	}
	for range 10 {
		if must(takeDownload(ctx)) {
			downloads++
		}
	}
	must(countFor(ctx, 4711))
	perVisitor := must(countFor(ctx, 4711))
	for n := range 400 {
		check(came(ctx, fmt.Sprintf("user:%d", n%200)))
		check(cameExactly(ctx, int64(n%200)))
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"visits":     visits,
		"downloads":  downloads,
		"perVisitor": perVisitor,
		"estimate":   must(visitors(ctx, today())),
		"exact":      must(visitorsExactly(ctx, today())),
	}))
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
