import { decodeBytes } from '../../src/protocol/bytes';
import { formatBytes } from '../../src/protocol/format';
import { el, setText } from '../shared/dom';
import type { InspectorContext } from './context';
import type { Row } from './model';
import { fail } from './pages';

/** Bytes of a value that a text box takes without getting stuck. */
const MOST_EDITED = 1_048_576;

export interface WholeRows {
  /** What became of the last copy, or of the last file. */
  readonly said: HTMLElement;
  /** The value of a row to the clipboard, all of it or, of a very long one, as much as is said. */
  readonly copy: (row: Row) => void;
  readonly save: (row: Row) => void;
  /** Hands over the row with all of its value. */
  readonly withAll: (row: Row, use: (row: Row) => void) => void;
}

/** What needs all of a value of which the list, and perhaps the view below it, hold but the beginning. */
export function wholeRows({ part, ask, store }: InspectorContext): WholeRows {
  const said = el('span', { class: 'quiet said', attributes: { 'aria-live': 'polite' } });
  const run = (work: () => Promise<void>): void => {
    setText(said, '');
    store.set({ failure: undefined });
    work().catch((error: unknown) => {
      fail(store, error);
    });
  };
  const read = async (row: Row): Promise<Row | undefined> => {
    if (!row.cut) return row;
    const answer = await part('rowValue', { ...rowPlace(row), whole: true });
    if (!answer) setText(said, 'It is not there any more.');
    return answer ? rowWith(row, answer) : undefined;
  };
  return {
    said,
    copy(row) {
      run(async () => {
        const all = await read(row);
        if (!all?.value) return;
        ask('copyText', { text: all.value.text });
        if (row.cut) setText(said, copiedWords(all));
      });
    },
    save(row) {
      run(async () => {
        const saved = await part('saveRow', rowPlace(row));
        if (saved) setText(said, `Saved ${formatBytes(saved.bytes)}.`);
      });
    },
    withAll(row, use) {
      run(async () => {
        const all = await read(row);
        if (all && !all.cut) use(all);
      });
    },
  };
}

/** Where the value of a row is; only those of hashes and lists are ever cut. */
export function rowPlace({ name, index = 0 }: Row): { readonly field?: { readonly base64: string }; index?: number } {
  return name ? { field: { base64: name.base64 } } : { index };
}

/** The row with more of its value, which may be another one by now. */
export function rowWith(
  { cut: _cut, ...row }: Row,
  { value, total, sha1 }: { readonly value: NonNullable<Row['value']>; readonly total: number; readonly sha1: string },
): Row {
  const isWhole = decodeBytes(value).length === total;
  return { ...row, value, ...(!isWhole && { cut: { total, sha1 } }) };
}

/** Why a row cannot be edited; undefined when it can. */
export function tooLongToEdit({ cut }: Row): string | undefined {
  if (!cut || cut.total <= MOST_EDITED) return undefined;
  return `A value of more than ${formatBytes(MOST_EDITED)} cannot be edited here. Save it to a file.`;
}

function copiedWords({ value, cut }: Row): string {
  const length = formatBytes(value ? decodeBytes(value).length : 0);
  return cut
    ? `Copied only the first ${length} of ${formatBytes(cut.total)}. Save it to a file for all.`
    : `Copied ${length}.`;
}
