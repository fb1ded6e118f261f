import { el } from '../shared/dom';
import { button } from '../shared/toolkit';
import { geoView } from './geoView';
import type { InspectorContext } from './context';
import type { RowsContent } from './model';
import { rowsView } from './rowsView';

/** A sorted set by score; where its scores are geohashes, as GEOADD makes them, also by position. */
export function zsetView(context: InspectorContext): HTMLElement {
  let asPositions = false;
  const rows = rowsView(context);
  const positions = geoView(context, () => asPositions);
  const choose = (wanted: boolean) => () => {
    asPositions = wanted;
    paint();
  };
  const members = button({ action: 'asMembers', label: 'Members', press: choose(false) });
  const places = button({ action: 'asPositions', label: 'Positions', press: choose(true) });
  const toggle = el('div', { class: 'toggle', attributes: { role: 'group', 'aria-label': 'Shown as' } });
  toggle.append(members.element, places.element);
  const bar = el('div', { class: 'body-bar form-bar' }, toggle);
  const paint = (): void => {
    const { content } = context.store.state;
    if (content?.kind !== 'zset') return;
    bar.hidden = !isGeo(content);
    const shown = asPositions && !bar.hidden;
    members.element.setAttribute('aria-pressed', String(!shown));
    places.element.setAttribute('aria-pressed', String(shown));
    const wanted = shown ? positions.element : rows;
    if (view.lastElementChild !== wanted) view.replaceChildren(bar, wanted);
    if (shown) positions.update();
  };
  const view = el('div', { class: 'rows' }, bar, rows);
  context.store.subscribe(paint);
  return view;
}

/** Lower ones are next to the south pole and the date line, or rather no geohashes but counts and times. */
const LEAST = 2 ** 42;
const END = 2 ** 52;

/** Whether all loaded scores can be geohashes of 52 bits. Other large integers can, too: it is an offer, not a claim. */
function isGeo({ rows }: RowsContent): boolean {
  return rows.length > 0 && rows.every(({ score = '' }) => /^\d+$/.test(score) && +score >= LEAST && +score < END);
}
