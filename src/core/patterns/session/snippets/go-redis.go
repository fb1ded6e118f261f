// Sessions with go-redis, as hashes and as JSON. Runs by itself: REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "shop")
// #tabstop idle = [[30 * time.Minute]] <- {idle} * time.Second
// #tabstop absolute = [[12 * time.Hour]] <- {absolute} * time.Second
// #tabstop mostInCart = [[99]] <- {most}
package main

import (
	"slices"
	"strings"
	"sync"
)

import (
	// #region imports
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math/big"
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
var sessionPrefix = cmp.Or(os.Getenv("KEY_PREFIX"), "shop")

const (
	// After the last request.
	idle = 30 * time.Minute

	// After the login, however often it is used.
	absolute = 12 * time.Hour

	// Of one product.
	mostInCart = 99
)

// The braces are a hash tag: what belongs to one session lies in one cluster slot, and sessions spread over all of them.
func sessionKey(sid string) string  { return sessionPrefix + ":sess:{" + sid + "}" }
func documentKey(sid string) string { return sessionPrefix + ":doc:{" + sid + "}" }
func cartKey(sid string) string     { return sessionKey(sid) + ":cart" }
func codeKey(sid string) string     { return sessionKey(sid) + ":code" }
func userKey(uid string) string     { return sessionPrefix + ":user:{" + uid + "}:sess" }

// #endregion

// #region login
// #region loginHash
// logIn opens a session under a new id, never one that the client brought. Keep it from logs.
func logIn(ctx context.Context, uid, name string) (sid string, err error) {
	sid, now, err := enterUser(ctx, uid)
	if err != nil {
		return "", err
	}
	key := sessionKey(sid)
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.HSet(ctx, key, "uid", uid, "name", name, "created", now, "seen", now)
		pipe.PExpire(ctx, key, idle)
		return nil
	})
	return sid, err
}

// #endregion

// #region loginJson
type document struct {
	UID     string         `json:"uid"`
	Name    string         `json:"name"`
	Created int64          `json:"created"` // milliseconds since the epoch
	Seen    int64          `json:"seen"`
	Cart    map[string]int `json:"cart"`
}

// logInJSON opens a session as a JSON document, under a new id. JSON.SET has no option for a TTL.
func logInJSON(ctx context.Context, uid, name string) (sid string, err error) {
	sid, now, err := enterUser(ctx, uid)
	if err != nil {
		return "", err
	}
	key := documentKey(sid)
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.JSONSet(ctx, key, "$", document{UID: uid, Name: name, Created: now, Seen: now, Cart: map[string]int{}})
		pipe.PExpire(ctx, key, idle)
		return nil
	})
	return sid, err
}

// #endregion

// enterUser puts the session to be on the user's list first: then none is there that the list does not name.
func enterUser(ctx context.Context, uid string) (sid string, now int64, err error) {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	sid = base64.RawURLEncoding.EncodeToString(random)
	clock, err := rdb.Time(ctx).Result() // the scripts reckon with the server's clock
	if err != nil {
		return "", 0, err
	}
	now = clock.UnixMilli()
	key := userKey(uid)
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.ZRemRangeByScore(ctx, key, "-inf", strconv.FormatInt(now, 10))
		pipe.ZAdd(ctx, key, redis.Z{Score: float64(now + absolute.Milliseconds()), Member: sid})
		pipe.PExpire(ctx, key, absolute)
		return nil
	})
	return sid, now, err
}

// #endregion

// #region touch
// #region touchHash
// A script is sent by its digest (EVALSHA), and whole when the server does not know it.
var touchScript = redis.NewScript(`
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session, its cart
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers its fields and values, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(redis.call('HGET', KEYS[1], 'created')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1], KEYS[2])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
  redis.call('PEXPIRE', KEYS[2], ttl)
end
return redis.call('HGETALL', KEYS[1])
`)

// touch is for each request: it returns the session's fields, with its idle time begun anew; found is false when it is
// over.
func touch(ctx context.Context, sid string) (session map[string]string, found bool, err error) {
	keys := []string{sessionKey(sid), cartKey(sid)}
	flat, err := touchScript.Run(ctx, rdb, keys, idle.Milliseconds(), absolute.Milliseconds()).StringSlice()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	} else if err != nil {
		return nil, false, err
	}
	session = make(map[string]string, len(flat)/2)
	for n := 0; n+1 < len(flat); n += 2 {
		session[flat[n]] = flat[n+1]
	}
	return session, true, nil
}

// #endregion

// #region touchJson
var touchJSONScript = redis.NewScript(`
-- Reads a session and gives it time again: one round trip, and nothing can end it in between.
-- KEYS  session
-- ARGV  milliseconds it lives without a request, milliseconds it lives at most
-- Answers the document, or nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local created = tonumber(string.match(redis.call('JSON.GET', KEYS[1], '$.created'), '%d+')) or now
local rest = created + ARGV[2] - now
if rest <= 0 then
  redis.call('UNLINK', KEYS[1])
  return false
end
local ttl = math.min(tonumber(ARGV[1]), rest)
-- Written only when a tenth of it is gone, not for each of ten requests a second; and when the end is nearer than that.
if left < ttl * 0.9 or left > ttl then
  redis.call('PEXPIRE', KEYS[1], ttl)
end
return redis.call('JSON.GET', KEYS[1])
`)

