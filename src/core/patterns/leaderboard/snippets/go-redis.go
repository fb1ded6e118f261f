// A leaderboard on sorted sets with go-redis. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "leaderboard")
// #tabstop topShown = [[10]] <- {top}
package main

import (
	// #region imports
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
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
// The braces are a hash tag: all boards of one game lie in one cluster slot, so that a script may change them together.
var (
	game    = cmp.Or(os.Getenv("KEY_PREFIX"), "leaderboard") + ":{game}"
	allTime = game + ":board:all"
)

// periodBoards names the boards of the day and of the ISO week, in UTC, so that every server means the same day.
func periodBoards(at time.Time) (day, week string) {
	at = at.UTC()
	year, number := at.ISOWeek()
	return game + ":board:day:" + at.Format(time.DateOnly), fmt.Sprintf("%s:board:week:%d-W%02d", game, year, number)
}

// #endregion

// #region score
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var scoreScript = redis.NewScript(`
-- Counts a win once, on every board, however often it is sent.
-- KEYS  all-time board, day board, week board, marker of the event
-- ARGV  player, points, seconds the event is remembered, seconds the day, the week and the all-time board live (0: for ever)
-- Answers the player's all-time score, or nil when the event was counted before.
-- What a script has written stays when a later command fails, so points are checked before the event is remembered.
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR points must be a whole number of at most 15 digits')
end
if not redis.call('SET', KEYS[4], 1, 'NX', 'EX', ARGV[3]) then
  return false
end
local function add(board, seconds)
  local score = redis.call('ZINCRBY', board, ARGV[2], ARGV[1])
  if tonumber(seconds) > 0 and redis.call('TTL', board) < 0 then
    redis.call('EXPIRE', board, seconds)
  end
  return score
end
add(KEYS[2], ARGV[4])
add(KEYS[3], ARGV[5])
return add(KEYS[1], ARGV[6])
`)

const daySeconds = 86_400

// countWin adds the points to every board, once per event id. It returns the all-time score; counted is false when the
// event was counted before.
func countWin(ctx context.Context, player string, points int64, eventID string) (score float64, counted bool, err error) {
	dayBoard, weekBoard := periodBoards(time.Now())
	keys := []string{allTime, dayBoard, weekBoard, game + ":event:" + eventID}
	score, err = scoreScript.Run(ctx, rdb, keys, player, points, daySeconds, 8*daySeconds, 60*daySeconds, 0).Float64()
	if errors.Is(err, redis.Nil) {
		return 0, false, nil
	}
	return score, err == nil, err
}

// #endregion

// #region top
// topShown is how many of the best a page shows.
const topShown = 10

// topPlayers returns the best, with their scores: O(log N + count).
func topPlayers(ctx context.Context, count int64) ([]ranked, error) {
	return places(ctx, 1, count)
}

// #endregion

// #region rank
type place struct {
	Score   float64 `json:"score"`
	Ordinal int64   `json:"ordinal"` // ties broken by name
	Shared  int64   `json:"shared"`  // ties shared
}

// placeOf returns a player's place; found is false for one who is not on the board.
func placeOf(ctx context.Context, player string) (at place, found bool, err error) {
	pipe := rdb.Pipeline()
	rank := pipe.ZRevRank(ctx, allTime, player)
	score := pipe.ZScore(ctx, allTime, player)
	if _, err := pipe.Exec(ctx); errors.Is(err, redis.Nil) {
		return place{}, false, nil
	} else if err != nil {
		return place{}, false, err
	}
	ahead, err := rdb.ZCount(ctx, allTime, exclusive(score.Val()), "+inf").Result()
	if err != nil {
		return place{}, false, err
	}
	// ZREVRANK is 0-based.
	return place{Score: score.Val(), Ordinal: rank.Val() + 1, Shared: ahead + 1}, true, nil
}

// #endregion

// #region around
var aroundScript = redis.NewScript(`
-- The players around one, best first.
-- KEYS  board
-- ARGV  player, how many on each side
-- Answers the 0-based rank of the first of them and [member, score, ...], or nil when the player is not on the board.
local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not rank then
  return false
end
local first = math.max(0, rank - tonumber(ARGV[2]))
return { first, redis.call('ZRANGE', KEYS[1], first, rank + tonumber(ARGV[2]), 'REV', 'WITHSCORES') }
`)

type neighbour struct {
	Place int64 `json:"place"`
	ranked
}

// playersAround returns up to each players on either side of one, read at one moment; none for a player who is not on
// the board.
func playersAround(ctx context.Context, player string, each int) ([]neighbour, error) {
	reply, err := aroundScript.Run(ctx, rdb, []string{allTime}, player, each).Slice()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	first, flat := reply[0].(int64), reply[1].([]any)
	neighbours := make([]neighbour, 0, len(flat)/2)
	for n := 0; n+1 < len(flat); n += 2 {
		// What a script returns of a sorted set is text, scores too.
		score, err := strconv.ParseFloat(flat[n+1].(string), 64)
		if err != nil {
			return nil, err
		}
		at := first + int64(n/2) + 1
		neighbours = append(neighbours, neighbour{Place: at, ranked: ranked{Player: flat[n].(string), Score: score}})
	}
	return neighbours, nil
}

// #endregion

// #region range
// places returns the places first to last, both included and counted from 1.
func places(ctx context.Context, first, last int64) ([]ranked, error) {
	pairs, err := rdb.ZRangeArgsWithScores(ctx, redis.ZRangeArgs{
		Key: allTime, Start: first - 1, Stop: last - 1, Rev: true,
	}).Result()
	return toRanked(pairs), err
}

// #endregion

// #region percentile
// percentile returns the share of the others who have fewer points, in per cent; found is false for a player who is not
// on the board.
func percentile(ctx context.Context, player string) (share float64, found bool, err error) {
	pipe := rdb.Pipeline()
	score := pipe.ZScore(ctx, allTime, player)
	players := pipe.ZCard(ctx, allTime)
	if _, err := pipe.Exec(ctx); errors.Is(err, redis.Nil) {
		return 0, false, nil
	} else if err != nil {
		return 0, false, err
	}
	behind, err := rdb.ZCount(ctx, allTime, "-inf", exclusive(score.Val())).Result()
	if err != nil {
		return 0, false, err
	}
	if players.Val() <= 1 {
		return 100, true, nil
	}
	return 100 * float64(behind) / float64(players.Val()-1), true, nil
}

// #endregion

// #region periods
// lastSevenDays returns the best of the last seven days added up, at most a hundred. The union is O(N) on the server, so
// its result is kept for a minute.
func lastSevenDays(ctx context.Context, count int64) ([]ranked, error) {
	target := game + ":board:last7days"
	best := redis.ZRangeArgs{Key: target, Start: 0, Stop: count - 1, Rev: true}
	kept, err := rdb.ZRangeArgsWithScores(ctx, best).Result()
	if err != nil || len(kept) > 0 {
		return toRanked(kept), err
	}
	now := time.Now().UTC()
	days := make([]string, 7)
	for back := range days {
		days[back], _ = periodBoards(now.AddDate(0, 0, -back))
	}
	pipe := rdb.TxPipeline()
	pipe.ZUnionStore(ctx, target, &redis.ZStore{Keys: days})
	pipe.ZRemRangeByRank(ctx, target, 0, -101)
	pipe.Expire(ctx, target, time.Minute)
	made := pipe.ZRangeArgsWithScores(ctx, best)
	_, err = pipe.Exec(ctx)
	return toRanked(made.Val()), err
}

// #endregion

// #region best
// offerBest offers a score to a board of best scores: a lower one changes nothing (GT). It keeps the best thousand.
func offerBest(ctx context.Context, player string, score float64) error {
	board := game + ":board:best"
	_, err := rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.ZAddGT(ctx, board, redis.Z{Score: score, Member: player})
		pipe.ZRemRangeByRank(ctx, board, 0, -1001)
		return nil
	})
	return err
}

