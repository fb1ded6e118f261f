// Real-time analytics with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "analytics")
// #tabstop pagesKept = [[1000]] <- {kept}
package main

import (
	// #region imports
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	// #endregion
)

import "encoding/json"

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
// The braces are a hash tag: all keys of one site lie in one cluster slot, so that a script may change them together.
var analytics = cmp.Or(os.Getenv("KEY_PREFIX"), "analytics") + ":{site}"

const day = 24 * time.Hour

// Layouts of a time in UTC, so that every server means the same: they name a minute, an hour and a day.
const (
	minuteStamp = "200601021504"
	hourStamp   = "2006010215"
	dayStamp    = "20060102"
)

// #endregion

// #region count
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var countScript = redis.NewScript(`
-- Adds counts to everything that is kept of them: those of one event, or of a hundred added up before.
-- KEYS  counters of the minute, counters of the hour, views by page of the hour, visitors of the day
-- ARGV  pages kept, seconds that the four keys live, then a list: counter, n, page, n or visitor, each after its kind
-- Answers how many pages are kept of the hour.
-- What a script has written stays when a later command fails, so every number is checked before anything is written.
for at = 6, #ARGV, 3 do
  local n = ARGV[at + 2]
  if not string.match(n, '^%d+$') or #n > 15 then
    return redis.error_reply('ERR a count must be a whole number of at most 15 digits')
  end
end
for at = 6, #ARGV, 3 do
  local kind, name, n = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'counter' then
    redis.call('HINCRBY', KEYS[1], name, n)
    redis.call('HINCRBY', KEYS[2], name, n)
  elseif kind == 'page' then
    redis.call('ZINCRBY', KEYS[3], n, name)
  else
    redis.call('PFADD', KEYS[4], name)
  end
end
-- Whoever puts anything into an address could fill the memory with pages: beyond twice as many, the least seen go.
local cap = tonumber(ARGV[1])
local pages = redis.call('ZCARD', KEYS[3])
if pages > 2 * cap then
  redis.call('ZREMRANGEBYRANK', KEYS[3], 0, pages - cap - 1)
  pages = cap
end
-- Nobody writes to a key after its time, so each lives that long after its last count.
for index, key in ipairs(KEYS) do
  redis.call('EXPIRE', key, ARGV[index + 1])
end
return pages
`)

const pagesKept = 1000

// view is one page seen by one visitor.
type view struct{ URL, Visitor string }

var longID = regexp.MustCompile(`^([0-9]+|[0-9a-f-]{16,})$`)

// normalisedPath is the path that a page is counted under: no query, no last slash, and :id for numbers and long ids.
func normalisedPath(url string) string {
	path := strings.ToLower(url)
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	parts := strings.FieldsFunc(path, func(sign rune) bool { return sign == '/' })
	for n, part := range parts {
		if longID.MatchString(part) {
			parts[n] = ":id"
		}
	}
	return "/" + strings.Join(parts, "/")
}

// addCounts adds views to every counter of the moment at in one atomic step. It returns how many pages the hour has.
func addCounts(ctx context.Context, views []view, at time.Time) (int64, error) {
	pages, visitors := map[string]int{}, map[string]bool{}
	for _, seen := range views {
		pages[normalisedPath(seen.URL)]++
		visitors[seen.Visitor] = true
	}
	at = at.UTC()
	hour := at.Format(hourStamp)
	keys := []string{
		analytics + ":minute:" + at.Format(minuteStamp), analytics + ":hour:" + hour,
		analytics + ":pages:" + hour, analytics + ":visitors:" + at.Format(dayStamp),
	}
	args := []any{pagesKept}
	for _, lives := range []time.Duration{2 * day, 90 * day, 2 * day, 35 * day} {
		args = append(args, int64(lives.Seconds()))
	}
	args = append(args, "counter", "views", len(views))
	for page, n := range pages {
		args = append(args, "page", page, n)
	}
	for visitor := range visitors {
		args = append(args, "visitor", visitor, 1)
	}
	return countScript.Run(ctx, rdb, keys, args...).Int64()
}

// countView counts one view at a time; see the flush below for many.
func countView(ctx context.Context, url, visitor string) error {
	_, err := addCounts(ctx, []view{{url, visitor}}, time.Now())
	return err
}

// #endregion

