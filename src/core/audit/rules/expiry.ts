import type { NamespaceStats } from '../namespaceStats';
import { count, defineRule, percent } from '../rule';

/** Words by which keys call themselves temporary. A key of the first kind without expiry is a fault in itself. */
const STRICT =
  /(?:^|[^a-z])(?:locks?|otp|nonces?|csrf|rl|rate[-_]?limits?|ratelimits?|throttle|idem(?:potency)?)(?:$|[^a-z])/i;
const LOOSE = /(?:^|[^a-z])(?:sess(?:ions?)?|tokens?|caches?|cached|tmp|temp|temporary)(?:$|[^a-z])/i;

function isTemporary({ name }: NamespaceStats): boolean {
  return STRICT.test(name) || LOOSE.test(name);
}

export const temporaryWithoutExpiry = defineRule(
  {
    id: 'expiry.temporary',
    title: 'Temporary keys that never expire',
    why: 'Names such as session, cache, lock or token promise that the key goes away. Without a TTL it stays: memory grows, a lock stays locked, a session stays valid.',
    source:
      'measured: SET and EXPIRE as two commands left 10 to 34 of about 2 000 keys without a TTL when the client was killed between them',
    lesson: 'expiration',
  },
  ({ namespaces, thresholds }, found) => {
    for (const family of namespaces) {
      if (!isTemporary(family) || family.immortal.count === 0) continue;
      const share = family.immortal.count / family.all.count;
      const strict = STRICT.test(family.name);
      if (!strict && share <= thresholds.temporaryShare) continue;
      found('error', {
        subject: family.name,
        evidence: {
          text: `${count(family.immortal.count)} of ${count(family.all.count)} keys (${percent(share)}) have no TTL.`,
          keys: family.immortal.examples,
        },
        threshold: strict ? 'any key' : `more than ${percent(thresholds.temporaryShare)}`,
        fix: 'Set the TTL in the command that creates the key: SET … EX, or a MULTI or a script for other types. Give the keys that are there one with EXPIRE … NX.',
      });
    }
  },
);

export const mixedExpiry = defineRule(
  {
    id: 'expiry.mixed',
    title: 'Some expire, some do not',
    why: 'Keys of one kind that mostly expire, but not all, are the trace of a TTL that gets lost: SET and EXPIRE as two commands, or a plain SET on a key that had one.',
    source: 'measured: a plain SET drops the TTL (100 s became none); KEEPTTL keeps it',
    lesson: 'expiration',
  },
  ({ namespaces, thresholds }, found) => {
    for (const family of namespaces) {
      const { immortal, expiring } = family;
      const all = immortal.count + expiring.count;
      if (isTemporary(family) || family.name === '(binary)' || all < thresholds.familyKeys) continue;
      const share = immortal.count / all;
      if (share < 0.05 || share > 0.95) continue;
      found('error', {
        subject: family.name,
        evidence: {
          text: `${count(immortal.count)} keys have no TTL, ${count(expiring.count)} have one.`,
          keys: immortal.examples,
        },
        threshold: `5 % to 95 % without a TTL, of at least ${count(thresholds.familyKeys)} keys`,
        fix: 'Write these keys in one place, with the TTL in the same command, and with KEEPTTL where a value is replaced.',
      });
    }
  },
);

export const stampede = defineRule(
  {
    id: 'expiry.stampede',
    title: 'Many keys expire in the same second',
    why: 'What expires together is asked for and computed again together: the database behind gets all of the load at once.',
    source: 'a tenth of a family in one second of its lifetime is far from spread',
    lesson: 'expiration',
  },
  ({ namespaces, thresholds }, found) => {
    for (const family of namespaces) {
      const { expiring, busiestSecond } = family;
      if (expiring.count < thresholds.stampedeKeys) continue;
      const share = busiestSecond / expiring.count;
      if (share <= thresholds.stampedeShare) continue;
      found('warning', {
        subject: family.name,
        evidence: {
          text: `${count(busiestSecond)} of ${count(expiring.count)} keys that expire do so within one second.`,
          keys: expiring.examples,
        },
        threshold: `more than ${percent(thresholds.stampedeShare)} of at least ${count(thresholds.stampedeKeys)} keys`,
        fix: 'Spread the TTLs: add up to a tenth of the TTL at random where the key is written.',
      });
    }
  },
);
