// Many commands in few round trips with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "app")
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
	"maps"
	"os"
	"slices"
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
// The braces are a hash tag: in a cluster MSET and scripts need all their keys in one slot.
var settings = cmp.Or(os.Getenv("KEY_PREFIX"), "app") + ":{settings}"

const settingsLife = time.Hour

// #endregion

// #region oneByOne
// saveOneByOne takes a round trip for each value: right only where a reply decides about the next.
func saveOneByOne(ctx context.Context, values map[string]string) error {
	for name, value := range values {
		if err := rdb.Set(ctx, settings+":"+name, value, settingsLife).Err(); err != nil {
			return err
		}
	}
	return nil
}

// #endregion

// #region pipelined
// savePipelined takes a round trip for each batch. It returns the first error among the replies; what came before and
// after it in its batch was done.
func savePipelined(ctx context.Context, values map[string]string, batch int) error {
	for names := range slices.Chunk(slices.Collect(maps.Keys(values)), batch) {
		_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
			for _, name := range names {
				pipe.Set(ctx, settings+":"+name, values[name], settingsLife)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// #endregion

// #region auto
// go-redis sends nothing together by itself. A function that takes a redis.Cmdable leaves that to its caller: a client
// sends at once, a pipeline when its caller says so.
func saveOn(ctx context.Context, on redis.Cmdable, name, value string) {
	on.Set(ctx, settings+":"+name, value, settingsLife)
}

// saveTogether sends whatever functions put on the pipeline, wherever in the program they are, in one round trip.
func saveTogether(ctx context.Context, values map[string]string) error {
	pipe := rdb.Pipeline()
	for name, value := range values {
		saveOn(ctx, pipe, name, value)
	}
	_, err := pipe.Exec(ctx)
	return err
}

// #endregion

// #region mset
// saveAtOnce takes one command for all values. It sets no TTL, so EXPIRE stands beside it, in the same transaction.
func saveAtOnce(ctx context.Context, values map[string]string) error {
	pairs := make(map[string]string, len(values))
	for name, value := range values {
		pairs[settings+":"+name] = value
	}
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.MSet(ctx, pairs)
		for key := range pairs {
			pipe.Expire(ctx, key, settingsLife)
		}
		return nil
	})
	return err
}

// #endregion

// #region script
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var fillSettings = redis.NewScript(`
-- Writes each value under its key, with a TTL, in one command.
-- KEYS  the keys, all in one slot
-- ARGV  seconds that they live, then a value for each key
-- Answers how many were written.
for index, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[index + 1], 'EX', ARGV[1])
end
return #KEYS
`)

// saveByScript takes one command that does the rest on the server. Some hundred keys at once, not thousands: others
// wait meanwhile.
func saveByScript(ctx context.Context, values map[string]string) (int, error) {
	keys := make([]string, 0, len(values))
	args := []any{int(settingsLife.Seconds())}
	for name, value := range values {
		keys = append(keys, settings+":"+name)
		args = append(args, value)
	}
	return fillSettings.Run(ctx, rdb, keys, args...).Int()
}

// #endregion

// #region partly
// countAll sends all, and tells which were refused: a pipeline is no transaction, and one error stops none of the others.
func countAll(ctx context.Context, names []string) (done int, refused []string) {
	pipe := rdb.Pipeline()
	counts := make([]*redis.IntCmd, len(names))
	for n, name := range names {
		counts[n] = pipe.Incr(ctx, settings+":"+name)
		pipe.Expire(ctx, settings+":"+name, settingsLife)
	}
	pipe.Exec(ctx) // its error is the first of those below
	for n, name := range names {
		if counts[n].Err() != nil {
			refused = append(refused, name)
		}
	}
	return len(names) - len(refused), refused
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	values := func(way string) map[string]string {
		all := make(map[string]string)
		for n := range 100 {
			all[fmt.Sprintf("%s:%d", way, n)] = fmt.Sprintf("value %d", n)
		}
		return all
	}
	check(saveOneByOne(ctx, values("oneByOne")))
	check(savePipelined(ctx, values("pipelined"), 30))
	check(saveTogether(ctx, values("auto")))
	check(saveAtOnce(ctx, values("mset")))
	byScript := must(saveByScript(ctx, values("script")))
	done, refused := countAll(ctx, []string{"a", "auto:0", "b"})
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{"byScript": byScript, "done": done, "refused": refused}))
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
