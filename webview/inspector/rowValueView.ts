import { decodeBytes } from '../../src/protocol/bytes';
import { formatBytes } from '../../src/protocol/format';
import { el, setText } from '../shared/dom';
import type { InspectorContext } from './context';
import type { Row } from './model';
import { fail } from './pages';
import { prettyJson } from './prettyJson';
import { rowPlace, rowWith } from './wholeRows';

export interface RowValueView {
  readonly value: HTMLElement;
  readonly size: HTMLElement;
  /** The row with all that is known of its value. */
  readonly row: () => Row | undefined;
  readonly paint: (row: Row) => void;
  /** Waits for no more of it, and forgets what was read. */
  readonly stop: () => void;
}

/** A row's value: what came with the row at once, more of a long one when the host has read it. `changed` hears of both. */
export function rowValueView({ part, store }: InspectorContext, changed: () => void): RowValueView {
  const value = el('pre', { class: 'detail-value', attributes: { tabindex: '0', 'aria-label': 'Value of the row' } });
  const size = el('span', { class: 'quiet', attributes: { role: 'status' } });
  let painted: Row | undefined;
  let shown: Row | undefined;
  let more = new AbortController();
  const show = (row: Row, total = row.cut?.total): void => {
    shown = row;
    const text = row.value?.text ?? '';
    setText(value, prettyJson(text) ?? text);
    setText(size, total === undefined ? '' : sizeWords(row, total));
    changed();
  };
  return {
    value,
    size,
    row: () => shown,
    paint(row) {
      // What was read of a long value is not read again while it stays.
      if (row.cut && painted?.cut?.sha1 === row.cut.sha1) return;
      painted = row;
      more.abort();
      more = new AbortController();
      show(row);
      if (!row.cut) return;
      part('rowValue', rowPlace(row), more.signal).then(
        (read) => {
          if (read) show(rowWith(row, read), read.total);
        },
        (error: unknown) => {
          fail(store, error);
        },
      );
    },
    stop() {
      painted = undefined;
      more.abort();
    },
  };
}

/** `first 262 kB of 524 kB`; the size alone where all of it is shown. */
function sizeWords({ value, cut }: Row, total: number): string {
  const all = formatBytes(total);
  return cut && value ? `first ${formatBytes(decodeBytes(value).length)} of ${all}` : all;
}
