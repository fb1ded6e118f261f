import { partsOf } from '../namespaceName';
import type { NamespaceStats } from '../namespaceStats';
import { count, defineRule, percent } from '../rule';

const LESSON = 'naming';

export const unseparatedNames = defineRule(
  {
    id: 'naming.unseparated',
    title: 'Names without a namespace',
    why: 'A name such as user42 cannot be browsed, counted or cleaned up by its kind, and gives nobody a place for a permission.',
    source: 'Redis documentation, "Keyspace": object-type:id as a schema',
    lesson: LESSON,
  },
  ({ keyspace, thresholds }, found) => {
    const share = keyspace.unseparated.count / Math.max(1, keyspace.all.count);
    if (share <= thresholds.unseparatedShare || keyspace.unseparated.count < thresholds.familyKeys) return;
    found('info', {
      evidence: {
        text: `${count(keyspace.unseparated.count)} names (${percent(share)}) have no separator.`,
        keys: keyspace.unseparated.examples,
      },
      threshold: `more than ${percent(thresholds.unseparatedShare)}`,
      fix: 'Begin names with their kind and a colon: user:42.',
    });
  },
);

export const longNames = defineRule(
  {
    id: 'naming.long',
    title: 'Long names',
    why: 'Every key pays for its name in memory, and every command that names it on the wire.',
    source:
      'Redis documentation, "Keyspace": a name of 1 024 bytes is a bad idea; measured: 60 bytes of name cost twice as much as 8 for a counter',
    lesson: LESSON,
  },
  ({ keyspace: { longNames: long, hugeNames: huge }, thresholds }, found) => {
    if (huge.count > 0) {
      found('error', {
        variant: 'huge',
        evidence: {
          text: `${count(huge.count)} names are longer than ${count(thresholds.hugeNameBytes)} bytes.`,
          keys: huge.examples,
        },
        threshold: `${count(thresholds.hugeNameBytes)} bytes`,
        fix: 'Use an id, or a hash of the long part, as the name, and keep the long text in the value.',
      });
    }
    if (long.count > 0) {
      found('warning', {
        evidence: {
          text: `${count(long.count)} names are longer than ${count(thresholds.longNameBytes)} bytes.`,
          keys: long.examples,
        },
        threshold: `${count(thresholds.longNameBytes)} bytes`,
        fix: 'Shorten what every name repeats, or use an id in place of a text.',
      });
    }
  },
);

export const oddNames = defineRule(
  {
    id: 'naming.odd',
    title: 'Names with spaces or bytes that are no text',
    why: 'They cannot be typed, logged or searched for without quoting, and a stray space makes two keys of one.',
    source: 'reasoning; SCAN, MATCH and ACL patterns read names as they are',
    lesson: LESSON,
  },
  ({ keyspace: { oddNames: odd } }, found) => {
    if (odd.count === 0) return;
    found('info', {
      evidence: { text: `${count(odd.count)} names have spaces or bytes that are no text.`, keys: odd.examples },
      threshold: 'any name',
      fix: 'Encode what comes from outside before it becomes part of a name.',
    });
  },
);

export const mixedNaming = defineRule(
  {
    id: 'naming.mixed',
    title: 'One thing under several spellings',
    why: 'Where half of the code says user:1 and the other half user_1 or User:1, each half reads what the other never wrote.',
    source: 'Redis documentation, "Keyspace": stick with a schema',
    lesson: LESSON,
  },
  ({ namespaces }, found) => {
    for (const [word, families] of spellings(namespaces)) {
      const heads = [...new Set(families.map(({ name }) => headOf(name)))];
      if (heads.length < 2) continue;
      found('info', {
        subject: word,
        evidence: {
          text: `Keys begin with ${heads.map((head) => `"${head}"`).join(', ')}.`,
          keys: families.map(({ all }) => all.examples[0]).filter((name) => name !== undefined),
        },
        threshold: 'two spellings of the same first word',
        fix: 'Choose one separator and one case, write it down, and build names in one function.',
      });
    }
  },
);

/** The first word and what separates it from the rest: `user:`, `User:`, `user_`. */
function headOf(name: string): string {
  return /^[A-Za-z]+[^A-Za-z*]?/.exec(name)?.[0] ?? name;
}

/** Families of more than one part by their first word, whatever its case and what separates it. */
function spellings(namespaces: readonly NamespaceStats[]): ReadonlyMap<string, NamespaceStats[]> {
  const words = new Map<string, NamespaceStats[]>();
  for (const family of namespaces) {
    const word = /^[A-Za-z]{2,}(?=[:|/._-])/.exec(family.name)?.[0].toLowerCase();
    if (word === undefined || (partsOf(family.name).length === 1 && !/[_-]\*/.test(family.name))) continue;
    const others = words.get(word);
    if (others) others.push(family);
    else words.set(word, [family]);
  }
  return words;
}
