import { el } from '../shared/dom';
import { flashString } from './flashes';
import type { InspectorContext } from './context';
import { keepScrolled } from './scrolled';
import { type Viewer, VIEWERS } from './viewers';

/** The key's content, by the viewer of its kind. */
export function bodyView(context: InspectorContext): HTMLElement {
  const made = new Map<Viewer, HTMLElement>();
  const viewOf = (viewer: Viewer): HTMLElement => {
    const present = made.get(viewer) ?? viewer(context);
    made.set(viewer, present);
    return present;
  };
  const view = el('main', { class: 'body' });
  context.store.subscribe(({ content, gone, header }) => {
    view.classList.toggle('stale', gone !== undefined || header.connection.state !== 'ready');
    const wanted = content && viewOf(VIEWERS[content.kind]);
    if (wanted === (view.firstElementChild ?? undefined)) return;
    view.replaceChildren(...(wanted ? [wanted] : []));
  });
  flashString(context.store, view);
  keepScrolled(view, context);
  return view;
}
