import { formatBytes } from '../../../src/protocol/format';
import { el, setText } from '../../shared/dom';
import { button } from '../../shared/toolkit';
import type { InspectorContext } from '../context';
import { fail } from '../pages';

/** More of a long string, all of it to a file, and what is shown to the clipboard. */
export function stringActions({ store, ask, part, more }: InspectorContext, copyText: () => string): HTMLElement {
  const said = el('span', { class: 'quiet', attributes: { role: 'status' } });
  const next = button({ action: 'moreString', label: 'Load more', press: more });
  const save = button({
    ...{ action: 'saveString', label: 'Save to file…', icon: 'save' },
    press: () => {
      store.set({ failure: undefined });
      save.set({ disabled: true });
      setText(said, '');
      void part('saveString', null)
        .then((saved) => {
          if (saved) setText(said, `Saved ${formatBytes(saved.bytes)}.`);
        })
        .catch((error: unknown) => {
          fail(store, error);
        })
        .finally(() => {
          save.set({ disabled: false });
        });
    },
  });
  const copy = button({
    ...{ action: 'copyValue', label: 'Copy', icon: 'copy' },
    press: () => {
      ask('copyText', { text: copyText() });
    },
  });
  store.subscribe(({ content, loadingMore }) => {
    if (content?.kind !== 'string') return;
    const label = loadingMore ? 'Loading…' : 'Load more';
    next.set({ hidden: content.next === undefined, disabled: loadingMore, label });
  });
  return el('div', { class: 'string-actions' }, said, next.element, save.element, copy.element);
}
