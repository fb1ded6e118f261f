import type { Example, Layout } from './layout';
import { pascalCase } from './names';
import { toolVersions } from './versions';

/** Go: one module, in which each pattern is a program in a folder of its own. */
export function goLayout(example: Example): Layout {
  const { id, client } = example;
  return {
    source: { module: `${id}/main.go`, project: `${id}/main.go` },
    test: { path: `${id}/main_test.go`, text: testOf(example) },
    manifests: [
      {
        path: 'go.mod',
        text: `module example.com/redis-patterns\n\ngo ${toolVersions.go}\n\nrequire ${client.packageName} v${client.version}\n`,
      },
    ],
    ignored: [],
    tools: `Go ${toolVersions.go} or newer`,
    install: ['go mod tidy'],
    // A result that Go has kept says nothing of the server.
    runTests: 'go test -count=1 ./...',
    run: `go run ./${id}`,
    runModule: [client.install, `go run ./${id}`],
  };
}

function testOf({ id, client, expected, makesIndexes }: Example): string {
  return `package main_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"${client.packageName}"
)

// What the example prints, by the way to each value.
const expected = \`${JSON.stringify(expected, undefined, 2)}\`

// Runs the example on the server of REDIS_URL under keys of its own, and takes them away again.
func Test${pascalCase(id)}(t *testing.T) {
	ctx := context.Background()
	url := os.Getenv("REDIS_URL")
	if url == "" {
		url = "redis://localhost:6379"
	}
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	prefix := "test-" + rand.Text()
	t.Cleanup(func() {
		if names := keys(ctx, t, client, prefix); len(names) > 0 {
			client.Unlink(ctx, names...)
		}
${makesIndexes ? DROP_INDEXES : ''}		client.Close()
	})

	command := exec.Command("go", "run", ".")
	command.Env = append(os.Environ(), "REDIS_URL="+url, "KEY_PREFIX="+prefix)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var printed, wanted map[string]any
	if err := json.Unmarshal(output, &printed); err != nil {
		t.Fatalf("it prints no JSON object: %v: %s", err, output)
	}
	if err := json.Unmarshal([]byte(expected), &wanted); err != nil {
		t.Fatal(err)
	}
	for way, value := range wanted {
		if got := at(printed, way); !reflect.DeepEqual(got, value) {
			t.Errorf("%s is %v, not %v", way, got, value)
		}
	}
	if len(keys(ctx, t, client, prefix)) == 0 {
		t.Error("there are no keys in Redis")
	}
}

${HELPERS}`;
}

const HELPERS = `func keys(ctx context.Context, t *testing.T, client *redis.Client, prefix string) []string {
	t.Helper()
	var names []string
	found := client.Scan(ctx, 0, prefix+"*", 1000).Iterator()
	for found.Next(ctx) {
		names = append(names, found.Val())
	}
	if err := found.Err(); err != nil {
		t.Error(err)
	}
	return names
}

func at(value any, way string) any {
	for _, name := range strings.Split(way, ".") {
		inner, ok := value.(map[string]any)
		if !ok {
			return "nothing"
		}
		value = inner[name]
	}
	return value
}
`;

/** Servers without Search do not know the command. */
const DROP_INDEXES = `		indexes, _ := client.FT_List(ctx).Result()
		for _, index := range indexes {
			if strings.HasPrefix(index, prefix) {
				client.FTDropIndex(ctx, index)
			}
		}
`;
