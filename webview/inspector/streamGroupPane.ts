import { displayText } from '../../src/protocol/displayText';
import { formatCount, formatDuration } from '../../src/protocol/format';
import type { InspectorConsumer, InspectorGroup, InspectorPending } from '../../src/protocol/inspectorParts';
import { el, setText } from '../shared/dom';
import { countOf, timeOfDay } from '../shared/numbers';
import { button } from '../shared/toolkit';
import { columnList } from './columnList';
import type { InspectorContext } from './context';
import { pagedPart } from './pagedPart';

export interface StreamGroupPane {
  readonly element: HTMLElement;
  show(group: InspectorGroup): void;
  /** Reads the open group again, or closes the pane when it is not among these. */
  update(groups: readonly InspectorGroup[]): void;
}

type Side = 'consumers' | 'pending';

/** One group: its consumers, or what they have not acknowledged. `closed` hears when someone closed it. */
export function streamGroupPane({ store, part }: InspectorContext, closed: () => void): StreamGroupPane {
  let open: InspectorGroup | undefined;
  let side: Side = 'consumers';
  const title = el('bdi', { class: 'detail-title' });
  const { consumers, pending, parts } = sidesOf(store, part, () => open);
  const choose = (wanted: Side): void => {
    side = wanted;
    for (const [name, { element }] of Object.entries(heads))
      element.setAttribute('aria-pressed', String(name === side));
    consumers.head.hidden = consumers.element.hidden = parts.consumers.foot.hidden = side !== 'consumers';
    pending.head.hidden = pending.element.hidden = parts.pending.foot.hidden = side !== 'pending';
    if (open) parts[side].begin();
  };
  const head = (name: Side, label: string) => button({ action: name, label, press: () => choose(name) });
  const heads = { consumers: head('consumers', 'Consumers'), pending: head('pending', 'Pending') };
  const leave = (): void => {
    open = undefined;
    element.hidden = true;
    closed();
  };
  const close = button({ action: 'closeGroup', label: 'Close', icon: 'close', appearance: 'icon', press: leave });
  const toggle = el('div', { class: 'toggle', attributes: { role: 'group', 'aria-label': 'Of the group' } });
  toggle.append(heads.consumers.element, heads.pending.element);
  const bar = el('div', { class: 'body-bar' }, title, el('span', { class: 'spring' }), toggle, close.element);
  const lists = [consumers.head, consumers.element, pending.head, pending.element];
  const feet = [parts.consumers.foot, parts.pending.foot];
  const element = el(
    'section',
    { class: 'detail half', attributes: { 'aria-label': 'Group' } },
    bar,
    ...lists,
    ...feet,
  );
  element.hidden = true;
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
  choose('consumers');
  return {
    element,
    show(wanted) {
      open = wanted;
      setText(title, displayText(wanted.name.text, 200));
      element.hidden = false;
      choose(side);
    },
    update(groups) {
      if (!open) return;
      const base64 = open.name.base64;
      const now = groups.find(({ name }) => name.base64 === base64);
      if (!now) {
        leave();
        return;
      }
      open = now;
      parts[side].again();
    },
  };
}

/** Both lists, with what reads them. */
function sidesOf(
  store: InspectorContext['store'],
  part: InspectorContext['part'],
  open: () => InspectorGroup | undefined,
) {
  const consumers = columnList<InspectorConsumer>({
    ...{ label: 'Consumers', columns: ['Consumer', 'Pending', 'Idle'], kind: 'consumers' },
    key: ({ name }) => name.base64,
    cells: ({ name, pending, idle }) => [displayText(name.text, 200), formatCount(pending), formatDuration(idle)],
  });
  const pending = columnList<InspectorPending>({
    ...{ label: 'Pending', columns: ['Id', 'Consumer', 'Idle', 'Deliveries'], kind: 'pending' },
    key: ({ id }) => id,
    cells: ({ id, consumer, idle, deliveries }) => [
      id,
      displayText(consumer.text, 200),
      formatDuration(idle),
      formatCount(deliveries),
    ],
  });
  const readAt = (): string => `read at ${timeOfDay(Date.now())}`;
  const group = (): string => open()?.name.base64 ?? '';
  const parts = {
    consumers: pagedPart<InspectorConsumer>(store, {
      load: async (_from, signal) => ({ rows: await part('streamConsumers', { group: group() }, signal) }),
      paint: consumers.set.bind(consumers),
      words: (count) => `${countOf(count, 'consumer')} · ${readAt()}`,
    }),
    pending: pagedPart<InspectorPending>(store, {
      load: (from, signal) => part('streamPending', { group: group(), ...(from !== undefined && { from }) }, signal),
      paint: pending.set.bind(pending),
      words: (count) => `${formatCount(count)} of ${formatCount(Math.max(count, open()?.pending ?? 0))} · ${readAt()}`,
    }),
  };
  return { consumers, pending, parts };
}
