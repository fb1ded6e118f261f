import type { Observed } from '../rule';
import { count, defineRule } from '../rule';
import type { RecentCalls } from '../recentCalls';
import { ago, allCalls, recentCalls, recentSlow } from '../recentCalls';
import type { ServerState, SlowCommand } from '../serverState';

/** Of each server that tells, what was called lately. */
function recently({ servers, before, now }: Observed): readonly (readonly [address: string, calls: RecentCalls])[] {
  return servers.flatMap((server) => {
    const calls = recentCalls(server, before, now);
    return calls ? [[server.address, calls] as const] : [];
  });
}

/** Lately, if that is enough to tell by; else since the server counts. */
function enough(
  server: ServerState,
  { before, now }: Observed,
  is: (calls: RecentCalls) => boolean,
): RecentCalls | undefined {
  const recent = recentCalls(server, before, now);
  return recent && is(recent) ? recent : allCalls(server);
}

/** What the server's own documentation says to use instead, and since when. */
const REPLACED: Readonly<Record<string, string>> = {
  setex: 'SET … EX (2.6.12)',
  psetex: 'SET … PX (2.6.12)',
  setnx: 'SET … NX (2.6.12)',
  getset: 'SET … GET (6.2)',
  hmset: 'HSET (4.0)',
  zrevrange: 'ZRANGE … REV (6.2)',
  zrangebyscore: 'ZRANGE … BYSCORE (6.2)',
  zrevrangebyscore: 'ZRANGE … BYSCORE REV (6.2)',
  zrangebylex: 'ZRANGE … BYLEX (6.2)',
  zrevrangebylex: 'ZRANGE … BYLEX REV (6.2)',
  rpoplpush: 'LMOVE (6.2)',
  brpoplpush: 'BLMOVE (6.2)',
  georadius: 'GEOSEARCH (6.2)',
  georadiusbymember: 'GEOSEARCH (6.2)',
};

export const deprecatedCommands = defineRule(
  {
    id: 'commands.deprecated',
    title: 'Deprecated commands',
    why: 'They still work, but they are no longer developed, and their successors do the same in one command with fewer traps.',
    source: 'Redis command reference: "deprecated since", "replaced by"; INFO commandstats',
    needs: ['INFO commandstats'],
    lesson: 'expiration',
  },
  (observed, found) => {
    for (const [address, calls] of recently(observed)) {
      const used = Object.keys(REPLACED).filter((name) => calls.of(name).calls > 0);
      if (used.length === 0) continue;
      const texts = used.map((name) => `${name.toUpperCase()} ${times(calls.of(name).calls)}`);
      found('info', {
        subject: address,
        evidence: { text: `Called ${calls.since}: ${texts.join(', ')}.` },
        threshold: 'any call',
        fix: used.map((name) => `${name.toUpperCase()}: use ${REPLACED[name] ?? ''}`).join('; '),
      });
    }
  },
);

function times(calls: number): string {
  return calls === 1 ? 'once' : `${count(calls)} times`;
}

export const keysCommand = defineRule(
  {
    id: 'commands.keys',
    title: 'KEYS is used',
    why: 'KEYS walks the whole keyspace in one go while every other client waits.',
    source:
      'measured on 500 000 keys: the slowest PING of another client took 353 ms during KEYS, 4.7 ms during SCAN COUNT 1000',
    lesson: 'naming',
    needs: ['INFO commandstats'],
  },
  (observed, found) => {
    for (const [address, calls] of recently(observed)) {
      const { calls: called } = calls.of('keys');
      if (called === 0) continue;
      found('warning', {
        subject: address,
        evidence: { text: `KEYS was called ${times(called)} ${calls.since}.` },
        threshold: 'any call',
        fix: 'Use SCAN with MATCH and COUNT, or keep the names you need in a set.',
      });
    }
  },
);

/** Commands whose cost is the size of what they read: always, or with the arguments that ask for all of it. */
const WHOLE = new Set(
  (
    'keys hgetall hkeys hvals smembers sunion sinter sdiff sunionstore sinterstore sdiffstore zunion zinter zdiff ' +
    'zunionstore zinterstore zdiffstore sort sort_ro flushall flushdb'
  ).split(' '),
);
const RANGES = new Set(['lrange', 'zrange', 'zrevrange']);
/** KEYS is a finding of its own at any call; what empties a database is rare, and cannot be paged. */
const OTHER = new Set(['keys', 'flushall', 'flushdb']);

