import { displayText } from '../../src/protocol/displayText';
import { formatCount } from '../../src/protocol/format';
import { el, hiddenText, setKeyed, setText, setTitle } from '../shared/dom';
import { flash, glide } from '../shared/motion';
import { formatValue, sourceTitle, timeOfDay } from '../shared/numbers';
import type { BlockOf } from './model';

type Row = BlockOf<'ranking'>['rows'][number];

/** How long ▲▼ stay: long enough to be read, short enough to speak of what just happened. */
const MOVE_SHOWN_MS = 4000;

/** Bars, best first, which glide to their new place when ranks change. */
export function rankingView(): { element: HTMLElement; paint(block: BlockOf<'ranking'>): void } {
  const title = el('h2');
  const unit = el('span', { class: 'unit' });
  const list = el('ol', { class: 'ranking', attributes: { role: 'list' } });
  const source = el('p', { class: 'source' });
  const ranks = new Map<string, number>();
  return {
    element: el('section', { class: 'block' }, el('div', { class: 'block-head' }, title, unit), list, source),
    paint(block) {
      setText(title, block.title);
      setText(unit, block.unit ?? '');
      setText(source, `${displayText(block.source.command, 400)} · read ${timeOfDay(block.source.at)}`);
      const most = Math.max(0, ...block.rows.map(({ value }) => value));
      glide(list, () => {
        setKeyed(list, block.rows, {
          key: ({ id }) => id,
          create: createRow,
          update: (element, row) => {
            paintRow(element, row, most, sourceTitle(row.source ?? block.source));
            showMove(element, ranks.get(row.id), row.rank);
          },
        });
      });
      markGaps(list, block.rows);
      ranks.clear();
      for (const { id, rank } of block.rows) ranks.set(id, rank);
    },
  };
}

function createRow({ id }: Row): HTMLElement {
  const track = el('span', { class: 'track', attributes: { 'aria-hidden': 'true' } }, el('span', { class: 'bar' }));
  return el(
    'li',
    { class: 'ranking-row', attributes: { 'data-id': id } },
    el('span', { class: 'rank' }),
    el('bdi', { class: 'label' }),
    el('span', { class: 'move' }),
    track,
    el('span', { class: 'value' }),
  );
}

function paintRow(element: HTMLElement, { label, rank, value, emphasis }: Row, most: number, title: string): void {
  const part = (name: string): HTMLElement | null => element.querySelector<HTMLElement>(`.${name}`);
  const number = part('value');
  const name = part('label');
  const rankText = part('rank');
  const bar = part('bar');
  if (!number || !name || !rankText || !bar) return;
  setText(rankText, formatCount(rank));
  setText(name, displayText(label, 200));
  setTitle(name, name.textContent);
  const text = formatValue(value);
  if (number.textContent !== '' && number.textContent !== text) flash(number);
  setText(number, text);
  setTitle(number, title);
  setTitle(rankText, title);
  bar.style.width = `${String(most > 0 ? Math.max(0, (100 * value) / most) : 0)}%`;
  element.classList.toggle('emphasis', emphasis === true);
}

const fading = new WeakMap<HTMLElement, number>();

function showMove(element: HTMLElement, before: number | undefined, now: number): void {
  if (before === undefined || before === now) return;
  const place = element.querySelector<HTMLElement>('.move');
  if (!place) return;
  const up = now < before;
  const places = formatCount(Math.abs(before - now));
  const sign = el('span', { text: `${up ? '▲' : '▼'}${places}`, attributes: { 'aria-hidden': 'true' } });
  place.className = `move ${up ? 'up' : 'down'}`;
  place.replaceChildren(sign, hiddenText(`${up ? 'up' : 'down'} ${places}`));
  window.clearTimeout(fading.get(element));
  const timer = window.setTimeout(() => {
    place.classList.add('faded');
  }, MOVE_SHOWN_MS);
  fading.set(element, timer);
}

/** A row whose rank does not follow the one above stands apart: places in between are left out. */
function markGaps(list: HTMLElement, rows: readonly Row[]): void {
  rows.forEach((row, at) => {
    const above = rows[at - 1];
    list.children[at]?.classList.toggle('apart', above !== undefined && row.rank > above.rank + 1);
  });
}
