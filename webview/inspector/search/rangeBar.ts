import { formatCount } from '../../../src/protocol/format';
import type { InspectorContent } from '../../../src/protocol/inspector';
import type { ScoreRangeParams } from '../../../src/protocol/inspectorParts';
import { dropdown } from '../../shared/dropdown';
import { el } from '../../shared/dom';
import type { InspectorContext } from '../context';
import type { RowsContent } from '../model';
import { fail } from '../pages';

const PAGE = 200;
/** Rows that are read again when the key changes. */
const KEPT_ROWS = 2000;

const ORDERS = [
  { value: 'highest', title: 'Highest first' },
  { value: 'lowest', title: 'Lowest first' },
] as const;

/** Members of a sorted set from either end, and those between two scores. The highest without bounds come with the key. */
export function rangeBar({ store, part }: InspectorContext): HTMLElement {
  let order: ScoreRangeParams['order'] = 'highest';
  /** The content that the shown range goes with. */
  let shownFor: InspectorContent | undefined;
  let work = new AbortController();
  const min = boundBox('Lowest score', 'min');
  const max = boundBox('Highest score', 'max');
  const isActive = (): boolean => order !== 'highest' || min.value.trim() !== '' || max.value.trim() !== '';
  const read = async (before: RowsContent['rows'], count: number): Promise<void> => {
    work.abort();
    const { signal } = (work = new AbortController());
    try {
      const range = { order, min: min.value, max: max.value };
      const page = await part('scoreRange', { ...range, offset: before.length, count }, signal);
      const rows = [...before, ...(page?.rows ?? [])];
      const total = page?.total ?? 0;
      const next = { label: 'Load more', press: () => void read(rows, PAGE) };
      store.set({
        failure: undefined,
        found: {
          ...{ content: { kind: 'zset', rows }, words: wordsOf(rows.length, total), running: false, narrowed: true },
          ...(rows.length < total && { next }),
        },
      });
    } catch (error) {
      fail(store, error);
    }
  };
  const change = (): void => {
    work.abort();
    shownFor = store.state.content;
    if (isActive()) void read([], PAGE);
    else store.set({ found: undefined, failure: undefined });
  };
  for (const box of [min, max]) box.addEventListener('change', change);
  const orders = dropdown('Order', (value) => {
    order = value === 'lowest' ? 'lowest' : 'highest';
    change();
  });
  const element = el('div', { class: 'range-bar' }, orders.element, min, el('span', { text: '–' }), max);
  store.watch(['content', 'found'], ({ content, found }) => {
    element.hidden = content?.kind !== 'zset';
    orders.set(ORDERS, order);
    if (content?.kind !== 'zset' || !isActive() || found?.narrowed === false) return;
    if (found && content === shownFor) return;
    // The key changed, or a search was left: what is in the range is read again, as far as it was shown.
    shownFor = content;
    void read([], Math.min(Math.max(found?.content.rows.length ?? 0, PAGE), KEPT_ROWS));
  });
  return element;
}

function wordsOf(loaded: number, total: number): string {
  return loaded === 0 ? 'No member in this range' : `1–${formatCount(loaded)} of ${formatCount(total)} in this range`;
}

function boundBox(label: string, placeholder: string): HTMLInputElement {
  const title = `${label}: a number, "(5" to leave 5 out, or empty for no bound`;
  return el('input', { class: 'bound', title, attributes: { type: 'text', 'aria-label': label, placeholder } });
}
