// Rate limiting in five ways with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "rl")
// #tabstop Limit: [[12]] <- {limit}
// #tabstop Window: [[time.Minute]] <- {windowSeconds} * time.Second
package main

import (
	"encoding/json"
	"sync"
)

import (
	// #region imports
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"math"
	"net/http"
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
// limiterKey says who is limited, and for what. The braces are a hash tag: one client's keys stay together in a cluster.
func limiterKey(client, route string) string {
	return cmp.Or(os.Getenv("KEY_PREFIX"), "rl") + ":{" + client + "}:" + route
}

// #endregion

// #region helpers
// limits are so many requests in a window.
type limits struct {
	Limit  int
	Window time.Duration
}

// apiLimits are given to the limiter where one client's requests to the API are counted.
var apiLimits = limits{Limit: 12, Window: time.Minute}

type decision struct {
	Allowed    bool
	Remaining  int64
	RetryAfter time.Duration // below 0 when the request can never be admitted
	ResetAfter time.Duration
}

// decided makes a decision of what each of the scripts answers.
func decided(reply []int64, err error) (decision, error) {
	if err != nil {
		return decision{}, err
	}
	return decision{
		Allowed:    reply[0] == 1,
		Remaining:  reply[1],
		RetryAfter: time.Duration(reply[2]) * time.Millisecond,
		ResetAfter: time.Duration(reply[3]) * time.Millisecond,
	}, nil
}

// #endregion

// #region gcra
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var gcraScript = redis.NewScript(`
-- GCRA: the whole state is one time, up to which the client's requests are paid for.
-- KEYS  that time, in microseconds since the epoch
-- ARGV  requests in a burst, requests per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing. Whole microseconds: rounding must not refuse the last request of a burst.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local burst, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local interval = math.ceil(ARGV[3] * 1000 / ARGV[2])
local paid = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local after = paid + cost * interval
local wait = after - burst * interval - now
if wait > 0 then
  local left = math.max(0, math.floor((now + burst * interval - paid) / interval))
  local retry = cost > burst and -1 or math.ceil(wait / 1000)
  return { 0, left, retry, math.ceil((paid - now) / 1000) }
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PXAT', math.ceil(after / 1000))
return { 1, math.floor(-wait / interval), 0, math.ceil((after - now) / 1000) }
`)

// gcra is the default: a burst of Limit, then one more every Window / Limit. One short string.
func gcra(ctx context.Context, client, route string, within limits, cost int) (decision, error) {
	keys := []string{limiterKey(client, route)}
	return decided(gcraScript.Run(ctx, rdb, keys, within.Limit, within.Limit, within.Window.Milliseconds(), cost).Int64Slice())
}

// #endregion

// #region tokenBucket
var tokenBucketScript = redis.NewScript(`
-- Token bucket: tokens come back at a steady rate, and a request takes as many as it costs.
-- KEYS  hash of the tokens left and when they were counted, in microseconds since the epoch
-- ARGV  capacity, tokens per period, period in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, tokens left, ms until this one is allowed (-1: never), ms until the bucket is full}.
-- A refused call writes nothing: stored at each of many refusals, a slow refill would be rounded away.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local capacity, cost = tonumber(ARGV[1]), tonumber(ARGV[4])
local perMs = ARGV[2] / ARGV[3]
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = tonumber(bucket[2]) or now
-- Without a bucket it is full. A clock that was set back gives nothing and takes nothing.
local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + math.max(0, now - at) / 1000 * perMs)
if tokens < cost then
  -- A microsecond is added: who comes back then must not miss the token by a rounding.
  local retry = cost > capacity and -1 or math.ceil((cost - tokens) / perMs + 0.001)
  return { 0, math.floor(tokens), retry, math.ceil((capacity - tokens) / perMs) }
end
tokens = tokens - cost
local full = (capacity - tokens) / perMs
redis.call('HSET', KEYS[1], 'tokens', string.format('%.14g', tokens), 'at', string.format('%.0f', math.max(now, at)))
redis.call('PEXPIREAT', KEYS[1], math.ceil(now / 1000 + full))
return { 1, math.floor(tokens), 0, math.ceil(full) }
`)

// tokenBucket is for when tokens are shown or charged: a bucket of Limit that fills up in Window.
func tokenBucket(ctx context.Context, client, route string, within limits, cost int) (decision, error) {
	keys := []string{limiterKey(client, route)}
	args := []any{within.Limit, within.Limit, within.Window.Milliseconds(), cost}
	return decided(tokenBucketScript.Run(ctx, rdb, keys, args...).Int64Slice())
}

// #endregion

// #region slidingLog
var slidingLogScript = redis.NewScript(`
-- Sliding window log: every admitted request is kept until it leaves the window.
-- KEYS  sorted set of requests by time, in milliseconds since the epoch
-- ARGV  limit, window in milliseconds, cost of this request, an id that no other request has
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing: what has left the window is passed over, and taken away by the next admitted one.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local inside = string.format('(%.0f', now - window)
local used = redis.call('ZCOUNT', KEYS[1], inside, '+inf')
if used + cost > limit then
  -- It fits when so many of the oldest have left.
  local last = used + cost - limit - 1
  local leaves = redis.call('ZRANGE', KEYS[1], inside, '+inf', 'BYSCORE', 'LIMIT', last, 1, 'WITHSCORES')[2]
  local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
  local retry = cost <= limit and leaves + window - now or -1
  return { 0, math.max(0, limit - used), retry, used > 0 and newest + window - now or 0 }
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
for n = 1, cost do
  redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. n)
end
redis.call('PEXPIREAT', KEYS[1], now + window)
return { 1, limit - used - cost, 0, window }
`)

// slidingLog admits exactly Limit in any Window. For small limits: five logins in a quarter of an hour.
func slidingLog(ctx context.Context, client, route string, within limits, cost int) (decision, error) {
	keys := []string{limiterKey(client, route)}
	args := []any{within.Limit, within.Window.Milliseconds(), cost, rand.Text()}
	return decided(slidingLogScript.Run(ctx, rdb, keys, args...).Int64Slice())
}

// #endregion

// #region slidingCounter
var slidingCounterScript = redis.NewScript(`
-- Sliding window counter: what the window before admitted counts less and less while this one passes.
-- KEYS  counter of this window, counter of the window before
-- ARGV  limit, window in milliseconds, cost of this request, number of the window that the keys are of
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}, or
-- {-1, number of the window that it is now, 0, 0} when the keys are of another: then name the keys by it and ask again.
-- A refused call writes nothing. Counts times milliseconds are whole numbers, so nothing is rounded.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local number = math.floor(now / window)
if number ~= tonumber(ARGV[4]) then
  return { -1, number, 0, 0 }
end
local current = tonumber(redis.call('GET', KEYS[1]) or 0)
local before = tonumber(redis.call('GET', KEYS[2]) or 0)
local remaining = window - now % window
local free = (limit - current) * window - before * remaining
if cost * window > free then
  local retry = -1
  if current + cost <= limit then
    retry = remaining - math.floor((limit - current - cost) * window / before)
  elseif cost <= limit then
    -- Not before the next window, in which this one is the window before.
    retry = remaining + math.max(0, window - math.floor((limit - cost) * window / current))
  end
  local reset = current > 0 and remaining + window or before > 0 and remaining or 0
  return { 0, math.max(0, math.floor(free / window)), retry, reset }
end
if redis.call('INCRBY', KEYS[1], cost) == cost then
  redis.call('PEXPIREAT', KEYS[1], (number + 2) * window)
end
return { 1, math.floor(free / window) - cost, 0, remaining + window }
`)

// slidingCounter is nearly a sliding window, with two counters. This clock only guesses the window; the server's decides.
func slidingCounter(ctx context.Context, client, route string, within limits, cost int) (decision, error) {
	window := time.Now().UnixMilli() / within.Window.Milliseconds()
	for range 4 {
		key := func(number int64) string { return fmt.Sprintf("%s:%d", limiterKey(client, route), number) }
		args := []any{within.Limit, within.Window.Milliseconds(), cost, window}
		reply, err := slidingCounterScript.Run(ctx, rdb, []string{key(window), key(window - 1)}, args...).Int64Slice()
		if err != nil || reply[0] != -1 {
			return decided(reply, err)
		}
		window = reply[1] // the clocks differ, or the window ended meanwhile
	}
	return decision{}, errors.New("each answer came after the end of its window: the window is too short")
}

// #endregion

// #region fixedWindow
var fixedWindowScript = redis.NewScript(`
-- Fixed window: a counter that ends with the window, which begins at a multiple of its length.
-- KEYS  counter
-- ARGV  limit, window in milliseconds, cost of this request
-- Answers {1 allowed or 0 refused, requests left, ms until this one is allowed (-1: never), ms until all are free}.
-- A refused call writes nothing.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used = tonumber(redis.call('GET', KEYS[1]) or 0)
-- One more than PTTL: a key is there to the end of the millisecond in which it expires.
if used + cost > limit then
  local reset = math.max(0, redis.call('PTTL', KEYS[1]) + 1)
  return { 0, math.max(0, limit - used), cost > limit and -1 or reset, reset }
end
used = redis.call('INCRBY', KEYS[1], cost)
if used == cost then
  redis.call('PEXPIREAT', KEYS[1], (math.floor(now / window) + 1) * window)
end
return { 1, limit - used, 0, redis.call('PTTL', KEYS[1]) + 1 }
`)

// fixedWindow is for quotas of a day or a month. It admits twice the limit around the end of a window.
func fixedWindow(ctx context.Context, client, route string, within limits, cost int) (decision, error) {
	keys := []string{limiterKey(client, route)}
	return decided(fixedWindowScript.Run(ctx, rdb, keys, within.Limit, within.Window.Milliseconds(), cost).Int64Slice())
}

// #endregion

// #region headers
// writeDecision sets status and headers of a response. A request that can never be admitted gets no Retry-After.
func writeDecision(response http.ResponseWriter, answer decision, within limits) {
	seconds := func(lasts time.Duration) string { return strconv.Itoa(int(math.Ceil(lasts.Seconds()))) }
	header := response.Header()
	header.Set("RateLimit-Limit", strconv.Itoa(within.Limit))
	header.Set("RateLimit-Remaining", strconv.FormatInt(answer.Remaining, 10))
	header.Set("RateLimit-Reset", seconds(answer.ResetAfter))
	if answer.RetryAfter > 0 {
		header.Set("Retry-After", seconds(answer.RetryAfter))
	}
	if answer.Allowed {
		response.WriteHeader(http.StatusOK)
	} else {
		response.WriteHeader(http.StatusTooManyRequests)
	}
}

// #endregion

// #region cost
var costs = map[string]int{"look": 1, "export": 5}

// limitByCost refuses a request that costs more than is left as a whole; a cheaper one still fits.
func limitByCost(ctx context.Context, client, kind string) (decision, error) {
	return gcra(ctx, client, "api", apiLimits, costs[kind])
}

// #endregion

// #region retry
// waitUntilAllowed asks again as the answer says, at most so many times: whoever waits exactly so long, alone, is admitted.
func waitUntilAllowed(ctx context.Context, attempts int, decide func() (decision, error)) (decision, error) {
	answer, err := decide()
	for range attempts - 1 {
		if err != nil || answer.Allowed || answer.RetryAfter <= 0 {
			break
		}
		select {
		case <-ctx.Done():
			return answer, ctx.Err()
		case <-time.After(answer.RetryAfter):
			answer, err = decide()
		}
	}
	return answer, err
}

// #endregion

// #region outage
// decideInTime is what a request gets when Redis does not answer soon: failing open for an API, closed for logins and
// one-time codes.
func decideInTime(ctx context.Context, open bool, decide func(ctx context.Context) (decision, error)) decision {
	ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	answer, err := decide(ctx)
	if err != nil {
		log.Printf("a request was not counted: %v", err)
		return decision{Allowed: open, RetryAfter: time.Second, ResetAfter: time.Second}
	}
	return answer
}

// #endregion

// response is what main prints of a written decision.
type response struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
}

