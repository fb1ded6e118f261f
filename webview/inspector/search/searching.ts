import { formatCount } from '../../../src/protocol/format';
import type { SearchParams } from '../../../src/protocol/inspectorParts';
import type { InspectorContext } from '../context';
import type { RowsContent } from '../model';
import { appendPage } from '../model';
import { fail } from '../pages';

/** Rows looked at for the first press; each further one goes ten times as far. */
const FIRST_REACH = 10_000;
/** Rows found after which it rests. */
const ROWS_AT_ONCE = 200;

export interface Search {
  readonly start: (params: Omit<SearchParams, 'from'>) => void;
  readonly stop: () => void;
  /** Back to the rows that were loaded. */
  readonly clear: () => void;
}

/** A search that somebody began: how far it is, and what it found. */
interface Running {
  readonly params: Omit<SearchParams, 'from'>;
  content: RowsContent;
  from: string | undefined;
  looked: number;
  total: number;
  reach: number;
}

/** Searches on the server, step by step, as far as one press goes; each step is a request that can be cancelled. */
export function createSearch({ store, part }: InspectorContext): Search {
  let work = new AbortController();
  const paint = (search: Running, running: boolean): void => {
    const next = { label: 'Search on', press: () => void goOn({ ...search, reach: 10 * search.reach }) };
    const more = !running && search.from !== undefined;
    store.set({
      found: {
        ...{ content: search.content, words: wordsOf(search, running), running, narrowed: false },
        ...(more && { next }),
      },
    });
  };
  const goOn = async (search: Running): Promise<void> => {
    work.abort();
    const own = (work = new AbortController());
    const end = { looked: search.looked + search.reach, rows: search.content.rows.length + ROWS_AT_ONCE };
    store.set({ failure: undefined });
    paint(search, true);
    try {
      do {
        const from = search.from === undefined ? {} : { from: search.from };
        const step = await part('search', { ...search.params, ...from }, own.signal);
        const rows = { kind: search.params.kind, rows: step?.rows ?? [] };
        search.content = appendPage(search.content, rows) as RowsContent;
        search.from = step?.next;
        search.looked = step?.looked ?? 0;
        search.total = step?.total ?? 0;
        paint(search, search.from !== undefined);
      } while (search.from !== undefined && search.looked < end.looked && search.content.rows.length < end.rows);
    } catch (error) {
      fail(store, error);
    }
    if (own === work) paint(search, false);
  };
  return {
    start(params) {
      const content = { kind: params.kind, rows: [] };
      void goOn({ params, content, from: undefined, looked: 0, total: 0, reach: FIRST_REACH });
    },
    stop() {
      work.abort();
    },
    clear() {
      work.abort();
      work = new AbortController();
      store.set({ found: undefined });
    },
  };
}

function wordsOf({ content, looked, total, from }: Running, running: boolean): string {
  const found = `${formatCount(content.rows.length)} found`;
  if (running)
    return total === 0 ? 'Searching…' : `Searching… ${formatCount(looked)} of ${formatCount(total)} · ${found}`;
  return from === undefined && looked === total
    ? `${found} in all ${formatCount(total)}`
    : `${found} · searched ${formatCount(looked)} of ${formatCount(total)}`;
}
