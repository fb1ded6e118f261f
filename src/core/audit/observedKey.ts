/** What the audit sees of one key. What the server would not tell is absent. */
export interface ObservedKey {
  readonly name: Buffer;
  /** As `TYPE` names it. */
  readonly type: string;
  /** Milliseconds that are left; `never` where it does not expire. */
  readonly ttl: number | 'never' | undefined;
  /** As `MEMORY USAGE` estimates, from five elements of a collection. */
  readonly bytes: number | undefined;
  readonly encoding: string | undefined;
  /** Bytes of a string, elements of a collection; read of big keys only, because reading it counts as use. */
  readonly length?: number;
}

/** What the page script says of `name`, as words; undefined when the key is gone. */
export function parseObserved(
  name: Buffer,
  type = '-',
  ttl = '-',
  bytes = '-',
  encoding = '-',
): ObservedKey | undefined {
  if (type === 'none' || ttl === '-2') return undefined;
  return {
    name,
    type: type === '-' ? 'unknown' : type,
    ttl: ttl === '-' ? undefined : ttl === '-1' ? 'never' : Number(ttl),
    bytes: bytes === '-' ? undefined : Number(bytes),
    encoding: encoding === '-' ? undefined : encoding,
  };
}
