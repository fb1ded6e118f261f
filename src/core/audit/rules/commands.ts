import { count, defineRule } from '../rule';

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
  },
  ({ servers }, found) => {
    for (const { address, calls } of servers) {
      const used = calls.known ? Object.keys(REPLACED).filter((name) => (calls.value.get(name) ?? 0) > 0) : [];
      if (!calls.known || used.length === 0) continue;
      const texts = used.map((name) => `${name.toUpperCase()} ${count(calls.value.get(name) ?? 0)} times`);
      found('info', {
        subject: address,
        evidence: { text: `Since the statistics began: ${texts.join(', ')}.` },
        threshold: 'any call',
        fix: used.map((name) => `${name.toUpperCase()}: use ${REPLACED[name] ?? ''}`).join('; '),
      });
    }
  },
);

export const keysCommand = defineRule(
  {
    id: 'commands.keys',
    title: 'KEYS is used',
    why: 'KEYS walks the whole keyspace in one go while every other client waits.',
    source:
      'measured on 500 000 keys: the slowest PING of another client took 353 ms during KEYS, 4.7 ms during SCAN COUNT 1000',
    lesson: 'naming',
  },
  ({ servers }, found) => {
    for (const { address, calls } of servers) {
      const times = calls.known ? (calls.value.get('keys') ?? 0) : 0;
      if (times === 0) continue;
      found('warning', {
        subject: address,
        evidence: { text: `KEYS was called ${count(times)} times since the statistics began.` },
        threshold: 'any call',
        fix: 'Use SCAN with MATCH and COUNT, or keep the names you need in a set.',
      });
    }
  },
);

/** Commands whose cost is the size of what they answer. */
const WHOLE = new Set([
  'keys',
  'hgetall',
  'hkeys',
  'hvals',
  'smembers',
  'sunion',
  'sinter',
  'zunionstore',
  'zinterstore',
  'sort',
]);

export const slowCommands = defineRule(
  {
    id: 'commands.slow',
    title: 'Commands over everything in the slow log',
    why: 'Redis serves one command at a time: what takes 20 ms for one client takes 20 ms from all of them.',
    source: 'SLOWLOG GET 128, with the threshold that the server is set to (slowlog-log-slower-than)',
    lesson: 'pipelines',
  },
  ({ servers }, found) => {
    for (const { address, slow } of servers) {
      const entries = slow.known ? slow.value.filter(({ words }) => isWhole(words)) : [];
      const [worst] = [...entries].sort((a, b) => b.microseconds - a.microseconds);
      if (!worst) continue;
      found('warning', {
        subject: address,
        evidence: {
          text: `${count(entries.length)} entries; the slowest took ${count(worst.microseconds / 1000)} ms: ${worst.words.slice(0, 3).join(' ').slice(0, 120)}.`,
        },
        threshold: 'any entry of a command over a whole collection or keyspace',
        fix: 'Page it: SCAN, HSCAN, SSCAN, ZRANGE with limits, LRANGE by parts.',
      });
    }
  },
);

function isWhole([name = '', , start, stop]: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return WHOLE.has(lower) || ((lower === 'lrange' || lower === 'zrange') && start === '0' && stop === '-1');
}

export const setThenExpire = defineRule(
  {
    id: 'commands.setExpire',
    title: 'SET and EXPIRE as two commands',
    why: 'A client that dies between the two leaves a key for ever, and every write costs two commands.',
    source:
      'measured: 10, 20 and 34 of about 2 000 keys were left without a TTL when the client was killed; with SET … EX none',
    lesson: 'expiration',
  },
  ({ servers }, found) => {
    for (const { address, calls } of servers) {
      if (!calls.known) continue;
      const sets = calls.value.get('set') ?? 0;
      const expires = (calls.value.get('expire') ?? 0) + (calls.value.get('pexpire') ?? 0);
      if (sets < 1000 || expires < 0.8 * sets || expires > 1.25 * sets) continue;
      found('warning', {
        subject: address,
        evidence: { text: `${count(sets)} calls of SET, ${count(expires)} of EXPIRE.` },
        threshold: 'as many EXPIRE as SET, within a fifth, of 1 000 or more',
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
  },
  ({ servers }, found) => {
    for (const { address, calls } of servers) {
      if (!calls.known) continue;
      const texts = calls.value.get('eval') ?? 0;
      const hashes = calls.value.get('evalsha') ?? 0;
      if (texts < 1000 || texts / (texts + hashes) <= 0.5) continue;
      found('warning', {
        subject: address,
        evidence: { text: `${count(texts)} calls of EVAL, ${count(hashes)} of EVALSHA.` },
        threshold: 'more EVAL than EVALSHA, of 1 000 or more',
        fix: 'Load the script once and call it by its hash, as every client library does for you.',
      });
    }
  },
);
