import type { Row, RowsContent } from './model';

/** Names rows across readings: what one holds on to must not become another row because others came or went. */
export interface RowIds {
  /** To be told all rows before it is asked about them. */
  readonly learn: (content: RowsContent) => void;
  readonly of: (row: Row) => string;
  /** Whether no row had this id in the reading before. */
  readonly isNew: (row: Row) => boolean;
}

/** A field or a member; an element of a list by its value, as its index belongs to another one after a push. */
export function rowIds(): RowIds {
  const ids = new WeakMap<Row, string>();
  let known: ReadonlySet<string> = new Set();
  let before = known;
  let learnt: RowsContent['rows'] = [];
  return {
    learn({ kind, rows }) {
      if (rows === learnt) return;
      const nameOf = kind === 'list' ? elementNames() : ({ name, value }: Row) => (name ?? value)?.base64 ?? '';
      for (const row of rows) ids.set(row, nameOf(row));
      [learnt, before, known] = [rows, known, new Set(rows.map((row) => ids.get(row) ?? ''))];
    },
    of: (row) => ids.get(row) ?? '',
    isNew: (row) => !before.has(ids.get(row) ?? ''),
  };
}

/** The first, second … element of a value, from the head. */
function elementNames(): (row: Row) => string {
  const counts = new Map<string, number>();
  return ({ value, cut }) => {
    const content = cut?.sha1 ?? value?.base64 ?? '';
    const nth = (counts.get(content) ?? 0) + 1;
    counts.set(content, nth);
    return `${content} ${String(nth)}`;
  };
}
