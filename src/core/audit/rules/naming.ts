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
    needs: [],
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
    needs: [],
    isRare: true,
  },
  ({ keyspace: { longNames: long, hugeNames: huge }, thresholds }, found) => {
    if (huge.count > 0) {
      found('error', {
        variant: 'huge',
        evidence: {
          text: `${count(huge.count)} names are longer than ${count(thresholds.hugeNameBytes)} bytes.`,
          keys: huge.examples,
        },
        glob: longerThan(thresholds.hugeNameBytes),
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
        glob: longerThan(thresholds.longNameBytes),
        threshold: `${count(thresholds.longNameBytes)} bytes`,
        fix: 'Shorten what every name repeats, or use an id in place of a text.',
      });
    }
  },
);

function longerThan(bytes: number): string {
  return `${'?'.repeat(bytes + 1)}*`;
}

export const oddNames = defineRule(
  {
    id: 'naming.odd',
    title: 'Names with spaces or bytes that are no text',
    why: 'They cannot be typed, logged or searched for without quoting, and a stray space makes two keys of one.',
    source: 'reasoning; SCAN, MATCH and ACL patterns read names as they are',
    lesson: LESSON,
    needs: [],
    isRare: true,
  },
  ({ keyspace: { oddNames: odd } }, found) => {
    if (odd.count === 0) return;
    found('info', {
      evidence: { text: `${count(odd.count)} names have spaces or bytes that are no text.`, keys: odd.examples },
      // Those with a space, where there are such: the other letters of the world are no fault.
      glob: odd.examples.some((name) => name.includes(' ')) ? '* *' : '*[^ -~]*',
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
    needs: [],
    isRare: true,
  },
  ({ namespaces, separators }, found) => {
    const words = new Map<string, NamespaceStats[][]>();
    for (const [shape, families] of shapes(namespaces, separators)) {
      if (new Set(families.map(({ name }) => withoutTags(name))).size < 2) continue;
      const word = /^[a-z]+/.exec(shape)?.[0] ?? shape;
      words.set(word, [...(words.get(word) ?? []), families]);
    }
    for (const [word, spellings] of words) {
      const texts = spellings.map((families) => families.map(({ name }) => `"${name}"`).join(' and '));
      const families = spellings.flat();
      found('info', {
        subject: word,
        evidence: {
          text: `${texts.slice(0, 3).join('; ')}${texts.length > 3 ? `; ${count(texts.length - 3)} more` : ''}.`,
          keys: families.flatMap(({ all }) => all.examples.slice(0, 1)).slice(0, 10),
        },
        glob: `${anyCase(word)}*`,
        threshold: 'two spellings of the same name, by case or separator',
        fix: 'Choose one separator and one case, write it down, and build names in one function.',
      });
    }
  },
);

/** As the server's globs match without regard to case: `[uU][sS][eE][rR]`. */
function anyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** What parts words in names, whatever parts the keys of the view. */
const SEPARATORS = [':', '|', '/', '.', '_', '-'];

/** Families of more than one part by what they are but for case and separators: `user:*` for `User_*` too. */
function shapes(
  namespaces: readonly NamespaceStats[],
  separators: readonly string[],
): ReadonlyMap<string, NamespaceStats[]> {
  const all = [...new Set([...separators, ...SEPARATORS])].sort((a, b) => b.length - a.length);
  const separator = new RegExp(`(?:${all.map((text) => text.replace(/[^A-Za-z0-9]/g, '\\$&')).join('|')})+`, 'g');
  const found = new Map<string, NamespaceStats[]>();
  for (const family of namespaces) {
    const shape = withoutTags(family.name)
      .replace(/([a-z])([A-Z])/g, '$1:$2')
      .replace(separator, ':')
      .toLowerCase();
    if (!/^[a-z]{2,}:/.test(shape)) continue;
    const others = found.get(shape);
    if (others) others.push(family);
    else found.set(shape, [family]);
  }
  return found;
}

/** A hash tag is about where a key is kept, and no spelling of its name. */
function withoutTags(name: string): string {
  return name.replace(/[{}]/g, '');
}
