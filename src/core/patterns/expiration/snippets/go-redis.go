// TTLs set, kept, prolonged and spread, with go-redis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "app")
// #tabstop pageLife = [[5 * time.Minute]] <- {life} * time.Second
// #tabstop pageJitter = [[0.2]] <- {jitter} / 100.0
package main

import (
	"encoding/json"
)

import (
	// #region imports
	"cmp"
	"context"
	"log"
	mathrand "math/rand/v2"
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
var expiring = cmp.Or(os.Getenv("KEY_PREFIX"), "app")

// #endregion

// #region together
// saveToken sets value and TTL in one command: there is no moment in which the key would live for ever.
func saveToken(ctx context.Context, token, value string, life time.Duration) error {
	return rdb.Set(ctx, expiring+":token:"+token, value, life).Err()
}

// #endregion

// #region plainSet
// updateToken changes the value and leaves the TTL as it is; it does nothing where there is no such token.
func updateToken(ctx context.Context, token, value string) (bool, error) {
	return rdb.SetXX(ctx, expiring+":token:"+token, value, redis.KeepTTL).Result()
}

// #endregion

// #region sliding
// useToken reads and prolongs in one command; redis.Nil for a token that has expired.
func useToken(ctx context.Context, token string, life time.Duration) (string, error) {
	return rdb.GetEx(ctx, expiring+":token:"+token, life).Result()
}

// #endregion

// #region conditions
// countToday counts, and gives the counter its TTL only when it has none yet. EXPIRE … NX needs Redis 7.
func countToday(ctx context.Context, name string) (int64, error) {
	key := expiring + ":count:" + name
	pipe := rdb.TxPipeline()
	count := pipe.Incr(ctx, key)
	pipe.ExpireNX(ctx, key, 24*time.Hour)
	_, err := pipe.Exec(ctx)
	return count.Val(), err
}

// #endregion

// #region jitter
const pageLife = 5 * time.Minute
const pageJitter = 0.2

// jittered is up to pageJitter shorter by chance, so that what is cached together does not expire together.
func jittered(life time.Duration) time.Duration {
	return time.Duration(float64(life) * (1 - pageJitter*mathrand.Float64())).Round(time.Second)
}

func cachePage(ctx context.Context, page int, html string) error {
	return rdb.Set(ctx, expiring+":page:"+strconv.Itoa(page), html, jittered(pageLife)).Err()
}

// #endregion

// #region lazy
// expiredKeys tells how many keys of this server have expired since it started, read or not.
func expiredKeys(ctx context.Context) (int64, error) {
	stats, err := rdb.InfoMap(ctx, "stats").Result()
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(stats["Stats"]["expired_keys"], 10, 64)
}

// #endregion

// #region fields
// rememberDevice remembers a device for a while, in a hash with others. Needs Redis 7.4 or Valkey 9; false where it is older.
func rememberDevice(ctx context.Context, user, device string, life time.Duration) (bool, error) {
	key := expiring + ":devices:" + user
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.HSet(ctx, key, device, time.Now().UTC().Format(time.RFC3339))
		pipe.Expire(ctx, key, 30*24*time.Hour) // the whole goes when nobody comes any more
		pipe.HExpire(ctx, key, life, device)
		return nil
	})
	if redis.HasErrorPrefix(err, "EXECABORT") {
		// Nothing of the transaction was done. Only a command by itself tells whether the server does not know it.
		single := rdb.HTTL(ctx, key, device).Err()
		if single != nil && strings.Contains(single.Error(), "unknown command") {
			return false, nil
		}
	}
	return err == nil, err
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	check(saveToken(ctx, "t1", "first", 100*time.Second))
	printed := map[string]any{
		"updated": must(updateToken(ctx, "t1", "second")),
		"unknown": must(updateToken(ctx, "nobody", "x")),
		"used":    must(useToken(ctx, "t1", 200*time.Second)),
	}
	must(countToday(ctx, "visits"))
	printed["visits"] = must(countToday(ctx, "visits"))
	for page := range 50 {
		check(cachePage(ctx, page, "<h1>Page</h1>"))
	}
	printed["counted"] = must(expiredKeys(ctx)) >= 0
	printed["remembered"] = must(rememberDevice(ctx, "ann", "phone", time.Minute))
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