// recorder keeps what is written to it.
type recorder struct {
	header http.Header
	status int
}

func (kept *recorder) Header() http.Header            { return kept.header }
func (kept *recorder) Write(body []byte) (int, error) { return len(body), nil }
func (kept *recorder) WriteHeader(status int)         { kept.status = status }

func written(answer decision, within limits) response {
	kept := &recorder{header: http.Header{}}
	writeDecision(kept, answer, within)
	headers := map[string]string{}
	// Go writes header names in a form of its own; they mean the same in any.
	for _, name := range []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"} {
		if value := kept.header.Get(name); value != "" {
			headers[name] = value
		}
	}
	return response{Status: kept.status, Headers: headers}
}

func main() {
	defer rdb.Close()
	ctx := context.Background()
	hour := limits{Limit: 10, Window: time.Hour}
	limiters := map[string]func(context.Context, string, string, limits, int) (decision, error){
		"gcra": gcra, "tokenBucket": tokenBucket, "slidingLog": slidingLog,
		"slidingCounter": slidingCounter, "fixedWindow": fixedWindow,
	}
	admitted := map[string]int{}
	for name, limiter := range limiters {
		var callers sync.WaitGroup
		decisions := make([]decision, 50)
		for n := range decisions {
			callers.Add(1)
			go func() {
				defer callers.Done()
				decisions[n] = must(limiter(ctx, "ada", name, hour, 1))
			}()
		}
		callers.Wait()
		for _, answer := range decisions {
			if answer.Allowed {
				admitted[name]++
			}
		}
	}
	short := limits{Limit: 1, Window: 300 * time.Millisecond}
	must(gcra(ctx, "ben", "short", short, 1))
	waited := must(waitUntilAllowed(ctx, 3, func() (decision, error) { return gcra(ctx, "ben", "short", short, 1) }))
	var byCost []bool
	for _, kind := range []string{"export", "export", "export", "look"} {
		byCost = append(byCost, must(limitByCost(ctx, "cleo", kind)).Allowed)
	}
	down := decideInTime(ctx, false, func(ctx context.Context) (decision, error) {
		// Nobody answers at this address.
		other := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1", MaxRetries: -1})
		defer other.Close()
		return decision{Allowed: true}, other.Ping(ctx).Err()
	})
	printed := map[string]any{
		"admitted": admitted,
		"waited":   map[string]bool{"allowed": waited.Allowed},
		"costs":    byCost,
		"response": written(must(fixedWindow(ctx, "ada", "fixedWindow", hour, 1)), hour),
		"never":    written(must(gcra(ctx, "dana", "never", hour, 11)), hour),
		"down":     map[string]bool{"allowed": down.Allowed},
	}
	if err := json.NewEncoder(os.Stdout).Encode(printed); err != nil {
		log.Fatal(err)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
