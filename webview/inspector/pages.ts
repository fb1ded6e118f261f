import type { InspectorContent, InspectorContract, InspectorView } from '../../src/protocol/inspector';
import { RequestError } from '../../src/protocol/rpcClient';
import type { Panel } from '../shared/rpc';
import type { Store } from '../shared/store';
import type { Loaded } from './kept';
import type { InspectorModel } from './model';
import { appendPage, withView } from './model';

type ValueView = Extract<InspectorView, { kind: 'value' }>;
type Rpc = Panel<InspectorContract>['rpc'];

/** Rows that are read again when a key changes: 10 of the host's pages, so that a busy key costs no more than that. */
const KEPT_ROWS = 2000;
/** Pages of hashes and sets can be short, or empty. */
const MOST_PAGES = 20;

export interface Pages {
  /** Shows what the host pushed. */
  show(view: InspectorView): void;
  /** While it is on, what is pushed is counted, and shown when it is off again. */
  readonly pause: (on: boolean) => void;
  /** Shows at once what was held back. */
  readonly catchUp: () => void;
  /** Asks for the next page and appends it. */
  more(): void;
  /** Asks for as much as was there on an earlier page of the panel; resolves when that was tried. */
  reach(loaded: Loaded | undefined): Promise<void>;
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
  const apply = async (view: ValueView): Promise<void> => {
    const content = await refilled(rpc, view.content, store.state.content);
    // What was read while the key vanished is not there any more.
    if (isThere()) store.set({ ...withView(view), content, meanwhile: undefined });
  };
  const pausing = pausable(store, (view) => {
    inTurn(() => apply(view));
  });
  return {
    show(view) {
      newest = view;
      if (view.kind !== 'value') {
        store.set(withView(view));
        return;
      }
      inTurn(async () => {
        if (view === newest && !pausing.holds(view)) await apply(view);
      });
    },
    ...{ pause: pausing.pause, catchUp: pausing.catchUp },
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
    async reach(loaded) {
      inTurn(async () => {
        const { content } = store.state;
        if (!loaded || content?.kind !== loaded.kind) return;
        store.set({ content: await filled(rpc, content, mostOf(loaded)) });
      });
      await turn;
    },
  };
}

/** Holds back what comes while somebody edits: the facts are those of now, what one looks at stays. */
function pausable(
  store: Store<InspectorModel>,
  show: (view: ValueView) => void,
): Pick<Pages, 'pause' | 'catchUp'> & { readonly holds: (view: ValueView) => boolean } {
  let paused = false;
  let held: ValueView | undefined;
  const catchUp = (): void => {
    if (held) show(held);
    held = undefined;
  };
  return {
    holds(view) {
      if (!paused) return false;
      held = view;
      const { content, meanwhile } = store.state;
      const count = (meanwhile?.count ?? 0) + 1;
      store.set({ ...withView(view), content, meanwhile: { count, content: view.content } });
      return true;
    },
    pause(on) {
      paused = on;
      if (!on) catchUp();
    },
    catchUp,
  };
}

/** How much of a content that comes in pages is there. */
export function loadedOf(content: InspectorContent): Loaded | undefined {
  const isPaged = content.kind === 'string' || 'rows' in content;
  return isPaged ? { kind: content.kind, size: sizeOf(content) } : undefined;
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
  const loaded = before && loadedOf(before);
  return loaded?.kind === first.kind ? filled(rpc, first, mostOf(loaded)) : first;
}

/** As many pages as it takes to have `wanted`. */
async function filled(rpc: Rpc, first: InspectorContent, wanted: number): Promise<InspectorContent> {
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

/** What is read again of that. */
function mostOf({ kind, size }: Loaded): number {
  return kind === 'string' ? size : Math.min(size, KEPT_ROWS);
}
