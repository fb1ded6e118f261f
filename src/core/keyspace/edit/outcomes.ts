import type { EditOf, PresentOf } from './edits';

export type KeyEdit = EditOf<Buffer>;
export type Present = PresentOf<Buffer>;
export type EditKind = KeyEdit['kind'];

/** When a key ends, in milliseconds of the server's clock; null for never. */
export type ExpireAt = number | null;

/** Gives a field the end that it had, if it has that which was `seen`. */
interface FieldEnd {
  readonly kind: 'hash.expireAt';
  readonly field: Buffer;
  readonly at: ExpireAt;
  readonly seen: ExpireAt;
}

/** What takes an edit back, checked as every edit: some of them only ever follow another. */
export type Undo =
  | { readonly edit: KeyEdit; readonly recreate?: ExpireAt; readonly fieldExpiresAt?: number }
  | { readonly edit: FieldEnd }
  | { readonly edit: { readonly kind: 'key.restore'; readonly dump: Buffer; readonly expiresAt: ExpireAt } }
  | { readonly edit: { readonly kind: 'key.expireAt'; readonly at: ExpireAt; readonly seen: ExpireAt } };

export type EditOutcome =
  /** Without `undo` there is no way back. */
  { readonly kind: 'done'; readonly undo?: Undo } | { readonly kind: 'conflict'; readonly present: Present };
