import type { Severity } from '../finding';
import type { NamespaceStats } from '../namespaceStats';
import type { Observed } from '../rule';
import { count, defineRule, percent, shareText } from '../rule';

const LESSON = 'expiration';

export const temporaryWithoutExpiry = defineRule(
  {
    id: 'expiry.temporary',
    title: 'Temporary keys that never expire',
    why: 'Names such as session, cache, lock or token promise that the key goes away. Without a TTL it stays: memory grows, a lock stays locked, a session stays valid.',
    source:
      'measured: SET and EXPIRE as two commands left 10 to 34 of about 2 000 keys without a TTL when the client was killed between them',
    lesson: LESSON,
    needs: ['PTTL'],
  },
  (observed, found) => {
    for (const family of observed.namespaces) {
      const { immortal, all, expiring } = family;
      const kind = observed.words.kindOf(family.name, family.types);
      const severity = severityOf(family, kind, observed);
      if (!severity) continue;
      found(severity, {
        subject: family.name,
        evidence: {
          text: `${shareText(immortal.count, all.count, observed.coverage)} have no TTL${expiring.count > 0 ? ', the others have one' : ''}.`,
          keys: immortal.examples,
        },
        threshold:
          kind === 'strict' ? 'any key' : `more than ${percent(observed.thresholds.temporaryShare)} of a family`,
        fix: 'Set the TTL in the command that creates the key: SET … EX, or a MULTI or a script for other types. Give the keys that are there one with EXPIRE … NX.',
      });
    }
  },
);

/** A name alone proves nothing: others of the family expire, or it is a family and not one key that is named so. */
function severityOf(
  { immortal, expiring, all }: NamespaceStats,
  kind: 'strict' | 'loose' | undefined,
  { thresholds }: Observed,
): Severity | undefined {
  if (kind === undefined || immortal.count === 0) return undefined;
  const isProven = expiring.count > 0 || all.count >= thresholds.familyKeys;
  if (kind === 'strict') return isProven ? 'error' : 'warning';
  return isProven && immortal.count / all.count > thresholds.temporaryShare ? 'error' : undefined;
}

export const mixedExpiry = defineRule(
  {
    id: 'expiry.mixed',
    title: 'Some expire, some do not',
    why: 'Keys of one kind that mostly expire, but not all, are the trace of a TTL that gets lost: SET and EXPIRE as two commands, or a plain SET on a key that had one.',
    source: 'measured: a plain SET drops the TTL (100 s became none); KEEPTTL keeps it',
    lesson: LESSON,
    needs: ['PTTL'],
  },
  ({ namespaces, thresholds, words, coverage }, found) => {
    const { mixedShare } = thresholds;
    for (const family of namespaces) {
      const { immortal, expiring } = family;
      const all = immortal.count + expiring.count;
      const isOther = family.name === '(binary)' || words.kindOf(family.name, family.types) !== undefined;
      const share = immortal.count / all;
      if (isOther || all < thresholds.familyKeys || share < mixedShare || share > 1 - mixedShare) continue;
      found('error', {
        subject: family.name,
        evidence: {
          text: `${shareText(immortal.count, all, coverage)} have no TTL, ${count(expiring.count)} have one.`,
          keys: immortal.examples,
        },
        threshold: `${percent(mixedShare)} to ${percent(1 - mixedShare)} without a TTL, of at least ${count(thresholds.familyKeys)} keys`,
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
    source:
      'a tenth of a family in one second is far from spread, where it lives for 20 seconds and more, or when that second has 5 times its part',
    lesson: LESSON,
    needs: ['PTTL'],
  },
  ({ namespaces, thresholds, coverage }, found) => {
    for (const family of namespaces) {
      const { expiring, busiestSecond, lastSecond } = family;
      if (expiring.count < thresholds.stampedeKeys) continue;
      const share = busiestSecond / expiring.count;
      // Of lives of a few seconds each second has its large part, however well they are spread.
      const seconds = lastSecond + 1;
      const isUneven = seconds >= 2 / thresholds.stampedeShare || busiestSecond >= (5 * expiring.count) / seconds;
      if (share <= thresholds.stampedeShare || !isUneven) continue;
      found('warning', {
        subject: family.name,
        evidence: {
          text: `${shareText(busiestSecond, expiring.count, coverage)} that expire do so within one second.`,
          keys: expiring.examples,
        },
        threshold: `more than ${percent(thresholds.stampedeShare)} of at least ${count(thresholds.stampedeKeys)} keys`,
        fix: 'Spread the TTLs: add up to a tenth of the TTL at random where the key is written.',
      });
    }
  },
);
