import { dropdown } from '../../shared/dropdown';
import { el } from '../../shared/dom';
import { button } from '../../shared/toolkit';
import type { InspectorContext } from '../context';
import type { RowsContent } from '../model';
import { createSearch } from './searching';

const WHERE: Readonly<Record<RowsContent['kind'], string>> = {
  hash: 'Searches all names of fields on the server, by HSCAN. Case counts; * and ? stand for other characters.',
  set: 'Searches all members on the server, by SSCAN. Case counts; * and ? stand for other characters.',
  zset: 'Searches all members on the server, by ZSCAN. Case counts; * and ? stand for other characters.',
  list: 'Searches all elements, page by page, or by LPOS for a whole element. Case counts.',
};

export interface SearchBar {
  readonly element: HTMLElement;
  /** Searches for what is in the filter box. */
  search(): void;
  /** Somebody writes something else: what was found for the former text gives way to the loaded rows. */
  textChanged(): void;
}

/** Searches beyond the loaded rows; there only when not all of them are loaded. */
export function searchBar(context: InspectorContext, text: () => string): SearchBar {
  const { store } = context;
  const search = createSearch(context);
  let exact = false;
  const matching = dropdown('How elements match', (value) => {
    exact = value === 'exact';
  });
  const choices = [
    { value: 'part', title: 'contain' },
    { value: 'exact', title: 'equal' },
  ];
  const isSearching = (): boolean => store.state.found?.narrowed === false;
  const start = (): void => {
    const { content } = store.state;
    if (element.hidden || text() === '' || !content || !('rows' in content)) return;
    search.start({ kind: content.kind, text: text(), ...(content.kind === 'list' && { exact }) });
  };
  const go = button({
    ...{ action: 'searchAll', label: 'Search all', icon: 'search' },
    press: () => {
      if (store.state.found?.running === true) search.stop();
      else start();
    },
  });
  const clear = button({
    ...{ action: 'clearSearch', label: 'Show loaded rows', icon: 'close', appearance: 'icon' },
    press: search.clear,
  });
  const element = el('div', { class: 'search-bar' }, matching.element, go.element, clear.element);
  store.subscribe(({ content, found }) => {
    if (!content || !('rows' in content)) return;
    if (found && found.content.kind !== content.kind) {
      search.clear();
      return;
    }
    element.hidden = content.next === undefined && !isSearching();
    matching.element.hidden = content.kind !== 'list';
    matching.set(choices, exact ? 'exact' : 'part');
    const running = isSearching() && found?.running === true;
    go.set({ label: running ? 'Stop' : 'Search all', title: WHERE[content.kind] });
    clear.set({ hidden: !isSearching() });
  });
  return {
    element,
    search: start,
    textChanged() {
      if (isSearching()) search.clear();
    },
  };
}
