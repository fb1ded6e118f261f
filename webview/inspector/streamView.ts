import { formatCount } from '../../src/protocol/format';
import { el } from '../shared/dom';
import { tabs } from '../shared/tabs';
import type { InspectorContext } from './context';
import { streamEntriesView } from './streamEntriesView';
import { streamGroupsView } from './streamGroupsView';

/** A stream: its entries, and the groups that read it. */
export function streamView(context: InspectorContext): HTMLElement {
  const all = [
    { id: 'entries', title: 'Entries', content: streamEntriesView(context) },
    { id: 'groups', title: 'Groups', content: streamGroupsView(context) },
  ];
  const view = tabs('Parts of the stream', all, 'entries', () => undefined);
  context.store.subscribe(({ content, info }) => {
    if (content?.kind !== 'stream') return;
    view.setCount('entries', info?.length === undefined ? '' : formatCount(info.length));
    view.setCount('groups', content.groups ? formatCount(content.groups.length) : '');
  });
  return el('div', { class: 'viewer' }, view.element);
}
