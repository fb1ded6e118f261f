import { el, hiddenText, icon, setKeyed, setText, setTitle } from '../shared/dom';
import { flash } from '../shared/motion';
import { formatValue, sourceTitle } from '../shared/numbers';
import type { Figure } from './model';

/** Labelled numbers; a number that changed flashes. */
export function figuresList(extra = ''): { element: HTMLElement; paint(figures: readonly Figure[]): void } {
  const element = el('dl', { class: `figures ${extra}`.trim() });
  return {
    element,
    paint(figures) {
      setKeyed(element, figures, {
        key: ({ label }) => label,
        create: () => {
          const number = el('span', { class: 'figure-value' });
          const value = el('dd', {}, number, el('span', { class: 'unit' }), el('span', { class: 'tone' }));
          return el('div', { class: 'figure' }, el('dt'), value);
        },
        update: paintFigure,
      });
    },
  };
}

function paintFigure(element: HTMLElement, { label, value, unit, tone, source }: Figure): void {
  const number = element.querySelector<HTMLElement>('.figure-value');
  const term = element.querySelector('dt');
  const units = element.querySelector('.unit');
  const toneMark = element.querySelector<HTMLElement>('.tone');
  if (!number || !term || !units || !toneMark) return;
  setText(term, label);
  const text = formatValue(value);
  if (number.textContent !== '' && number.textContent !== text) flash(number);
  setText(number, text);
  setText(units, unit ?? '');
  setTitle(element, sourceTitle(source));
  element.classList.toggle('good', tone === 'good');
  element.classList.toggle('bad', tone === 'bad');
  if (toneMark.dataset['tone'] === (tone ?? '')) return;
  toneMark.dataset['tone'] = tone ?? '';
  // Not by colour alone.
  toneMark.replaceChildren(
    ...(tone === undefined
      ? []
      : [icon(tone === 'good' ? 'pass' : 'warning'), hiddenText(tone === 'good' ? 'right' : 'a fault')]),
  );
}
