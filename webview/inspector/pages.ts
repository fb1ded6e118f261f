import type { InspectorContent, InspectorContract, InspectorView } from '../../src/protocol/inspector';
import { RequestError } from '../../src/protocol/rpcClient';
import type { Panel } from '../shared/rpc';
import type { Store } from '../shared/store';
import type { InspectorModel } from './model';
import { appendPage, withView } from './model';

type Rpc = Panel<InspectorContract>['rpc'];

/** Rows that are read again when a key changes: 10 of the host's pages, so that a busy key costs no more than that. */
const KEPT_ROWS = 2000;
/** Pages of hashes and sets can be short, or empty. */
const MOST_PAGES = 20;

export interface Pages {
  /** Shows what the host pushed. */
  show(view: InspectorView): void;
  /** Asks for the next page and appends it. */
  more(): void;
}

/**
 * What is shown of a key, page by page. When the key changes, as many rows are read again as were loaded, so that nothing
 * jumps away under someone who reads further down. One thing at a time: a page is always asked for by the newest token.
 */
export function createPages(rpc: Rpc, store: Store<InspectorModel>): Pages {
  let turn = Promise.resolve();
  let newest: InspectorView | undefined;
  const isThere = (): boolean => newest?.kind === 'value';
  const inTurn = (work: () => Promise<void>): void => {
    turn = turn.then(work);
  };
  return {
    show(view) {
      newest = view;
      if (view.kind !== 'value') {
        store.set(withView(view));
        return;
      }
      inTurn(async () => {
        if (view !== newest) return;
        const content = await refilled(rpc, view.content, store.state.content);
        // What was read while the key vanished is not there any more.
        if (isThere()) store.set({ ...withView(view), content });
      });
    },
    more() {
      if (store.state.loadingMore) return;
      store.set({ loadingMore: true, failure: undefined });
      inTurn(async () => {
        try {
          store.set({ content: await withNext(rpc, store.state.content) });
        } catch (error) {
          fail(store, error);
        }
        store.set({ loadingMore: false });
      });
    },
  };
}

/** Says why the last thing asked for was not done. */
export function fail(store: Store<InspectorModel>, error: unknown): void {
  // What was cancelled needs no words.
  if (error instanceof RequestError) store.set({ failure: { code: error.code, message: error.message } });
}

async function refilled(
  rpc: Rpc,
  first: InspectorContent,
  before: InspectorContent | undefined,
): Promise<InspectorContent> {
  const wanted = before?.kind === first.kind ? keptOf(before) : 0;
  let content = first;
  try {
    for (let asked = 0; asked < MOST_PAGES && sizeOf(content) < wanted && 'next' in content; asked += 1) {
      content = (await withNext(rpc, content)) ?? content;
    }
  } catch {
    // The first page is true, and Load more says what is wrong with the rest.
  }
  return content;
}

async function withNext(rpc: Rpc, content: InspectorContent | undefined): Promise<InspectorContent | undefined> {
  if (!content || !('next' in content)) return content;
  return appendPage(content, await rpc.request('more', { next: content.next }));
}

/** Rows; characters of a string. */
function sizeOf(content: InspectorContent): number {
  if (content.kind === 'string') return content.value.base64.length;
  return 'rows' in content ? content.rows.length : 0;
}

function keptOf(content: InspectorContent): number {
  return content.kind === 'string' ? sizeOf(content) : Math.min(sizeOf(content), KEPT_ROWS);
}
