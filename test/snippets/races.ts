// What eight processes of the inserted code do at once, by client: <here> is where the code goes. NAME is of the process. Before
// each of the five rounds every process waits at the gate, so that all of them are connected, and begin together.

/** 10 purchases of one mug each in every round; prints how many were sold. */
const inventory: Readonly<Record<string, string>> = {
  ioredis: `<here>

let sold = 0;
for (let round = 1; round <= 5; round += 1) {
  await redis.blpop('gate', 0);
  const orders = Array.from({ length: 10 }, (_, n) => buy('mug', \`\${process.env.NAME}-\${round}-\${n}\`));
  const endings = await Promise.all(orders);
  sold += endings.filter(({ ending }) => ending === 'done').length;
}
console.log(sold);
await redis.quit();
`,
  'node-redis': `<here>

let sold = 0;
for (let round = 1; round <= 5; round += 1) {
  await client.blPop('gate', 0);
  const orders = Array.from({ length: 10 }, (_, n) => buy('mug', \`\${process.env.NAME}-\${round}-\${n}\`));
  const endings = await Promise.all(orders);
  sold += endings.filter(({ ending }) => ending === 'done').length;
}
console.log(sold);
await client.close();
`,
  'redis-py': `<here>


endings = []
for turn in range(1, 6):
    while not r.blpop("gate", 1):
        pass
    endings += [buy("mug", os.environ["NAME"] + f"-{turn}-{n}")["ending"] for n in range(10)]
print(endings.count("done"))
r.close()
`,
  'go-redis': `package main

<here>

func main() {
	ctx := context.Background()
	done := 0
	for n := range 50 {
		if n%10 == 0 {
			if err := rdb.BLPop(ctx, 0, "gate").Err(); err != nil {
				log.Fatal(err)
			}
		}
		ended, _, err := buy(ctx, "mug", fmt.Sprintf("%s-%d-%d", os.Getenv("NAME"), n/10+1, n), 1)
		if err != nil {
			log.Fatal(err)
		}
		if ended == "done" {
			done++
		}
	}
	fmt.Println(done)
}
`,
  jedis: `final class Race {
    <here>

    public static void main(String[] args) {
        try (redis) {
            int done = 0;
            for (int n = 0; n < 50; n++) {
                if (n % 10 == 0) {
                    redis.blpop(0, "gate");
                }
                String order = System.getenv("NAME") + "-" + (n / 10 + 1) + "-" + n;
                done += buy("mug", order, 1).ending() == Ending.DONE ? 1 : 0;
            }
            System.out.println(done);
        }
    }
}
`,
  'redis-cli': `set -euo pipefail
<here>

for round in {1..5}; do
  cli BLPOP gate 0 > /dev/null
  for n in {1..10}; do buy mug "$NAME-$round-$n"; done
done | { grep -c '^done' || true; }
`,
};

/** A round for each limiter: 50 requests of one client, with a limit of 100 for a day; prints how many of them it admitted. */
const rateLimiting: Readonly<Record<string, string>> = {
  ioredis: `<here>

const admitted: Record<string, number> = {};
for (const limiter of [gcra, tokenBucket, slidingLog, slidingCounter, fixedWindow]) {
  const limits = { limit: 100, windowMs: 86_400_000 };
  await redis.blpop('gate', 0);
  const decisions = await Promise.all(Array.from({ length: 50 }, () => limiter('ada', limiter.name, limits)));
  admitted[limiter.name] = decisions.filter(({ allowed }) => allowed).length;
}
console.log(JSON.stringify(admitted));
await redis.quit();
`,
  'node-redis': `<here>

const admitted: Record<string, number> = {};
for (const limiter of [gcra, tokenBucket, slidingLog, slidingCounter, fixedWindow]) {
  const limits = { limit: 100, windowMs: 86_400_000 };
  await client.blPop('gate', 0);
  const decisions = await Promise.all(Array.from({ length: 50 }, () => limiter('ada', limiter.name, limits)));
  admitted[limiter.name] = decisions.filter(({ allowed }) => allowed).length;
}
console.log(JSON.stringify(admitted));
await client.close();
`,
  'redis-py': `import json

<here>


limiters = {"gcra": gcra, "tokenBucket": token_bucket, "slidingLog": sliding_log}
limiters |= {"slidingCounter": sliding_counter, "fixedWindow": fixed_window}
admitted = {}
for name, limiter in limiters.items():
    while not r.blpop("gate", 1):
        pass
    admitted[name] = sum(limiter("ada", name, Limits(100, 86_400_000)).allowed for _ in range(50))
print(json.dumps(admitted))
r.close()
`,
  'go-redis': `package main

import (
	"encoding/json"
)

<here>

func main() {
	ctx := context.Background()
	limiters := []struct {
		name   string
		decide func(context.Context, string, string, limits, int) (decision, error)
	}{
		{"gcra", gcra}, {"tokenBucket", tokenBucket}, {"slidingLog", slidingLog},
		{"slidingCounter", slidingCounter}, {"fixedWindow", fixedWindow},
	}
	admitted := map[string]int{}
	for _, limiter := range limiters {
		if err := rdb.BLPop(ctx, 0, "gate").Err(); err != nil {
			log.Fatal(err)
		}
		for range 50 {
			answer, err := limiter.decide(ctx, "ada", limiter.name, limits{Limit: 100, Window: 24 * time.Hour}, 1)
			if err != nil {
				log.Fatal(err)
			}
			if answer.Allowed {
				admitted[limiter.name]++
			}
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(admitted); err != nil {
		log.Fatal(err)
	}
}
`,
  jedis: `import com.google.gson.Gson;

final class Race {
    <here>

    interface Limiter {
        Decision decide(String client, String route, Limits limits, int cost);
    }

    private static final Map<String, Long> admitted = new LinkedHashMap<>();

    private static void run(String name, Limiter limiter) {
        redis.blpop(0, "gate");
        admitted.put(name, Stream
                .generate(() -> limiter.decide("ada", name, new Limits(100, 86_400_000), 1))
                .limit(50)
                .filter(Decision::allowed)
                .count());
    }

    public static void main(String[] args) {
        try (redis) {
            run("gcra", Race::gcra);
            run("tokenBucket", Race::tokenBucket);
            run("slidingLog", Race::slidingLog);
            run("slidingCounter", Race::slidingCounter);
            run("fixedWindow", Race::fixedWindow);
        }
        System.out.println(new Gson().toJson(admitted));
    }
}
`,
  'redis-cli': `set -euo pipefail
<here>

admitted() {
  cli BLPOP gate 0 > /dev/null
  for _ in {1..50}; do "$2" ada "$1" 100 86400000; done | { grep -c '^1 ' || true; }
}
printf '{"gcra":%s,' "$(admitted gcra gcra)"
printf '"tokenBucket":%s,' "$(admitted tokenBucket token_bucket)"
printf '"slidingLog":%s,' "$(admitted slidingLog sliding_log)"
printf '"slidingCounter":%s,' "$(admitted slidingCounter sliding_counter)"
printf '"fixedWindow":%s}' "$(admitted fixedWindow fixed_window)"
`,
};

/** How often each process waits at the gate. */
export const ROUNDS = 5;
export const races = { inventory, 'rate-limiting': rateLimiting } as const;
