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
  const isEstimate = bytes.startsWith('~');
  const key = {
    name,
    type: type === '-' ? 'unknown' : type,
    ttl: ttl === '-' ? undefined : ttl === '-1' ? ('never' as const) : Number(ttl),
    bytes: bytes === '-' ? undefined : Number(isEstimate ? bytes.slice(1) : bytes),
    encoding: encoding === '-' ? undefined : encoding,
  };
  // Most keys are small and compact: millions go through here.
  if (!isEstimate && length === '-') return key;
  return { ...key, ...(isEstimate && { isEstimate }), ...(length !== '-' && { length: Number(length) }) };
}
