import type { InspectorContent, InspectorHeader, InspectorKey, InspectorView } from '../../src/protocol/inspector';
import type { RpcError } from '../../src/protocol/rpc';
import type { Found } from './search/found';

export type RowsContent = Extract<InspectorContent, { rows: unknown }>;
export type StringContent = Extract<InspectorContent, { kind: 'string' }>;
export type Row = RowsContent['rows'][number];
export type Gone = Extract<InspectorView, { kind: 'gone' }>;

export interface InspectorModel {
  readonly header: InspectorHeader;
  /** False while the panel shows whatever key is chosen next. */
  readonly pinned: boolean;
  /** What was last known of the key; stays when it is gone or cannot be read. */
  readonly info: InspectorKey | undefined;
  readonly content: InspectorContent | undefined;
  readonly gone: Gone | undefined;
  readonly problem: RpcError | undefined;
  /** Why the last thing asked for was not done. */
  readonly failure: RpcError | undefined;
  readonly loadingMore: boolean;
  /** What came while somebody edits, and how often: shown when the form closes. */
  readonly meanwhile: { readonly count: number; readonly content: InspectorContent } | undefined;
  /** Rows that somebody asked for: they stand in place of the content's own. */
  readonly found: Found | undefined;
}

/** What a view changes: a value replaces everything, the other two leave the last known content. */
export function withView(view: InspectorView): Partial<InspectorModel> {
  switch (view.kind) {
    case 'value':
      return { info: view.info, content: view.content, gone: undefined, problem: undefined, failure: undefined };
    case 'gone':
      return { gone: view, problem: undefined };
    case 'problem':
      return { problem: { code: view.code, message: view.message } };
  }
}

/**
 * The page after what is there. A page of another kind means that the key was replaced: it stands alone. A row that comes
 * once more, as those of hashes and sets may while they are written to, takes the place of the one before.
 */
export function appendPage(content: InspectorContent | undefined, page: InspectorContent): InspectorContent {
  if (!content || !('rows' in content) || !('rows' in page) || content.kind !== page.kind) return page;
  const rows = new Map(
    [...content.rows, ...page.rows].map((row, at) => [row.name?.base64 ?? identity(page, row, at), row]),
  );
  return { ...page, rows: [...rows.values()] };
}

function identity({ kind }: RowsContent, { value }: Row, at: number): string {
  // Only lists hold the same thing twice.
  return kind === 'list' ? String(at) : (value?.base64 ?? '');
}
