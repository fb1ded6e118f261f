// What eight processes of the inserted code do at once, by client: <here> is where the code goes. NAME is of the process.

/** 50 purchases of one mug each; prints how many were sold. */
const inventory: Readonly<Record<string, string>> = {
  ioredis: `<here>

const orders = Array.from({ length: 50 }, (_, n) => buy('mug', \`\${process.env.NAME}-\${n}\`));
const endings = await Promise.all(orders);
console.log(endings.filter(({ ending }) => ending === 'done').length);
await redis.quit();
`,
  'node-redis': `<here>

const orders = Array.from({ length: 50 }, (_, n) => buy('mug', \`\${process.env.NAME}-\${n}\`));
const endings = await Promise.all(orders);
console.log(endings.filter(({ ending }) => ending === 'done').length);
await client.close();
`,
  'redis-py': `<here>


endings = [buy("mug", os.environ["NAME"] + f"-{n}")["ending"] for n in range(50)]
print(endings.count("done"))
r.close()
`,
  'go-redis': `package main

<here>

func main() {
	done := 0
	for n := range 50 {
		ended, _, err := buy(context.Background(), "mug", fmt.Sprintf("%s-%d", os.Getenv("NAME"), n), 1)
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
                done += buy("mug", System.getenv("NAME") + "-" + n, 1).ending() == Ending.DONE ? 1 : 0;
            }
            System.out.println(done);
        }
    }
}
`,
  'redis-cli': `set -euo pipefail
<here>

for n in {1..50}; do buy mug "$NAME-$n"; done | { grep -c '^done' || true; }
`,
};

/** 50 requests of one client to each limiter, with a limit of 100 for a day; prints how many of them each admitted. */
const rateLimiting: Readonly<Record<string, string>> = {
  ioredis: `<here>

const admitted: Record<string, number> = {};
for (const limiter of [gcra, tokenBucket, slidingLog, slidingCounter, fixedWindow]) {
  const limits = { limit: 100, windowMs: 86_400_000 };
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
	limiters := map[string]func(context.Context, string, string, limits, int) (decision, error){
		"gcra": gcra, "tokenBucket": tokenBucket, "slidingLog": slidingLog,
		"slidingCounter": slidingCounter, "fixedWindow": fixedWindow,
	}
	admitted := map[string]int{}
	for name, limiter := range limiters {
		for range 50 {
			answer, err := limiter(ctx, "ada", name, limits{Limit: 100, Window: 24 * time.Hour}, 1)
			if err != nil {
				log.Fatal(err)
			}
			if answer.Allowed {
				admitted[name]++
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

    public static void main(String[] args) {
        Map<String, Limiter> limiters = Map.of(
                "gcra", Race::gcra,
                "tokenBucket", Race::tokenBucket,
                "slidingLog", Race::slidingLog,
                "slidingCounter", Race::slidingCounter,
                "fixedWindow", Race::fixedWindow);
        Map<String, Long> admitted = new LinkedHashMap<>();
        try (redis) {
            limiters.forEach((name, limiter) -> admitted.put(name, Stream
                    .generate(() -> limiter.decide("ada", name, new Limits(100, 86_400_000), 1))
                    .limit(50)
                    .filter(Decision::allowed)
                    .count()));
        }
        System.out.println(new Gson().toJson(admitted));
    }
}
`,
  'redis-cli': `set -euo pipefail
<here>

admitted() {
  for _ in {1..50}; do "$2" ada "$1" 100 86400000; done | { grep -c '^1 ' || true; }
}
printf '{"gcra":%s,' "$(admitted gcra gcra)"
printf '"tokenBucket":%s,' "$(admitted tokenBucket token_bucket)"
printf '"slidingLog":%s,' "$(admitted slidingLog sliding_log)"
printf '"slidingCounter":%s,' "$(admitted slidingCounter sliding_counter)"
printf '"fixedWindow":%s}' "$(admitted fixedWindow fixed_window)"
`,
};

export const races = { inventory, 'rate-limiting': rateLimiting } as const;
