// Names that can be browsed, kept together and listed, with go-redis. REDIS_URL says where, KEY_PREFIX under which keys.
// #tabstop cmp.Or(os.Getenv("REDIS_URL"), "redis://localhost:6379")
// #tabstop cmp.Or(os.Getenv("KEY_PREFIX"), "app")
package main

import (
	// #region imports
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"regexp"
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
const namedLife = time.Hour

// #endregion

// #region names
var part = regexp.MustCompile(`^[\w.-]+$`)

// nameOf is the one place that makes names: object, id, part. An id that holds braces or blanks would end up somewhere else.
func nameOf(object, id string, parts ...string) (string, error) {
	for _, one := range append([]string{object, id}, parts...) {
		if !part.MatchString(one) {
			return "", fmt.Errorf("%q cannot be part of a key's name", one)
		}
	}
	owner := "{" + object + ":" + id + "}"
	return strings.Join(append([]string{cmp.Or(os.Getenv("KEY_PREFIX"), "app"), owner}, parts...), ":"), nil
}

// #endregion

// #region tags
// saveUser writes keys that share the tag {user:<id>}, so one transaction changes them, in a cluster too.
func saveUser(ctx context.Context, id string, profile any) error {
	cart, err := nameOf("user", id, "cart")
	if err != nil {
		return err
	}
	key, err := nameOf("user", id, "profile")
	if err != nil {
		return err
	}
	text, err := json.Marshal(profile)
	if err != nil {
		return err
	}
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, key, text, namedLife)
		pipe.Set(ctx, cart, "[]", namedLife)
		return nil
	})
	return err
}

// #endregion

// #region list
// openSession opens a session and notes it in the set of the user's sessions, in the same transaction.
func openSession(ctx context.Context, user string) (id string, err error) {
	id = rand.Text()
	index, err := nameOf("user", user, "sessions")
	if err != nil {
		return "", err
	}
	session, err := nameOf("user", user, "session", id)
	if err != nil {
		return "", err
	}
	_, err = rdb.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Set(ctx, session, "open", namedLife)
		pipe.SAdd(ctx, index, id)
		pipe.Expire(ctx, index, namedLife)
		return nil
	})
	return id, err
}

// openSessionsOf lists a user's sessions without looking at anybody else's keys; expired ones are taken off the list.
func openSessionsOf(ctx context.Context, user string) (open []string, err error) {
	index, err := nameOf("user", user, "sessions")
	if err != nil {
		return nil, err
	}
	ids, err := rdb.SMembers(ctx, index).Result()
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	sessions := make([]string, len(ids))
	for n, id := range ids {
		if sessions[n], err = nameOf("user", user, "session", id); err != nil {
			return nil, err
		}
	}
	states, err := rdb.MGet(ctx, sessions...).Result()
	if err != nil {
		return nil, err
	}
	var gone []any
	for n, id := range ids {
		if states[n] == nil {
			gone = append(gone, id)
		} else {
			open = append(open, id)
		}
	}
	if len(gone) > 0 {
		err = rdb.SRem(ctx, index, gone...).Err()
	}
	return open, err
}

// #endregion

// #region length
// bytesOf returns the bytes that a key takes, its name included; redis.Nil when there is none.
func bytesOf(ctx context.Context, key string) (int64, error) {
	return rdb.MemoryUsage(ctx, key).Result()
}

// #endregion

func main() {
	defer rdb.Close()
	ctx := context.Background()
	check(saveUser(ctx, "42", map[string]string{"name": "Ann"}))
	first := must(openSession(ctx, "42"))
	must(openSession(ctx, "42"))
	must(openSession(ctx, "42"))
	check(rdb.Unlink(ctx, must(nameOf("user", "42", "session", first))).Err())
	_, refused := nameOf("user", "4}2")
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"sessions": len(must(openSessionsOf(ctx, "42"))),
		"bytes":    must(bytesOf(ctx, must(nameOf("user", "42", "profile")))) > 40,
		"refused":  refused != nil,
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
