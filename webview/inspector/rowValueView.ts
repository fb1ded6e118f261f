import { decodeBytes } from '../../src/protocol/bytes';
import { formatBytes } from '../../src/protocol/format';
import { el, setText } from '../shared/dom';
import type { InspectorContext } from './context';
import type { Row } from './model';
import { fail } from './pages';
import { prettyJson } from './prettyJson';

export interface RowValueView {
  readonly value: HTMLElement;
  readonly size: HTMLElement;
  /** All that is known of the value. */
  readonly text: () => string;
  /** The row with all of its value; undefined while only the beginning of it is known. */
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
  const text = (): string => shown?.value?.text ?? '';
  const show = (row: Row, total = row.cut?.total): void => {
    shown = row;
    setText(value, prettyJson(text()) ?? text());
    setText(size, total === undefined ? '' : sizeWords(row, total));
    changed();
  };
  return {
    value,
    size,
    text,
    row: () => (shown?.cut ? undefined : shown),
    paint(row) {
      // What was read of a long value is not read again while it stays.
      if (row.cut && painted?.cut?.sha1 === row.cut.sha1) return;
      painted = row;
      more.abort();
      more = new AbortController();
      show(row);
      if (!row.cut) return;
      const { cut, ...place } = row;
      part('rowValue', row.name ? { field: row.name } : { index: row.index ?? 0 }, more.signal).then(
        (read) => {
          if (!read) return;
          const isWhole = decodeBytes(read.value).length === read.total;
          show({ ...place, value: read.value, ...(!isWhole && { cut: { ...cut, total: read.total } }) }, read.total);
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
