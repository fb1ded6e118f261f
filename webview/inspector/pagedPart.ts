import type { PartPage } from '../../src/protocol/inspectorParts';
import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { InspectorContext } from './context';
import { fail } from './pages';

/** Rows that are read again when the key changes, as elsewhere. */
const KEPT_ROWS = 2000;

export interface PagedPartOptions<Row> {
  /** The page after `from`, or the first one. */
  readonly load: (from: string | undefined, signal: AbortSignal) => Promise<PartPage<Row>>;
  readonly paint: (rows: readonly Row[]) => void;
  /** What is shown, in words. */
  readonly words: (count: number, more: boolean) => string;
}

export interface PagedPart<Row> {
  /** Says what is shown, and offers more of it. */
  readonly foot: HTMLElement;
  /** How many rows are there. */
  readonly count: number;
  /** Begins anew: with this page, or by asking for the first one. */
  begin(first?: PartPage<Row>): void;
  /** Reads again as many rows as are there, or were on an earlier page of the panel. */
  again(count?: number): void;
}

/** Rows that a view asks for page by page. What was asked for last counts: a new beginning ends what is under way. */
export function pagedPart<Row>(store: InspectorContext['store'], options: PagedPartOptions<Row>): PagedPart<Row> {
  let rows: readonly Row[] = [];
  let next: string | undefined;
  let running: AbortController | undefined;
  const status = el('span', { class: 'quiet', attributes: { role: 'status' } });
  const press = (): void => {
    void fill(rows, next, rows.length + 1);
  };
  const more = button({ action: 'morePart', label: 'Load more', press, hidden: true });
  const paint = (): void => {
    options.paint(rows);
    setText(status, options.words(rows.length, next !== undefined));
    more.set({ hidden: next === undefined, disabled: running !== undefined });
  };
  const accept = (page: PartPage<Row>, before: readonly Row[]): void => {
    rows = [...before, ...page.rows];
    ({ next } = page);
  };
  /** Pages after `start` until there are `wanted` rows; nothing is painted before they are there. */
  const fill = async (start: readonly Row[], from: string | undefined, wanted: number): Promise<void> => {
    running?.abort();
    const own = (running = new AbortController());
    more.set({ disabled: true });
    let [all, at] = [start, from];
    try {
      do {
        const page = await options.load(at, own.signal);
        [all, at] = [[...all, ...page.rows], page.next];
      } while (at !== undefined && all.length < wanted && running === own);
      if (running === own) accept({ rows: all, ...(at !== undefined && { next: at }) }, []);
    } catch (error) {
      if (running === own) fail(store, error);
    }
    if (running !== own) return;
    running = undefined;
    paint();
  };
  return {
    foot: el('div', { class: 'body-foot' }, status, more.element),
    get count() {
      return rows.length;
    },
    begin(first) {
      running?.abort();
      running = undefined;
      if (!first) {
        void fill([], undefined, 1);
        return;
      }
      accept(first, []);
      paint();
    },
    again(count = rows.length) {
      void fill([], undefined, Math.min(Math.max(1, count), KEPT_ROWS));
    },
  };
}
