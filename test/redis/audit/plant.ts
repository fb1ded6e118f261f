import type { RespClient } from '../../support/servers/respClient';

/** Keys that break no practice, in the shape of a shop's keyspace: `count` of them, written by scripts of 20 000. */
export async function plantClean(client: RespClient, count: number): Promise<void> {
  const parts = Math.ceil(count / CHUNK);
  for (let part = 0; part < parts; part += 1) {
    await client.text('EVAL', CLEAN, 0, part * CHUNK, Math.min(count, (part + 1) * CHUNK));
  }
}

const CHUNK = 20_000;

/**
 * A sixth each: hashes, sessions and caches with spread TTLs, small sorted sets, sets, and what is only called a session: those
 * of a conference stay.
 */
const CLEAN = `
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local kind = n % 6
  if kind == 0 then
    redis.call('HSET', 'user:' .. n .. ':profile', 'name', 'anna', 'mail', 'a@example.org', 'visits', n)
  elseif kind == 1 then
    redis.call('SET', 'session:' .. n, string.rep('x', 300), 'EX', 1000 + (n * 7919) % 80000)
  elseif kind == 2 then
    redis.call('SET', 'cache:product:' .. n, string.rep('p', 500), 'EX', 1000 + (n * 104729) % 80000)
  elseif kind == 3 then
    redis.call('ZADD', 'leaderboard:' .. n, n, 'anna', n + 1, 'ben')
  elseif kind == 4 then
    redis.call('HSET', 'conference:session:' .. n, 'title', 'Redis', 'room', 'a', 'seats', n)
  else
    redis.call('SADD', 'tags:' .. n, 'red', 'green')
  end
end
return 1
`;

type Commands = readonly (readonly (string | number)[])[];

/** Faults, by what is found of each: the rule's id and the subject. */
export const PLANTED: Readonly<Record<string, Commands>> = {
  'expiry.temporary otp:*': many(400, (n) => ['SET', `otp:${String(n)}`, 'x'.repeat(250)]),
  // Behind the name of an application, as the clean keyspace has sessions behind a conference, which last.
  'expiry.temporary shop:session:*': many(400, (n) => ['SET', `shop:session:${String(n)}`, 'x'.repeat(250)]),
  'expiry.mixed price:*': many(400, (n) => [
    'SET',
    `price:${String(n)}`,
    'x'.repeat(250),
    ...(n % 2 === 0 ? ['EX', 5000 + n * 13] : []),
  ]),
  'expiry.stampede report:*': many(400, (n) => ['SET', `report:${String(n)}`, 'x'.repeat(250), 'EX', 7200]),
  'naming.unseparated ': many(30_000, (n) => ['SET', `visitor${String(n)}`, 'x'.repeat(250)]),
  'naming.mixed user': many(50, (n) => ['SET', `User:${String(n)}:profile`, 'x'.repeat(250)]),
  'naming.long ': [['SET', `note:${'long'.repeat(300)}`, 1]],
  'naming.odd ': [['SET', 'cart: 17', 1]],
  'memory.big export:all': [['SET', 'export:all', 'x'.repeat(2_000_000)]],
  // Behind many strings that are bigger than it, and none of them too big.
  'memory.big queue:mail': [
    ...many(600, (n) => ['SET', `page:${String(n)}`, 'x'.repeat(95_000)]),
    many(5002, (n) => (n === 0 ? 'RPUSH' : n === 1 ? 'queue:mail' : 'x'.repeat(20))),
  ],
  'memory.growth queue:mail': [],
  // A few long values among many short ones: what five of a hash say is far from true.
  'memory.big row:*': many(40, (n) => skewed(n)),
  'memory.encoding article:*': many(100, (n) => ['HSET', `article:${String(n)}`, 'title', 'x', 'text', 'x'.repeat(80)]),
  'memory.keyPerField device:*': many(300, (n) => [
    'SET',
    `device:${String(n % 100)}:${['name', 'model', 'owner'][n % 3] ?? ''}`,
    'x',
  ]),
};

/** 600 fields, 12 of them of 100 kB. */
function skewed(n: number): (string | number)[] {
  const fields = many(600, (field) => [`field${String(field)}`, field % 50 === 0 ? 'x'.repeat(100_000) : 'x']);
  return ['HSET', `row:${String(n)}`, ...fields.flat()];
}

function many<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

export async function plantFaults(client: RespClient): Promise<void> {
  for (const commands of Object.values(PLANTED)) {
    for (let at = 0; at < commands.length; at += 1000) {
      await Promise.all(commands.slice(at, at + 1000).map((command) => client.text(...(command as [string]))));
    }
  }
}
