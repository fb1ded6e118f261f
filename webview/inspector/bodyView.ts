import { el, setText } from '../shared/dom';
import type { InspectorContext } from './model';
import { rowsView } from './rowsView';
import { stringView } from './stringView';

/** The key's content in the form of its type. */
export function bodyView(context: InspectorContext): HTMLElement {
  const text = stringView(context);
  const rows = rowsView(context);
  const other = el('p', { class: 'other quiet' });
  const view = el('main', { class: 'body' }, text, rows, other);
  context.store.subscribe(({ content, gone, header }) => {
    view.classList.toggle('stale', gone !== undefined || header.connection.state !== 'ready');
    text.hidden = content?.kind !== 'string';
    rows.hidden = !content || !('rows' in content);
    other.hidden = content?.kind !== 'other';
    const type = content?.kind === 'other' ? content.type : '';
    setText(other, `Values of type ${type} cannot be shown here yet.`);
  });
  return view;
}
