import type { EncodedBytes } from './bytes';
import type { InspectorJsonNode } from './inspectorParts';
import type { InspectorRow } from './inspectorRow';

export type RowsKind = 'hash' | 'list' | 'set' | 'zset';

/** How bytes are written while somebody changes them; each gives back exactly the same bytes. */
export type Writing = 'text' | 'hex' | 'base64';

/** What a form is about, as it was when it was opened: it can be made again from this. */
export type FormSource =
  | { readonly kind: 'string'; readonly value: EncodedBytes; readonly writing: Writing }
  | { readonly kind: 'row'; readonly of: RowsKind; readonly row: InspectorRow }
  | { readonly kind: 'add'; readonly of: RowsKind; readonly end?: 'head' | 'tail' }
  | { readonly kind: 'insert'; readonly row: InspectorRow; readonly after: boolean }
  | { readonly kind: 'rename'; readonly key: EncodedBytes }
  | { readonly kind: 'ttl' }
  | { readonly kind: 'fieldTtl'; readonly row: InspectorRow }
  | { readonly kind: 'entry' }
  | { readonly kind: 'node'; readonly node: InspectorJsonNode; readonly text: string }
  | { readonly kind: 'inside'; readonly node: InspectorJsonNode };

/** What somebody is writing, and did not save yet. */
export interface InspectorDraft {
  readonly source: FormSource;
  /** What stood there when the form was opened. */
  readonly present?: string;
  readonly fields: Readonly<Record<string, { readonly text: string; readonly writing: Writing }>>;
}