// #endregion

// #region ties
var firstToReachScript = redis.NewScript(`
-- Adds points on a board where, of equal points, the one who had them first is ahead.
-- KEYS  board, points by player
-- ARGV  player, points, start of the season in seconds since the epoch, seconds both keys live (0: for ever)
-- A score is points * 2^25 + the seconds left of a season of 388 days: 28 + 25 bits, which a double holds exactly.
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
local points = before + ARGV[2]
if points % 1 ~= 0 or points < 0 or points > 268435455 then
  return redis.error_reply('ERR points out of range')
end
if points == before then
  return points
end
local elapsed = math.min(33554431, math.max(0, redis.call('TIME')[1] - tonumber(ARGV[3])))
redis.call('HSET', KEYS[2], ARGV[1], points)
redis.call('ZADD', KEYS[1], points * 33554432 + (33554431 - elapsed), ARGV[1])
if tonumber(ARGV[4]) > 0 then
  for _, key in ipairs(KEYS) do
    if redis.call('TTL', key) < 0 then
      redis.call('EXPIRE', key, ARGV[4])
    end
  end
end
return points
`)

// reachFirst adds points on a board where, of equal points, the one who had them first is ahead. It returns the player's
// points.
func reachFirst(ctx context.Context, player string, points int64, seasonStart time.Time) (int64, error) {
	keys := []string{game + ":board:season", game + ":points:season"}
	return firstToReachScript.Run(ctx, rdb, keys, player, points, seasonStart.Unix(), 0).Int64()
}

// #endregion

// #region helpers
type ranked struct {
	Player string  `json:"player"`
	Score  float64 `json:"score"`
}

func toRanked(pairs []redis.Z) []ranked {
	players := make([]ranked, len(pairs))
	for n, pair := range pairs {
		players[n] = ranked{Player: pair.Member.(string), Score: pair.Score}
	}
	return players
}

// exclusive is the end of a range of scores that leaves the score itself out.
func exclusive(score float64) string {
	return "(" + strconv.FormatFloat(score, 'g', -1, 64)
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	for n := range 100 {
		player, event := fmt.Sprintf("player:%d", n+1), fmt.Sprintf("win-%d", n+1)
		orNil(countWin(ctx, player, int64(n+1)*10, event))
	}
	repeated := orNil(countWin(ctx, "player:100", 1000, "win-100"))
	season := time.Date(time.Now().UTC().Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	must(reachFirst(ctx, "anna", 500, season))
	for _, score := range []float64{300, 500, 400} {
		if err := offerBest(ctx, "anna", score); err != nil {
			log.Fatal(err)
		}
	}
	printed := map[string]any{
		"repeated":      repeated,
		"top":           must(topPlayers(ctx, topShown)),
		"place":         orNil(placeOf(ctx, "player:42")),
		"nobody":        orNil(placeOf(ctx, "nobody")),
		"around":        must(playersAround(ctx, "player:42", 2)),
		"page":          must(places(ctx, 41, 50)),
		"percentile":    orNil(percentile(ctx, "player:42")),
		"lastSevenDays": must(lastSevenDays(ctx, 3)),
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

// orNil is nil, null in JSON, for what is not there.
func orNil[T any](value T, found bool, err error) *T {
	if must(value, err); !found {
		return nil
	}
	return &value
}