// touchJSON is for each request: it returns the session's document, with its idle time begun anew; found is false when
// it is over.
func touchJSON(ctx context.Context, sid string) (session document, found bool, err error) {
	keys := []string{documentKey(sid)}
	text, err := touchJSONScript.Run(ctx, rdb, keys, idle.Milliseconds(), absolute.Milliseconds()).Text()
	if errors.Is(err, redis.Nil) {
		return document{}, false, nil
	} else if err != nil {
		return document{}, false, err
	}
	err = json.Unmarshal([]byte(text), &session)
	return session, err == nil, err
}

// #endregion

// #endregion

// #region update
var ssetScript = redis.NewScript(`
-- Writes to a session that is there. A plain HSET would make a new session of one field, which never expires; and what
-- JSON.SET with a path says of a missing document differs between servers.
-- KEYS  session
-- ARGV  the command that writes (HSET, JSON.SET), what follows its key
-- Answers 1, or 0 when there is no such session (any more).
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
return 1
`)

// #region updateHash
// update sets one field without reading the rest; false when the session is over, and then nothing is written.
func update(ctx context.Context, sid, field string, value any) (bool, error) {
	return ssetScript.Run(ctx, rdb, []string{sessionKey(sid)}, "HSET", field, value).Bool()
}

// #endregion

// #region updateJson
// updateJSON sets one member, which must be a name of your own, never one that a client sent: it becomes part of a path.
func updateJSON(ctx context.Context, sid, member string, value any) (bool, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return false, err
	}
	return ssetScript.Run(ctx, rdb, []string{documentKey(sid)}, "JSON.SET", "$."+member, text).Bool()
}

// #endregion

// #endregion

// #region cart
// #region cartHash
var cartScript = redis.NewScript(`
-- Changes how many of a product lie in the cart of a session that is there.
-- KEYS  session, its cart
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return -2 end
if not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR the quantity must be a whole number of at most 15 digits')
end
local quantity = (tonumber(redis.call('HGET', KEYS[2], ARGV[1])) or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then redis.call('HDEL', KEYS[2], ARGV[1]) return 0 end
redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
return quantity
`)

// addToCart returns how many there are now; -1 when that would be too many, -2 when the session is over.
func addToCart(ctx context.Context, sid, sku string, quantity int) (int, error) {
	return cartScript.Run(ctx, rdb, []string{sessionKey(sid), cartKey(sid)}, sku, quantity, mostInCart).Int()
}

// #endregion

// #region cartJson
var cartJSONScript = redis.NewScript(`
-- Changes how many of a product lie in the cart of a session that is there. The product is the name of a member.
-- KEYS  session
-- ARGV  product, how many more (negative: fewer), how many at most
-- Answers how many there are then, -1 when that would be too many (nothing is changed), -2 when there is no such session.
if redis.call('EXISTS', KEYS[1]) == 0 then return -2 end
-- The product becomes part of a path: anything but these characters could name another place of the document.
if not string.match(ARGV[1], '^[%w_-]+$') or not string.match(ARGV[2], '^-?%d+$') or #ARGV[2] > 15 then
  return redis.error_reply('ERR a product has letters, digits, _ and - only, a quantity at most 15 digits')
end
local path = '$.cart["' .. ARGV[1] .. '"]'
local before = tonumber(string.match(redis.call('JSON.GET', KEYS[1], path), '%d+'))
local quantity = (before or 0) + ARGV[2]
if quantity > tonumber(ARGV[3]) then return -1 end
if quantity <= 0 then
  redis.call('JSON.DEL', KEYS[1], path)
  return 0
end
if before then
  redis.call('JSON.NUMINCRBY', KEYS[1], path, ARGV[2])
else
  redis.call('JSON.SET', KEYS[1], path, ARGV[2])
end
return quantity
`)

// addToCartJSON returns how many there are now; -1 when that would be too many, -2 when the session is over.
func addToCartJSON(ctx context.Context, sid, sku string, quantity int) (int, error) {
	return cartJSONScript.Run(ctx, rdb, []string{documentKey(sid)}, sku, quantity, mostInCart).Int()
}

// #endregion

// #endregion

// #region devices
// sessionsOf returns the user's sessions that may be there still, longest to live first. Of each, its own key says
// whether it is.
func sessionsOf(ctx context.Context, uid string) ([]string, error) {
	return rdb.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: userKey(uid), Start: "+inf", Stop: time.Now().UnixMilli(), ByScore: true, Rev: true,
	}).Result()
}

// #endregion

