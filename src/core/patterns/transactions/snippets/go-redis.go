// Changes that belong together with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "app")
package main

import (
	"encoding/json"
	"slices"
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
// The braces are a hash tag: in a cluster all keys of a transaction must be in one slot.
var bank = cmp.Or(os.Getenv("KEY_PREFIX"), "app") + ":{bank}"

func balanceKey(name string) string {
	return bank + ":balance:" + name
}

// #endregion

// #region multi
// moveAmount makes two changes, and nobody sees one of them alone. It does not ask whether there is enough.
func moveAmount(ctx context.Context, payer, payee string, amount int64) error {
	// The first error is returned. Nothing is rolled back: the other command was done.
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.DecrBy(ctx, balanceKey(payer), amount)
		pipe.IncrBy(ctx, balanceKey(payee), amount)
		return nil
	})
	return err
}

// #endregion

// #region watch
// spend spends if there is enough: it reads, decides, and begins again when somebody was first.
func spend(ctx context.Context, name string, amount, attempts int) (spent bool, err error) {
	key := balanceKey(name)
	for range attempts {
		// WATCH belongs to a connection: the function gets one of its own from the pool, and it is unwatched at the end.
		err = rdb.Watch(ctx, func(tx *redis.Tx) error {
			balance, err := tx.Get(ctx, key).Int()
			if err != nil && !errors.Is(err, redis.Nil) {
				return err
			}
			if spent = balance >= amount; !spent {
				return nil
			}
			_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
				pipe.Set(ctx, key, balance-amount, redis.KeepTTL)
				return nil
			})
			return err
		}, key)
		if !errors.Is(err, redis.TxFailedErr) {
			return spent && err == nil, err
		}
	}
	return false, fmt.Errorf("%s was changed by others %d times: %w", name, attempts, err)
}

// #endregion

// #region version
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var compareAndSet = redis.NewScript(`
-- Writes a value only when nobody has written since it was read.
-- KEYS  a hash with the fields value and version
-- ARGV  the version that was read (0: there was none), the new value, seconds that the key lives (0: for ever)
-- Answers the new version, or nil when another writer was first.
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then
  return false
end
redis.call('HSET', KEYS[1], 'value', ARGV[2], 'version', version + 1)
if tonumber(ARGV[3]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return version + 1
`)

// change changes a value as WATCH does, but holds no connection: it carries a version that each write raises.
func change(ctx context.Context, key string, reckon func(int) int, attempts int) (attempt int, err error) {
	for attempt = 1; attempt <= attempts; attempt++ {
		var read struct {
			Value   int `redis:"value"`
			Version int `redis:"version"`
		}
		if err = rdb.HMGet(ctx, key, "value", "version").Scan(&read); err != nil {
			return attempt, err
		}
		err = compareAndSet.Run(ctx, rdb, []string{key}, read.Version, strconv.Itoa(reckon(read.Value)), 3600).Err()
		if !errors.Is(err, redis.Nil) {
			return attempt, err
		}
	}
	return attempts, fmt.Errorf("%s was changed by others %d times", key, attempts)
}

// #endregion

// #region script
var transferScript = redis.NewScript(`
-- Moves an amount from one balance to another, if there is enough.
-- KEYS  balance of the one who pays, balance of the one who is paid
-- ARGV  amount, seconds that both keys live (0: for ever)
-- Answers 1 when it was moved, 0 when there was not enough. Checks everything before it writes anything: what a script
-- has written stays when a later command fails.
local amount = tonumber(ARGV[1])
if not amount or amount < 1 or amount % 1 ~= 0 then
  return redis.error_reply('ERR the amount must be a whole number above 0')
end
if tonumber(redis.call('GET', KEYS[1]) or 0) < amount then
  return 0
end
if not tonumber(redis.call('GET', KEYS[2]) or 0) then
  return redis.error_reply('ERR the balance of who is paid is no number')
end
redis.call('DECRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
if tonumber(ARGV[2]) > 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return 1
`)

// transfer moves money if there is enough. It asks and writes in one step, so nobody has to begin again.
func transfer(ctx context.Context, payer, payee string, amount int) (bool, error) {
	return transferScript.Run(ctx, rdb, []string{balanceKey(payer), balanceKey(payee)}, amount, 0).Bool()
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	check(rdb.MSet(ctx, balanceKey("amy"), 1000, balanceKey("ben"), 1000, balanceKey("cleo"), 1000, balanceKey("dan"), 0).Err())
	check(moveAmount(ctx, "amy", "ben", 100))
	spent := together(4, func() bool { return must(spend(ctx, "amy", 300, 20)) })
	moved := together(50, func() bool { return must(transfer(ctx, "cleo", "dan", 100)) })
	const writers = 10
	var everybody sync.WaitGroup
	everybody.Add(writers)
	attempts := together(writers, func() int {
		return must(change(ctx, bank+":document", func(value int) int {
			if value == 0 { // so that all have read before anybody writes
				everybody.Done()
				everybody.Wait()
			}
			return value + 1
		}, 100))
	})
	yes := func(answer bool) bool { return !answer }
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"spent":     len(slices.DeleteFunc(spent, yes)),
		"moved":     len(slices.DeleteFunc(moved, yes)),
		"contended": slices.Max(attempts) > 1,
	}))
}

// together runs a function that many times at once.
func together[T any](count int, run func() T) []T {
	results := make([]T, count)
	var group sync.WaitGroup
	for n := range count {
		group.Go(func() { results[n] = run() })
	}
	group.Wait()
	return results
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
