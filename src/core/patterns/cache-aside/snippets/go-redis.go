// Cache-aside with go-redis: one loads, the others wait, and nothing old comes back. REDIS_URL says where.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "shop")
// #tabstop life = [[30 * time.Second]] <- {life} * time.Second
package main

import (
	"encoding/json"
	"slices"
	"sync"
	"sync/atomic"
)

import (
	// #region imports
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log"
	mathrand "math/rand/v2"
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
const (
	// life is how long a value is kept.
	life = 30 * time.Second
	lock = 3 * time.Second // longer than loading takes at most
	poll = 15 * time.Millisecond

	nothing = "" // stands for "there is none"; no value is empty
)

type cacheKeys struct{ value, lock, version string }

// cacheKeysOf names a product's keys. The braces are a hash tag: what belongs to one product lies in one cluster slot, and
// products in all of them.
func cacheKeysOf(id string) cacheKeys {
	product := cmp.Or(os.Getenv("KEY_PREFIX"), "shop") + ":{product:" + id + "}"
	return cacheKeys{value: product + ":value", lock: product + ":lock", version: product + ":version"}
}

// A database answers what it has of an id; found is false when it has nothing.
type database func(ctx context.Context, id string) (value string, found bool, err error)

// #endregion

// #region fill
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var fillScript = redis.NewScript(`
-- Puts a value into the cache, unless it was dropped since the database was asked for it.
-- KEYS  value, version
-- ARGV  version that was read before the database was asked, value, milliseconds it lives
-- Answers 1, or 0 when the version is another by now: what was loaded may be old.
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`)

// load loads a value and puts it into the cache, unless it was dropped meanwhile. Lives differ: not all shall end at once.
func load(ctx context.Context, id string, from database) (value string, found bool, err error) {
	of := cacheKeysOf(id)
	seen, err := rdb.Get(ctx, of.version).Result()
	if errors.Is(err, redis.Nil) {
		seen = "0"
	} else if err != nil {
		return "", false, err
	}
	if value, found, err = from(ctx, id); err != nil {
		return "", false, err
	}
	kept, ends := value, life-time.Duration(mathrand.Int64N(int64(life/10)))
	if !found {
		kept, ends = nothing, 5*time.Second
	}
	return value, found, fillScript.Run(ctx, rdb, []string{of.value, of.version}, seen, kept, ends.Milliseconds()).Err()
}

// #endregion

// #region read
var releaseLock = redis.NewScript(`
-- Lets go of a lock, if it is still this holder's: it may have ended, and be another's by now.
-- KEYS  lock
-- ARGV  the holder's own token
-- Answers 1, or 0 when it was not.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
`)

// read returns the value: of those who miss it at once, one asks the database and the others wait for what it finds.
func read(ctx context.Context, id string, from database) (value string, found bool, err error) {
	of, token := cacheKeysOf(id), rand.Text()
	for end := time.Now().Add(lock); time.Now().Before(end); {
		value, err = rdb.Get(ctx, of.value).Result()
		if !errors.Is(err, redis.Nil) {
			return value, err == nil && value != nothing, err
		}
		held, err := rdb.SetNX(ctx, of.lock, token, lock).Result()
		if err != nil {
			return "", false, err
		}
		if held {
			return loadLocked(ctx, id, token, from)
		}
		select {
		case <-time.After(poll):
		case <-ctx.Done():
			return "", false, ctx.Err()
		}
	}
	return load(ctx, id, from)
}

func loadLocked(ctx context.Context, id, token string, from database) (value string, found bool, err error) {
	of := cacheKeysOf(id)
	defer func() {
		// Whoever waits is served, also when this caller does not wait any longer.
		err = errors.Join(err, releaseLock.Run(context.WithoutCancel(ctx), rdb, []string{of.lock}, token).Err())
	}()
	// Another may have loaded it between the look and the lock.
	value, err = rdb.Get(ctx, of.value).Result()
	if !errors.Is(err, redis.Nil) {
		return value, err == nil && value != nothing, err
	}
	return load(ctx, id, from)
}

// #endregion

// #region drop
// drop is to be called after the database was changed and has committed: the next reader loads the new value.
func drop(ctx context.Context, id string) error {
	of := cacheKeysOf(id)
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Unlink(ctx, of.value)
		pipe.Incr(ctx, of.version)
		pipe.Expire(ctx, of.version, time.Minute)
		return nil
	})
	return err
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	var prices sync.Map
	prices.Store("mug", "12")
	var asked atomic.Int32
	from := func(_ context.Context, id string) (string, bool, error) {
		asked.Add(1)
		price, found := prices.Load(id)
		time.Sleep(20 * time.Millisecond)
		value, _ := price.(string)
		return value, found, nil
	}
	many := make([]string, 50)
	var readers sync.WaitGroup
	for n := range many {
		readers.Go(func() { many[n] = *orNil(read(ctx, "mug", from)) })
	}
	readers.Wait()
	stampede := map[string]any{"asked": asked.Load(), "prices": slices.Compact(many)}
	nothing := []*string{orNil(read(ctx, "hat", from)), orNil(read(ctx, "hat", from))}
	var late sync.WaitGroup
	late.Go(func() { orNil(load(ctx, "mug", from)) }) // will have read the version and the old price
	time.Sleep(10 * time.Millisecond)
	prices.Store("mug", "13")
	if err := drop(ctx, "mug"); err != nil {
		log.Fatal(err)
	}
	late.Wait()
	printed := map[string]any{"stampede": stampede, "nothing": nothing, "asked": asked.Load()}
	printed["changed"] = orNil(read(ctx, "mug", from))
	if err := json.NewEncoder(os.Stdout).Encode(printed); err != nil {
		log.Fatal(err)
	}
}

// orNil is nil, null in JSON, for what is not there.
func orNil(value string, found bool, err error) *string {
	if err != nil {
		log.Fatal(err)
	}
	if !found {
		return nil
	}
	return &value
}
