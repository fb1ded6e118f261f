import { displayText } from '../../src/protocol/displayText';
import { formatCount } from '../../src/protocol/format';
import type { InspectorStream } from '../../src/protocol/inspector';
import type { InspectorGroup } from '../../src/protocol/inspectorParts';
import { el, setText } from '../shared/dom';
import { columnList } from './columnList';
import type { InspectorContext } from './context';
import { streamGroupPane } from './streamGroupPane';

/** The groups that read a stream; the chosen one with its consumers and what it has pending. */
export function streamGroupsView(context: InspectorContext): HTMLElement {
  const list = columnList<InspectorGroup>({
    label: 'Groups',
    columns: ['Group', 'Consumers', 'Pending', 'Lag', 'Last id'],
    kind: 'groups',
    key: ({ name }) => name.base64,
    cells: ({ name, consumers, pending, lag, lastId }) => [
      displayText(name.text, 200),
      formatCount(consumers),
      formatCount(pending),
      lag === undefined ? 'unknown' : formatCount(lag),
      lastId,
    ],
    activate: (group) => {
      pane.show(group);
    },
  });
  const pane = streamGroupPane(context, () => {
    list.element.focus();
  });
  const none = el('p', { class: 'other quiet', attributes: { role: 'status' } });
  let painted: InspectorStream | undefined;
  context.store.subscribe(({ content }) => {
    if (content?.kind !== 'stream' || content === painted) return;
    painted = content;
    const { groups } = content;
    setText(none, groups ? 'No group reads this stream.' : 'The server does not tell which groups read this stream.');
    none.hidden = groups !== undefined && groups.length > 0;
    list.head.hidden = list.element.hidden = !none.hidden;
    list.set(groups ?? []);
    pane.update(groups ?? []);
  });
  return el('div', { class: 'rows' }, none, list.head, list.element, pane.element);
}