// #region logout
// logOut ends one session, then takes it off the list.
func logOut(ctx context.Context, uid, sid string) error {
	if err := rdb.Unlink(ctx, sessionKey(sid), cartKey(sid), codeKey(sid), documentKey(sid)).Err(); err != nil {
		return err
	}
	return rdb.ZRem(ctx, userKey(uid), sid).Err()
}

// #endregion

// #region logoutEverywhere
// logOutEverywhere ends those that are there now; a login that comes in between goes on, and stays on the list.
func logOutEverywhere(ctx context.Context, uid string) (int, error) {
	sids, err := rdb.ZRange(ctx, userKey(uid), 0, -1).Result()
	if err != nil {
		return 0, err
	}
	for n, sid := range sids {
		if err := logOut(ctx, uid, sid); err != nil {
			return n, err
		}
	}
	return len(sids), nil
}

// #endregion

// #region otp
var otpScript = redis.NewScript(`
-- Keeps a code in the session for less time than the session has. Where the server has no TTLs of fields (before Redis 7.4
-- and Valkey 9), the code gets a key of its own.
-- KEYS  session, key for the code
-- ARGV  code, milliseconds it is good for
-- Answers 'field' or 'key': where it is; nil when there is no such session (any more).
local left = redis.call('PTTL', KEYS[1])
if left == -2 then return false end
local answer = redis.pcall('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
if not answer.err then
  -- HSET takes the TTL of a field away, so it is set after that, each time.
  redis.call('HSET', KEYS[1], 'otp', ARGV[1])
  redis.call('HPEXPIRE', KEYS[1], ARGV[2], 'FIELDS', 1, 'otp')
  return 'field'
end
if not string.find(string.lower(answer.err), 'unknown') then return answer end
local ttl = tonumber(ARGV[2])
if left > 0 then ttl = math.min(ttl, left) end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
return 'key'
`)

type oneTimeCode struct {
	Code  string `json:"code"`
	Where string `json:"where"` // field or key
}

// giveCode gives the session a code that is good for two minutes; found is false when the session is over.
func giveCode(ctx context.Context, sid string) (given oneTimeCode, found bool, err error) {
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return oneTimeCode{}, false, err
	}
	code, good := fmt.Sprintf("%06d", number), 2*time.Minute
	where, err := otpScript.Run(ctx, rdb, []string{sessionKey(sid), codeKey(sid)}, code, good.Milliseconds()).Text()
	if errors.Is(err, redis.Nil) {
		return oneTimeCode{}, false, nil
	} else if err != nil {
		return oneTimeCode{}, false, err
	}
	return oneTimeCode{Code: code, Where: where}, true, nil
}

// #endregion

// sessions are the functions of one of the two kinds.
type sessions[T any] struct {
	logIn     func(ctx context.Context, uid, name string) (string, error)
	touch     func(ctx context.Context, sid string) (T, bool, error)
	update    func(ctx context.Context, sid, field string, value any) (bool, error)
	addToCart func(ctx context.Context, sid, sku string, quantity int) (int, error)
}

func main() {
	defer rdb.Close()
	ctx := context.Background()
	printed := map[string]any{
		"hash": tryOut(ctx, sessions[map[string]string]{logIn, touch, update, addToCart}, "u1"),
		"json": nil,
	}
	commands := must(rdb.CommandList(ctx, nil).Result())
	if slices.ContainsFunc(commands, func(name string) bool { return strings.EqualFold(name, "JSON.SET") }) {
		printed["json"] = tryOut(ctx, sessions[document]{logInJSON, touchJSON, updateJSON, addToCartJSON}, "u2")
	}
	bruno := must(logIn(ctx, "u3", "bruno"))
	printed["bruno"] = bruno
	printed["code"] = orNil(giveCode(ctx, bruno))
	must(logIn(ctx, "u4", "chiara"))
	must(logIn(ctx, "u4", "chiara"))
	printed["ended"] = must(logOutEverywhere(ctx, "u4"))
	if err := json.NewEncoder(os.Stdout).Encode(printed); err != nil {
		log.Fatal(err)
	}
}

func tryOut[T any](ctx context.Context, kind sessions[T], uid string) map[string]any {
	sid := must(kind.logIn(ctx, uid, "alice"))
	quantities := make([]int, 50)
	var group sync.WaitGroup
	for n := range quantities {
		group.Add(1)
		go func() {
			defer group.Done()
			quantities[n] = must(kind.addToCart(ctx, sid, "coffee", 1))
		}()
	}
	group.Wait()
	phone := must(kind.logIn(ctx, uid, "alice"))
	devices := len(must(sessionsOf(ctx, uid)))
	if err := logOut(ctx, uid, phone); err != nil {
		log.Fatal(err)
	}
	return map[string]any{
		"sid":     sid,
		"coffee":  slices.Max(quantities),
		"devices": devices,
		"late":    []any{must(kind.update(ctx, phone, "seen", 1)), must(kind.addToCart(ctx, phone, "tea", 1))},
		"updated": must(kind.update(ctx, sid, "seen", 1)),
		"session": orNil(kind.touch(ctx, sid)),
		"gone":    orNil(kind.touch(ctx, phone)),
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
