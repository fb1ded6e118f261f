// Also read where there is no Buffer: see outcomes.ts for the types that core works with.

/** What a person saw, and what must still be there when it is changed: the bytes, or the SHA-1 (hex) of long ones. */
export type Seen<Bytes> = Bytes | { readonly sha1: string };

/** Nothing was there: what is added must not replace anything. */
export type SeenOrNothing<Bytes> = Seen<Bytes> | null;

/**
 * One change of one key, as a person means it. `seen` is what it replaces or removes. Bytes are Buffers in core and
 * base64 on their way from a webview. Scores are decimal texts as the server writes them.
 */
export type EditOf<Bytes> =
  | { readonly kind: 'string.set'; readonly seen: SeenOrNothing<Bytes>; readonly value: Bytes }
  | { readonly kind: 'hash.set'; readonly field: Bytes; readonly seen: SeenOrNothing<Bytes>; readonly value: Bytes }
  | { readonly kind: 'hash.rename'; readonly field: Bytes; readonly seen: Seen<Bytes>; readonly to: Bytes }
  | { readonly kind: 'hash.remove'; readonly field: Bytes; readonly seen: Seen<Bytes> }
  /** Milliseconds from now; null for ever. Only where the server has times to live of fields. */
  | { readonly kind: 'hash.expire'; readonly field: Bytes; readonly seen: Seen<Bytes>; readonly ms: number | null }
  | { readonly kind: 'list.set'; readonly index: number; readonly seen: Seen<Bytes>; readonly value: Bytes }
  | { readonly kind: 'list.push'; readonly end: 'head' | 'tail'; readonly value: Bytes }
  /** Before the element at `index`, which is `seen`, or behind it; null for the end of a list of `index` elements. */
  | {
      readonly kind: 'list.insert';
      readonly index: number;
      readonly seen: SeenOrNothing<Bytes>;
      readonly value: Bytes;
      readonly after?: boolean;
    }
  | { readonly kind: 'list.remove'; readonly index: number; readonly seen: Seen<Bytes> }
  | { readonly kind: 'set.add'; readonly member: Bytes }
  | { readonly kind: 'set.rename'; readonly member: Bytes; readonly to: Bytes }
  | { readonly kind: 'set.remove'; readonly member: Bytes }
  | { readonly kind: 'zset.set'; readonly member: Bytes; readonly seen: string | null; readonly score: string }
  | { readonly kind: 'zset.rename'; readonly member: Bytes; readonly seen: string; readonly to: Bytes }
  | { readonly kind: 'zset.remove'; readonly member: Bytes; readonly seen: string }
  | { readonly kind: 'stream.add'; readonly fields: readonly (readonly [name: Bytes, value: Bytes])[] }
  | { readonly kind: 'stream.remove'; readonly id: string }
  /** `path` leads to one place exactly; `seen` is its JSON text as the server writes it, null where there is nothing yet. */
  | { readonly kind: 'json.set'; readonly path: string; readonly seen: SeenOrNothing<Bytes>; readonly value: string }
  /** A member that an object does not have yet. */
  | { readonly kind: 'json.add'; readonly path: string; readonly name: string; readonly value: string }
  | { readonly kind: 'json.remove'; readonly path: string; readonly seen: Seen<Bytes> }
  /** At the end of an array, whatever it holds. */
  | { readonly kind: 'json.append'; readonly path: string; readonly value: string }
  /** Before the element at `index` of the array at `path`, as `list.insert`. */
  | {
      readonly kind: 'json.insert';
      readonly path: string;
      readonly index: number;
      readonly seen: SeenOrNothing<Bytes>;
      readonly value: string;
    }
  /** Milliseconds from now; null for ever. */
  | { readonly kind: 'key.expire'; readonly ms: number | null }
  | { readonly kind: 'key.rename'; readonly to: Bytes }
  | { readonly kind: 'key.delete' };

/** What is there instead of what was seen. */
export type PresentOf<Bytes> =
  /** No such key. */
  | { readonly kind: 'gone' }
  /** The key is of another type by now. */
  | { readonly kind: 'type'; readonly type: string }
  /** The key is there, but not the field, member, place or path. */
  | { readonly kind: 'absent' }
  /** Another value; `bytes` is its beginning. */
  | { readonly kind: 'value'; readonly bytes: Bytes; readonly total: number; readonly sha1: string }
  /** The new name is in use. */
  | { readonly kind: 'taken' };
