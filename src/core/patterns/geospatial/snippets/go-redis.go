// Who is near, with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "taxi")
// #tabstop time.Minute
// #tabstop nearKilometres = [[2]] <- {radius}
// #tabstop nearestShown = [[10]] <- {shown}
package main

import "encoding/json"

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
// The braces are a hash tag: both keys lie in one cluster slot, so that a script may change them together.
var (
	city    = cmp.Or(os.Getenv("KEY_PREFIX"), "taxi") + ":{helsinki}"
	drivers = city + ":drivers"
	seen    = city + ":seen"
)

// #endregion

// #region nearest
type nearby struct {
	Driver   string  `json:"driver"`
	Distance float64 `json:"distance"` // kilometres
}

const nearKilometres = 2
const nearestShown = 10

// nearest returns the nearest drivers within this radius, nearest first.
func nearest(ctx context.Context, longitude, latitude float64) ([]nearby, error) {
	found, err := rdb.GeoSearchLocation(ctx, drivers, &redis.GeoSearchLocationQuery{
		GeoSearchQuery: redis.GeoSearchQuery{
			Longitude: longitude, Latitude: latitude,
			Radius: nearKilometres, RadiusUnit: "km",
			Sort: "ASC", Count: nearestShown,
		},
		WithDist: true,
	}).Result()
	near := make([]nearby, len(found))
	for n, each := range found {
		near[n] = nearby{Driver: each.Name, Distance: each.Dist}
	}
	return near, err
}

// #endregion

// #region move
// moveDriver notes where a driver is, and that it was heard of: both or neither.
func moveDriver(ctx context.Context, driver string, longitude, latitude float64) error {
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.GeoAdd(ctx, drivers, &redis.GeoLocation{Name: driver, Longitude: longitude, Latitude: latitude})
		pipe.ZAdd(ctx, seen, redis.Z{Score: float64(time.Now().UnixMilli()), Member: driver})
		return nil
	})
	return err
}

// #endregion

// #region distance
// distance returns the kilometres between two drivers; found is false when one of them is not on the map.
func distance(ctx context.Context, a, b string) (kilometres float64, found bool, err error) {
	kilometres, err = rdb.GeoDist(ctx, drivers, a, b, "km").Result()
	if errors.Is(err, redis.Nil) {
		return 0, false, nil
	}
	return kilometres, err == nil, err
}

// #endregion

// #region box
// onMap returns who is on a map of so many kilometres around a place.
func onMap(ctx context.Context, longitude, latitude, width, height float64) ([]string, error) {
	return rdb.GeoSearch(ctx, drivers, &redis.GeoSearchQuery{
		Longitude: longitude, Latitude: latitude,
		BoxWidth: width, BoxHeight: height, BoxUnit: "km",
		Sort: "ASC", Count: 500,
	}).Result()
}

// #endregion

// #region sweep
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var sweepScript = redis.NewScript(`
-- Takes drivers off the map that were not heard of since a moment, at most so many at once.
-- KEYS  positions, when each was last heard of
-- ARGV  the moment (milliseconds), how many at most
-- Answers how many were taken off.
local gone = redis.call('ZRANGE', KEYS[2], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #gone == 0 then
  return 0
end
redis.call('ZREM', KEYS[1], unpack(gone))
return redis.call('ZREM', KEYS[2], unpack(gone))
`)

// silent is how long a driver stays on the map without a word.
const silent = time.Minute

// sweep takes silent drivers off the map and returns how many. Call it every few seconds.
func sweep(ctx context.Context) (int, error) {
	since := time.Now().Add(-silent).UnixMilli()
	return sweepScript.Run(ctx, rdb, []string{drivers, seen}, since, 1000).Int()
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	check(moveDriver(ctx, "anna", 24.9414, 60.1719))
	check(moveDriver(ctx, "ben", 24.9523, 60.1701))
	check(moveDriver(ctx, "cleo", 25.2, 60.3))
	long := float64(time.Now().Add(-2 * silent).UnixMilli())
	check(rdb.ZAdd(ctx, seen, redis.Z{Score: long, Member: "cleo"}).Err())
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"near":   must(nearest(ctx, 24.9414, 60.1719)),
		"apart":  orNil(distance(ctx, "anna", "ben")),
		"nobody": orNil(distance(ctx, "anna", "nobody")),
		"map":    must(onMap(ctx, 24.9414, 60.1719, 4, 2)),
		"swept":  must(sweep(ctx)),
	}))
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

// orNil is nil, null in JSON, for what is not there.
func orNil[T any](value T, found bool, err error) *T {
	if must(value, err); !found {
		return nil
	}
	return &value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
