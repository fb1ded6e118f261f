// What keys take, and shapes that take less, with go-redis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "app")
package main

import (
	"encoding/json"
	"strings"
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
var compact = cmp.Or(os.Getenv("KEY_PREFIX"), "app")

const compactLife = time.Hour

// #endregion

// #region usage
// exactBytesOf returns the bytes that a key takes, exactly: without SAMPLES 0 a guess from five elements. O(N), so not for
// huge ones. redis.Nil when there is no such key.
func exactBytesOf(ctx context.Context, key string) (int64, error) {
	return rdb.MemoryUsage(ctx, key, 0).Result()
}

// #endregion

// #region shapes
// saveUserHash keeps an object as one hash: one name and one TTL for all of its fields, and compact while it is small.
func saveUserHash(ctx context.Context, id int, fields map[string]string) (key string, err error) {
	key = compact + ":user:" + strconv.Itoa(id)
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.HSet(ctx, key, fields)
		pipe.Expire(ctx, key, compactLife)
		return nil
	})
	return key, err
}

// #endregion

// #region encodings
// makeCompact makes a hash anew that was once too big: it does not become compact again by itself. It returns how the
// hash is kept now; redis.Nil when there is none.
func makeCompact(ctx context.Context, key string) (encoding string, err error) {
	pipe := rdb.TxPipeline()
	fields, left := pipe.HGetAll(ctx, key), pipe.PTTL(ctx, key)
	if _, err = pipe.Exec(ctx); err != nil {
		return "", err
	}
	if len(fields.Val()) == 0 {
		return "", redis.Nil
	}
	// Whoever writes in between is overwritten: do it where nobody does, or in a script.
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Unlink(ctx, key)
		pipe.HSet(ctx, key, fields.Val())
		if left.Val() > 0 {
			pipe.PExpire(ctx, key, left.Val())
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return rdb.ObjectEncoding(ctx, key).Result()
}

// #endregion

// #region buckets
const perBucket = 100

// count counts in a hash for each hundred counters, a few bytes each. Their TTL is that of all hundred.
func count(ctx context.Context, id int) (int64, error) {
	key := compact + ":counters:" + strconv.Itoa(id/perBucket)
	pipe := rdb.TxPipeline()
	counted := pipe.HIncrBy(ctx, key, strconv.Itoa(id%perBucket), 1)
	pipe.Expire(ctx, key, compactLife)
	_, err := pipe.Exec(ctx)
	return counted.Val(), err
}

// #endregion

// #region policy
type serverMemory struct {
	Used    string
	Max     string // 0 means no limit
	Policy  string // what is evicted at the limit
	Evicted string
}

// memoryOfServer tells how full the server is, and what it would evict.
func memoryOfServer(ctx context.Context) (serverMemory, error) {
	info, err := rdb.InfoMap(ctx, "memory", "stats").Result()
	memory := info["Memory"]
	return serverMemory{
		Used:    memory["used_memory"],
		Max:     memory["maxmemory"],
		Policy:  memory["maxmemory_policy"],
		Evicted: info["Stats"]["evicted_keys"],
	}, err
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	small := must(saveUserHash(ctx, 1, map[string]string{"name": "Ann", "city": "Bern", "plan": "free"}))
	big := must(saveUserHash(ctx, 2, map[string]string{"name": "Ben", "about": strings.Repeat("x", 100)}))
	bigger := must(exactBytesOf(ctx, big)) > 2*must(exactBytesOf(ctx, small))
	check(rdb.HSet(ctx, big, "about", "short").Err())
	before := must(rdb.ObjectEncoding(ctx, big).Result())
	after := must(makeCompact(ctx, big))
	for id := range 150 {
		must(count(ctx, id))
	}
	server := must(memoryOfServer(ctx))
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"bigger":  bigger,
		"before":  before,
		"after":   after,
		"counted": must(count(ctx, 149)),
		"used":    server.Used > "0",
		"policy":  server.Policy,
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