// #region lastHour
// lastMinutes sums a counter over the last minutes, the one that goes on included: one pipeline, one round trip.
func lastMinutes(ctx context.Context, counter string, minutes int) (sum int64, err error) {
	now := time.Now().UTC()
	pipe := rdb.Pipeline()
	counts := make([]*redis.StringCmd, minutes)
	for back := range counts {
		at := now.Add(-time.Duration(back) * time.Minute)
		counts[back] = pipe.HGet(ctx, analytics+":minute:"+at.Format(minuteStamp), counter)
	}
	// It returns what failed: a minute that could not be read is not a minute without events.
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return 0, err
	}
	for _, count := range counts {
		n, err := count.Int64()
		if err != nil && !errors.Is(err, redis.Nil) {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// #endregion

// #region topPages
type pageViews struct {
	Page  string `json:"page"`
	Views int64  `json:"views"`
}

// topPages returns the most viewed pages of the last 24 hours. The union is kept for ten seconds: it is not made for each
// reader.
func topPages(ctx context.Context, count int64) ([]pageViews, error) {
	target := analytics + ":top:pages"
	best := redis.ZRangeArgs{Key: target, Start: 0, Stop: count - 1, Rev: true}
	pairs, err := rdb.ZRangeArgsWithScores(ctx, best).Result()
	if err != nil {
		return nil, err
	}
	if len(pairs) == 0 {
		now := time.Now().UTC()
		hours := make([]string, 24)
		for back := range hours {
			hours[back] = analytics + ":pages:" + now.Add(-time.Duration(back)*time.Hour).Format(hourStamp)
		}
		pipe := rdb.TxPipeline()
		pipe.ZUnionStore(ctx, target, &redis.ZStore{Keys: hours})
		pipe.ZRemRangeByRank(ctx, target, 0, -101)
		pipe.Expire(ctx, target, 10*time.Second)
		made := pipe.ZRangeArgsWithScores(ctx, best)
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, err
		}
		pairs = made.Val()
	}
	top := make([]pageViews, len(pairs))
	for n, pair := range pairs {
		top[n] = pageViews{Page: pair.Member.(string), Views: int64(pair.Score)}
	}
	return top, nil
}

// #endregion

// #region visitors
func visitorKeys(days int) []string {
	now := time.Now().UTC()
	keys := make([]string, days)
	for back := range keys {
		keys[back] = analytics + ":visitors:" + now.AddDate(0, 0, -back).Format(dayStamp)
	}
	return keys
}

// uniqueVisitors counts different visitors of the last days, today's included.
func uniqueVisitors(ctx context.Context, days int) (int64, error) {
	return rdb.PFCount(ctx, visitorKeys(days)...).Result()
}

// mergeWeek counts the same for a week, kept under one key: for a report that is read often.
func mergeWeek(ctx context.Context) (int64, error) {
	week := analytics + ":visitors:week"
	pipe := rdb.TxPipeline()
	// PFMERGE adds to what the target holds, so what was there goes first.
	pipe.Unlink(ctx, week)
	pipe.PFMerge(ctx, week, visitorKeys(7)...)
	pipe.Expire(ctx, week, time.Hour)
	count := pipe.PFCount(ctx, week)
	_, err := pipe.Exec(ctx)
	return count.Val(), err
}

// #endregion

// #region sample
// sample is one value of a metric; At is in milliseconds since the epoch.
type sample struct {
	At    int64   `json:"at"`
	Value float64 `json:"value"`
}

// #endregion

// #region samples
// sampleBucket is how long a hash without TimeSeries takes samples for, the second as the field. 300 fields stay one
// compact list.
const sampleBucket = 5 * time.Minute

func bucketKey(metric string, at time.Time) string {
	return fmt.Sprintf("%s:%s:samples:%d", analytics, metric, at.Truncate(sampleBucket).Unix())
}

func keepSample(ctx context.Context, metric string, value float64, at time.Time) error {
	key := bucketKey(metric, at)
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.HSet(ctx, key, strconv.FormatInt(at.Unix(), 10), value)
		pipe.Expire(ctx, key, day)
		return nil
	})
	return err
}

