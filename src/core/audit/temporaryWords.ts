import { partsOf } from './namespaceName';

export interface WordLists {
  /** A key of such a kind without an expiry is a fault in itself. */
  readonly strict: readonly string[];
  readonly loose: readonly string[];
}

/** Singular and in lower case. Not `temp`: it is a temperature as often. */
export const DEFAULT_WORDS: WordLists = {
  strict: ['lock', 'otp', 'nonce', 'csrf', 'rl', 'ratelimit', 'throttle', 'idem', 'idempotency'],
  loose: ['session', 'sess', 'token', 'cache', 'cached', 'tmp', 'temporary'],
};

/** Of these a family is often kept for each owner: an index of what is temporary is not temporary itself. */
const COLLECTIONS: ReadonlySet<string> = new Set(['set', 'zset', 'list']);
/** A name that ends so is about the keys of a kind and not one of them: `door:locks:index`. */
const ABOUT = /^(?:index|idx|ids?|list|set|count(?:er)?|total|stats|config|settings|version|queue|log|history)s?$/i;
/** They say it of the word behind them: `cachedUser`, `tmp-upload`. */
const ADJECTIVES: ReadonlySet<string> = new Set(['cached', 'tmp', 'temporary']);

/**
 * Behind one of these the word is another thing, which lasts: a session of a conference, a token of a blockchain. In the
 * singular and in lower case.
 */
const OTHER_THINGS: Readonly<Record<string, ReadonlySet<string>>> = {
  session: words(
    'conference conf congress event meetup talk track speaker agenda program programme schedule course training class',
  ),
  token: words('nft crypto coin chain blockchain erc dao defi wallet vocab vocabulary lexer'),
  nonce: words('crypto chain blockchain erc eth ethereum wallet'),
  throttle: words('engine motor car vehicle drone'),
  lock: words('canal smart bike'),
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

interface Match {
  readonly kind: 'strict' | 'loose';
  readonly word: string;
  readonly plural: boolean;
}

/** Knows by its words, and where they stand, what calls itself temporary. */
export class TemporaryWords {
  private readonly kinds: ReadonlyMap<string, Match['kind']>;

  constructor({ strict, loose }: WordLists = DEFAULT_WORDS) {
    const lower = (words: readonly string[], kind: Match['kind']): (readonly [string, Match['kind']])[] =>
      words.map((word) => [word.toLowerCase().replace(/[^a-z]/g, ''), kind]);
    this.kinds = new Map([...lower(loose, 'loose'), ...lower(strict, 'strict')]);
  }

  /** One part of a name is the name of such a kind: `session`, `userSession`, `rate_limits`. */
  isKind(part: string): boolean {
    return this.match(part) !== undefined;
  }

  /**
   * What the keys of a family (`session:*`, `user:*:lock`) promise by their names. The word has to be what the key is:
   * first, right before an id or right behind one. `types` are how many keys there are of each type.
   */
  kindOf(family: string, types: ReadonlyMap<string, { readonly count: number }>): Match['kind'] | undefined {
    const parts = partsOf(family).filter((part, at) => at % 2 === 0 && part !== '');
    const last = parts.at(-1) ?? '';
    if (ABOUT.test(last)) return undefined;
    for (const [at, part] of parts.entries()) {
      const match = this.match(part);
      if (!match || isOtherThing(match, parts.slice(0, at), part)) continue;
      const behindId = at > 0 && at === parts.length - 1 && parts[at - 1]?.includes('*') === true;
      const stands = at === 0 || part.includes('*') || parts[at + 1]?.includes('*') === true || behindId;
      const isIndex = match.plural && (behindId || (match.kind === 'loose' && mostly(types, COLLECTIONS)));
      if (stands && !isIndex) return match.kind;
    }
    return undefined;
  }

  private match(part: string): Match | undefined {
    const words = wordsOf(part);
    const [first = ''] = words;
    if (ADJECTIVES.has(first) && this.kinds.has(first))
      return { kind: this.kinds.get(first) ?? 'loose', word: first, plural: false };
    for (const word of [words.at(-1) ?? '', words.slice(-2).join('')]) {
      const whole = this.kinds.get(word);
      if (whole !== undefined) return { kind: whole, word, plural: false };
      for (const singular of [word.replace(/s$/, ''), word.replace(/es$/, '')]) {
        const one = this.kinds.get(singular);
        if (one !== undefined) return { kind: one, word: singular, plural: true };
      }
    }
    return undefined;
  }
}

/** Whether what stands before the word, in its part of the name or in those before, says that it means another thing. */
function isOtherThing({ word }: Match, before: readonly string[], part: string): boolean {
  const others = OTHER_THINGS[word === 'sess' ? 'session' : word];
  const said = [...before.flatMap(wordsOf), ...wordsOf(part).slice(0, -1)];
  return others !== undefined && said.some((one) => others.has(one) || others.has(one.replace(/e?s$/, '')));
}

function wordsOf(part: string): readonly string[] {
  return part
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

function mostly(types: ReadonlyMap<string, { readonly count: number }>, wanted: ReadonlySet<string>): boolean {
  let all = 0;
  let those = 0;
  for (const [type, { count }] of types) {
    all += count;
    if (wanted.has(type)) those += count;
  }
  return those > all / 2;
}
