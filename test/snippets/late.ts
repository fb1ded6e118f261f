// Decides in time about a request that is answered late, by client: <here> is where the code goes. Prints the answers of
// who fails closed and of who fails open; the first request, to which nobody is late, opens the connection.

export const late: Readonly<Record<string, string>> = {
  ioredis: `<here>

const limits = { limit: 10, windowMs: 86_400_000 };
const first = await gcra('ada', 'soon', limits);
const closed = await decideInTime(() => gcra('ada', 'late', limits), 'closed');
const open = await decideInTime(() => gcra('ada', 'late', limits), 'open');
console.log(JSON.stringify({ first: first.allowed, closed: closed.allowed, open: open.allowed }));
redis.disconnect();
`,
  'node-redis': `<here>

const limits = { limit: 10, windowMs: 86_400_000 };
const first = await gcra('ada', 'soon', limits);
const closed = await decideInTime(() => gcra('ada', 'late', limits), 'closed');
const open = await decideInTime(() => gcra('ada', 'late', limits), 'open');
console.log(JSON.stringify({ first: first.allowed, closed: closed.allowed, open: open.allowed }));
client.destroy();
`,
  'redis-py': `import json

<here>


limits = Limits(10, 86_400_000)
first = gcra("ada", "soon", limits)
closed = decide_in_time(lambda: gcra("ada", "late", limits), "closed")
opened = decide_in_time(lambda: gcra("ada", "late", limits), "open")
print(json.dumps({"first": first.allowed, "closed": closed.allowed, "open": opened.allowed}))
`,
  'go-redis': `package main

import (
	"encoding/json"
)

<here>

func main() {
	ctx := context.Background()
	day := limits{Limit: 10, Window: 24 * time.Hour}
	first, err := gcra(ctx, "ada", "soon", day, 1)
	if err != nil {
		log.Fatal(err)
	}
	answered := func(ctx context.Context) (decision, error) { return gcra(ctx, "ada", "late", day, 1) }
	printed := map[string]bool{
		"first":  first.Allowed,
		"closed": decideInTime(ctx, false, answered).Allowed,
		"open":   decideInTime(ctx, true, answered).Allowed,
	}
	if err := json.NewEncoder(os.Stdout).Encode(printed); err != nil {
		log.Fatal(err)
	}
}
`,
  jedis: `import com.google.gson.Gson;

final class Late {
    <here>

    public static void main(String[] args) throws InterruptedException {
        Limits day = new Limits(10, 86_400_000);
        Map<String, Boolean> printed = new LinkedHashMap<>();
        printed.put("first", gcra("ada", "soon", day, 1).allowed());
        printed.put("closed", decideInTime(() -> gcra("ada", "late", day, 1), Failing.CLOSED).allowed());
        printed.put("open", decideInTime(() -> gcra("ada", "late", day, 1), Failing.OPEN).allowed());
        System.out.println(new Gson().toJson(printed));
    }
}
`,
  // Without pipefail, as most people's scripts are.
  'redis-cli': `<here>

allowed() { # decision
  [[ $1 == 1\\ * ]] && echo true || echo false
}
printf '{"first":%s,' "$(allowed "$(gcra ada soon 10 86400000)")"
printf '"closed":%s,' "$(allowed "$(decide closed gcra ada late 10 86400000)")"
printf '"open":%s}' "$(allowed "$(decide open gcra ada late 10 86400000)")"
`,
};

/** What to do where nobody answers, in a shell without pipefail: each limiter's decision, open and closed. */
export const refusedInShell = `<here>

URL=redis://127.0.0.1:1
for limiter in gcra token_bucket sliding_log sliding_counter fixed_window; do
  decisions+=("\\"$(decide open "$limiter" ada login 5 900000)\\"" "\\"$(decide closed "$limiter" ada login 5 900000)\\"")
  "$limiter" ada login 5 900000 >/dev/null 2>&1 && decisions+=("\\"$limiter did not fail\\"")
done
IFS=,
echo "[\${decisions[*]}]"
`;