// samplesBetween returns the samples from start to end, oldest first: one round trip.
func samplesBetween(ctx context.Context, metric string, start, end time.Time) ([]sample, error) {
	pipe := rdb.Pipeline()
	var buckets []*redis.MapStringStringCmd
	for at := start.Truncate(sampleBucket); !at.After(end); at = at.Add(sampleBucket) {
		buckets = append(buckets, pipe.HGetAll(ctx, bucketKey(metric, at)))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	var samples []sample
	for _, bucket := range buckets {
		for field, text := range bucket.Val() {
			second, err := strconv.ParseInt(field, 10, 64)
			if err != nil {
				return nil, err
			}
			value, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, err
			}
			if at := second * 1000; at >= start.UnixMilli() && at <= end.UnixMilli() {
				samples = append(samples, sample{At: at, Value: value})
			}
		}
	}
	slices.SortFunc(samples, func(a, b sample) int { return cmp.Compare(a.At, b.At) })
	return samples, nil
}

// #endregion

// #region series
// seriesOf names the samples, and the means of each minute.
func seriesOf(metric string) (series, means string) {
	return fmt.Sprintf("%s:%s:series", analytics, metric), fmt.Sprintf("%s:%s:means", analytics, metric)
}

// seriesOptions says that of two samples of one millisecond the last counts; without a policy the second is refused.
func seriesOptions(metric string) *redis.TSOptions {
	labels := map[string]string{"site": analytics, "metric": metric, "holds": "samples"}
	return &redis.TSOptions{Retention: int(day.Milliseconds()), DuplicatePolicy: "last", Labels: labels}
}

// createSeries is for TimeSeries: the server makes the mean of each minute as samples come in. Once, at the start.
func createSeries(ctx context.Context, metric string) error {
	series, means := seriesOf(metric)
	if there, err := rdb.Exists(ctx, series).Result(); err != nil || there > 0 {
		return err
	}
	labels := map[string]string{"site": analytics, "metric": metric, "holds": "means"}
	pipe := rdb.TxPipeline()
	pipe.TSCreateWithArgs(ctx, series, seriesOptions(metric))
	pipe.TSCreateWithArgs(ctx, means, &redis.TSOptions{Retention: int((30 * day).Milliseconds()), Labels: labels})
	pipe.TSCreateRule(ctx, series, means, redis.Avg, int(time.Minute.Milliseconds()))
	pipe.Expire(ctx, series, 2*day)
	pipe.Expire(ctx, means, 30*day)
	commands, err := pipe.Exec(ctx)
	if err == nil {
		return nil
	}
	for _, command := range commands {
		// Another process may have been first: then both series are there.
		if err := command.Err(); err != nil && !alreadyThere.MatchString(err.Error()) {
			return err
		}
	}
	return nil
}

var alreadyThere = regexp.MustCompile("already (exists|has)")

// addSample adds one. RETENTION bounds what the series holds; the key goes by its TTL, which each sample sets anew.
func addSample(ctx context.Context, metric string, value float64, at time.Time) error {
	series, means := seriesOf(metric)
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.TSAddWithArgs(ctx, series, at.UnixMilli(), value, seriesOptions(metric))
		pipe.Expire(ctx, series, 2*day)
		pipe.Expire(ctx, means, 30*day)
		return nil
	})
	return err
}

// minuteMeans returns the mean of each minute: made by the server, so no sample travels.
func minuteMeans(ctx context.Context, metric string, start, end time.Time) ([]sample, error) {
	series, _ := seriesOf(metric)
	values, err := rdb.TSRangeWithArgs(ctx, series, int(start.UnixMilli()), int(end.UnixMilli()), &redis.TSRangeOptions{
		Aggregators: []redis.Aggregator{redis.Avg}, BucketDuration: int(time.Minute.Milliseconds()),
	}).Result()
	means := make([]sample, len(values))
	for n, value := range values {
		means[n] = sample{At: value.Timestamp, Value: value.Value}
	}
	return means, err
}

type peaksOf struct {
	Metric  string   `json:"metric"`
	Samples []sample `json:"samples"`
}

// peaks returns the highest value of each minute, of every metric of the site: series are found by label.
func peaks(ctx context.Context, start, end time.Time) ([]peaksOf, error) {
	filters := []string{"site=" + analytics, "holds=samples"}
	found, err := rdb.TSMRangeWithArgs(ctx, int(start.UnixMilli()), int(end.UnixMilli()), filters, &redis.TSMRangeOptions{
		Aggregators: []redis.Aggregator{redis.Max}, BucketDuration: int(time.Minute.Milliseconds()),
		SelectedLabels: []any{"metric"},
	}).Result()
	if err != nil {
		return nil, err
	}
	all := make([]peaksOf, 0, len(found))
	for _, key := range slices.Sorted(maps.Keys(found)) {
		// Under RESP3, the client's default: labels, how it was aggregated, samples.
		series := found[key]
		one := peaksOf{Metric: series[0].(map[any]any)["metric"].(string)}
		for _, pair := range series[len(series)-1].([]any) {
			at, value := pair.([]any)[0].(int64), pair.([]any)[1].(float64)
			one.Samples = append(one.Samples, sample{At: at, Value: value})
		}
		all = append(all, one)
	}
	return all, nil
}