export const heavyCommands = defineRule(
  {
    id: 'commands.heavy',
    title: 'Commands over everything that take long',
    why: 'Redis serves one command at a time: a command that reads the whole of a big collection makes all other clients wait for it.',
    source: 'INFO commandstats, usec_per_call; GET and SET take a few microseconds',
    lesson: 'pipelines',
    needs: ['INFO commandstats'],
  },
  (observed, found) => {
    const { heavyCommandMs } = observed.thresholds;
    for (const [address, calls] of recently(observed)) {
      const heavy = [...WHOLE, ...RANGES]
        .map((name) => ({ name, ...calls.of(name) }))
        .filter(({ name, calls: called }) => called > 0 && !OTHER.has(name))
        .map(({ name, calls: called, microseconds }) => ({ name, called, ms: microseconds / called / 1000 }))
        .filter(({ ms }) => ms >= heavyCommandMs);
      if (heavy.length === 0) continue;
      const texts = heavy.map(
        ({ name, called, ms }) => `${name.toUpperCase()} ${times(called)}, ${ms.toFixed(1)} ms each`,
      );
      found('warning', {
        subject: address,
        evidence: { text: `Called ${calls.since}: ${texts.join('; ')}.` },
        threshold: `${String(heavyCommandMs)} ms on average`,
        fix: 'Page it: HSCAN, SSCAN, ZRANGE with limits, LRANGE by parts; or keep the collections smaller.',
      });
    }
  },
);

export const slowCommands = defineRule(
  {
    id: 'commands.slow',
    title: 'Commands over everything in the slow log',
    why: 'Redis serves one command at a time: what takes 20 ms for one client takes 20 ms from all of them.',
    source: 'SLOWLOG GET 128, with the threshold that the server is set to (slowlog-log-slower-than)',
    lesson: 'pipelines',
    needs: ['SLOWLOG'],
  },
  ({ servers, before, now }, found) => {
    for (const server of servers) {
      const entries = recentSlow(server, before).filter(({ words }) => isWhole(words));
      const [worst] = [...entries].sort((a, b) => b.microseconds - a.microseconds);
      if (!worst) continue;
      found('warning', {
        subject: server.address,
        evidence: { text: `${count(entries.length)} entries; ${describe(worst, server, now)}.` },
        threshold: 'any entry of a command over a whole collection or keyspace, since the audit before',
        fix: 'Page it: SCAN, HSCAN, SSCAN, ZRANGE with limits, LRANGE by parts.',
      });
    }
  },
);

function describe({ at, microseconds, words }: SlowCommand, { info }: ServerState, now: number): string {
  // By the server's own clock where it tells; ours may differ.
  const clock = info.known ? Number(info.value.get('server_time_usec')) / 1000 : NaN;
  const age = ago((Number.isNaN(clock) ? now : clock) - 1000 * at);
  return `the slowest took ${(microseconds / 1000).toFixed(1)} ms, ${age}: ${words.slice(0, 3).join(' ').slice(0, 120)}`;
}

function isWhole([name = '', , start, stop]: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return WHOLE.has(lower) || (RANGES.has(lower) && start === '0' && stop === '-1');
}

export const setThenExpire = defineRule(
  {
    id: 'commands.setExpire',
    title: 'SET and EXPIRE as two commands',
    why: 'A client that dies between the two leaves a key for ever, and every write costs two commands.',
    source:
      'measured: 10, 20 and 34 of about 2 000 keys were left without a TTL when the client was killed; with SET … EX none',
    lesson: 'expiration',
    needs: ['INFO commandstats'],
  },
  (observed, found) => {
    const { manyCalls } = observed.thresholds;
    for (const server of observed.servers) {
      const calls = enough(server, observed, (lately) => lately.of('set').calls >= manyCalls);
      const sets = calls?.of('set').calls ?? 0;
      const expires = (calls?.of('expire').calls ?? 0) + (calls?.of('pexpire').calls ?? 0);
      if (!calls || sets < manyCalls || expires < 0.8 * sets || expires > 1.25 * sets) continue;
      // Nobody can tell from counts which keys they were about.
      found('info', {
        subject: server.address,
        evidence: { text: `${count(sets)} calls of SET, ${count(expires)} of EXPIRE, ${calls.since}.` },
        threshold: `as many EXPIRE as SET, within a fifth, of ${count(manyCalls)} or more`,
        fix: 'SET key value EX seconds.',
      });
    }
  },
);

export const evalTexts = defineRule(
  {
    id: 'commands.eval',
    title: 'Scripts sent as text',
    why: 'EVAL sends the whole script each time, and one with values in its text is a new script each time: the cache grows.',
    source: 'Redis documentation, scripting: use EVALSHA and pass values as arguments',
    lesson: 'transactions',
    needs: ['INFO commandstats'],
  },
  (observed, found) => {
    const { manyCalls } = observed.thresholds;
    for (const server of observed.servers) {
      const calls = enough(
        server,
        observed,
        (lately) => lately.of('eval').calls + lately.of('evalsha').calls >= manyCalls,
      );
      const texts = calls?.of('eval').calls ?? 0;
      const hashes = calls?.of('evalsha').calls ?? 0;
      if (!calls || texts < manyCalls || texts / (texts + hashes) <= 0.5) continue;
      found('warning', {
        subject: server.address,
        evidence: { text: `${count(texts)} calls of EVAL, ${count(hashes)} of EVALSHA, ${calls.since}.` },
        threshold: `more EVAL than EVALSHA, of ${count(manyCalls)} or more`,
        fix: 'Load the script once and call it by its hash, as every client library does for you.',
      });
    }
  },
);
