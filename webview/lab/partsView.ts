import { el, setKeyed, setText, setTitle } from '../shared/dom';
import { flash } from '../shared/motion';
import { formatValue, sourceTitle } from '../shared/numbers';
import type { BlockOf } from './model';

type Part = BlockOf<'parts'>['parts'][number];

/** One bar whose parts add up to the whole, and what each part is. */
export function partsView(): { element: HTMLElement; paint(block: BlockOf<'parts'>): void } {
  const title = el('h2');
  const whole = el('span', { class: 'unit' });
  const bar = el('div', { class: 'parts-bar', attributes: { 'aria-hidden': 'true' } });
  const list = el('ul', { class: 'parts-list' });
  return {
    element: el('section', { class: 'block' }, el('div', { class: 'block-head' }, title, whole), bar, list),
    paint({ title: text, unit, total, parts, source }) {
      setText(title, text);
      setText(whole, `of ${formatValue(total)} ${unit ?? ''}`.trim());
      setTitle(bar, sourceTitle(source));
      setKeyed(bar, [...parts.entries()], {
        key: ([, { label }]) => label,
        create: ([index]) => el('span', { class: `part part-${String(index % 4)}` }),
        update: (element, [, part]) => {
          element.style.width = `${String(total > 0 ? Math.max(0, (100 * part.value) / total) : 0)}%`;
          tone(element, part);
        },
      });
      setKeyed(list, [...parts.entries()], {
        key: ([, { label }]) => label,
        create: createItem,
        update: (element, entry) => {
          paintItem(element, entry);
          setTitle(element, sourceTitle(entry[1].source ?? source));
        },
      });
    },
  };
}

function createItem([index, { label }]: [number, Part]): HTMLElement {
  const mark = el('span', { class: `part-mark part-${String(index % 4)}`, attributes: { 'aria-hidden': 'true' } });
  return el('li', {}, mark, el('span', { class: 'part-label', text: label }), el('span', { class: 'part-value' }));
}

function paintItem(element: HTMLElement, [, part]: [number, Part]): void {
  const value = element.querySelector<HTMLElement>('.part-value');
  const mark = element.querySelector<HTMLElement>('.part-mark');
  if (!value || !mark) return;
  tone(mark, part);
  const text = formatValue(part.value);
  if (value.textContent !== '' && value.textContent !== text) flash(value);
  setText(value, text);
}

function tone(element: HTMLElement, part: Part): void {
  element.classList.toggle('good', part.tone === 'good');
  element.classList.toggle('bad', part.tone === 'bad');
}