// #endregion

// #region flush
// aggregator adds events up in the process and sends the sums: each second, each hundred events, and when the minute turns.
type aggregator struct {
	mutex   sync.Mutex
	waiting []view
	minute  time.Time
	flushes int // how many times something was sent
	over    chan struct{}
	stopped sync.WaitGroup
}

func newAggregator(ctx context.Context) *aggregator {
	sums := &aggregator{over: make(chan struct{})}
	sums.stopped.Add(1)
	go func() {
		defer sums.stopped.Done()
		sums.run(ctx)
	}()
	return sums
}

func (sums *aggregator) add(ctx context.Context, url, visitor string) {
	sums.mutex.Lock()
	defer sums.mutex.Unlock()
	// What was seen in one minute is not counted in the next.
	if minute := time.Now().Truncate(time.Minute); !minute.Equal(sums.minute) {
		sums.flush(ctx)
		sums.minute = minute
	}
	if sums.waiting = append(sums.waiting, view{url, visitor}); len(sums.waiting) >= 100 {
		sums.flush(ctx)
	}
}

func (sums *aggregator) close(ctx context.Context) {
	close(sums.over)
	sums.stopped.Wait()
	sums.mutex.Lock()
	defer sums.mutex.Unlock()
	sums.flush(ctx)
}

func (sums *aggregator) run(ctx context.Context) {
	each := time.NewTicker(time.Second)
	defer each.Stop()
	for {
		select {
		case <-sums.over:
			return
		case <-each.C:
			sums.mutex.Lock()
			sums.flush(ctx)
			sums.mutex.Unlock()
		}
	}
}

// flush sends what waits. What fails is lost, not sent again: after a timeout nobody knows whether it was counted.
func (sums *aggregator) flush(ctx context.Context) {
	views := sums.waiting
	if sums.waiting = nil; len(views) == 0 {
		return
	}
	sums.flushes++
	if _, err := addCounts(ctx, views, sums.minute); err != nil {
		log.Printf("views were lost: %v", err)
	}
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	start := time.Now().UTC().Truncate(time.Minute).Add(-10 * time.Minute)
	var callers sync.WaitGroup
	for n := range 50 {
		callers.Add(1)
		go func() {
			defer callers.Done()
			check(countView(ctx, fmt.Sprintf("/Home/?n=%d", n), fmt.Sprintf("visitor-%d", n%20)))
		}()
	}
	callers.Wait()
	sums := newAggregator(ctx)
	for n := range 200 {
		sums.add(ctx, fmt.Sprintf("/products/%d", n), fmt.Sprintf("visitor-%d", n%40))
	}
	sums.close(ctx)
	for second := range 120 {
		check(keepSample(ctx, "cpu", 50, start.Add(time.Duration(second)*time.Second)))
	}
	samples := must(samplesBetween(ctx, "cpu", start.Add(30*time.Second), start.Add(89*time.Second)))
	total := 0.0
	for _, one := range samples {
		total += one.Value
	}
	printed := map[string]any{
		"views":    must(lastMinutes(ctx, "views", 60)),
		"flushes":  sums.flushes,
		"top":      must(topPages(ctx, 10)),
		"visitors": must(uniqueVisitors(ctx, 1)),
		"week":     must(mergeWeek(ctx)),
		"samples":  len(samples),
		"sum":      total,
		"means":    nil,
		"peaks":    nil,
	}
	if _, hasSeries := must(rdb.Command(ctx).Result())["ts.add"]; hasSeries {
		check(createSeries(ctx, "cpu"))
		check(createSeries(ctx, "cpu"))
		for second := range 120 {
			check(addSample(ctx, "cpu", float64(second%60), start.Add(time.Duration(second)*time.Second)))
		}
		end := start.Add(2 * time.Minute)
		printed["means"] = must(minuteMeans(ctx, "cpu", start, end))
		printed["peaks"] = must(peaks(ctx, start, end))
	}
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
