/** What the audit sees of one key. What the server would not tell is absent. */
export interface ObservedKey {
  readonly name: Buffer;
  /** As `TYPE` names it. */
  readonly type: string;
  /** Milliseconds that are left; `never` where it does not expire. */
  readonly ttl: number | 'never' | undefined;
  /** As `MEMORY USAGE` says. */
  readonly bytes: number | undefined;
  /** The bytes are guessed from five elements of many. */
  readonly isEstimate?: boolean;
  readonly encoding: string | undefined;
  /** Bytes of a big string, elements of a collection that is not in one piece. */
  readonly length?: number;
}

/** Words of a page for each key. */
export const WORDS = 5;
/** Encodings that keep each element by itself: five of them need not be like the others. */
export const LOOSE: ReadonlySet<string> = new Set(['hashtable', 'skiplist', 'quicklist', 'stream']);

/** What a page says of `name`, as words; undefined when the key is gone. */
export function parseObserved(name: Buffer, words: readonly string[]): ObservedKey | undefined {
  const [type = '-', ttl = '-', bytes = '-', encoding = '-', length = '-'] = words;
  if (type === 'none' || ttl === '-2') return undefined;
  return {
    name,
    type: type === '-' ? 'unknown' : type,
    ttl: ttl === '-' ? undefined : ttl === '-1' ? 'never' : Number(ttl),
    bytes: bytes === '-' ? undefined : Number(bytes.replace('~', '')),
    ...(bytes.startsWith('~') && { isEstimate: true }),
    encoding: encoding === '-' ? undefined : encoding,
    ...(length !== '-' && { length: Number(length) }),
  };
}
