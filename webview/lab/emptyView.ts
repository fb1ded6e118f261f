import { displayText } from '../../src/protocol/displayText';
import { el, icon, setKeyed, setText } from '../shared/dom';
import type { LabContext } from './model';

/** What stands in the live view's place before there is anything to see: what Scaffold will make, and what becomes of it. */
export function emptyView({ store }: LabContext): HTMLElement {
  const title = el('h2');
  const text = el('p');
  const makes = el('ul', { class: 'makes' });
  const view = el('div', { class: 'empty' }, icon('layers', 'empty-icon'), el('div', {}, title, text, makes));
  store.watch(['live', 'state', 'connection', 'pattern'], ({ live, state, connection, pattern }) => {
    view.hidden = (live?.blocks.length ?? 0) > 0;
    const waiting = state.scaffolded && live === undefined;
    setText(title, waiting ? 'Reading…' : 'Nothing here yet');
    const where = displayText(connection.name, 60);
    setText(
      text,
      waiting
        ? 'The demo data is there; its view is being read.'
        : `Scaffold makes demo data for this pattern on ${where}. Each key has the demo prefix and expires by itself; Clean up deletes exactly these keys.`,
    );
    setKeyed(makes, waiting ? [] : (pattern.makes ?? []), {
      key: ({ name }) => name,
      create: () => el('li'),
      update: (item, { name, type, holds }) => {
        item.replaceChildren(el('code', { text: name }), ` ${type} · ${holds}`);
      },
    });
  });
  return view;
}
