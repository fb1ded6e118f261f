import { el } from '../shared/dom';
import type { LabContext, LabModel } from './model';

/** The usual way beside the Redis way, and what each costs. */
export function compareTab({ store }: LabContext): HTMLElement {
  const content = el('div', { class: 'tab-content compare' });
  store.watch(['pattern'], ({ pattern: { comparison } }) => {
    if (content.childElementCount === 0) content.append(...comparisonParts(comparison));
  });
  return content;
}

function comparisonParts({ traditional, redis, costs }: LabModel['pattern']['comparison']): HTMLElement[] {
  const code = (text: string): HTMLElement =>
    el('pre', { class: 'compare-code', attributes: { tabindex: '0' } }, el('code', { text: text.trimEnd() }));
  const heads = ['Operation', 'Usual way', 'Redis'].map((text) => el('th', { text, attributes: { scope: 'col' } }));
  const rows = costs.map(({ operation, traditional: before, redis: after }) =>
    el(
      'tr',
      {},
      el('th', { text: operation, attributes: { scope: 'row' } }),
      el('td', { text: before }),
      el('td', { text: after }),
    ),
  );
  return [
    el('h3', { text: traditional.title }),
    code(traditional.code),
    el('h3', { text: redis.title }),
    code(redis.code),
    el('h3', { text: 'What each costs' }),
    el(
      'div',
      { class: 'scroll-across' },
      el('table', { class: 'data' }, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows)),
    ),
  ];
}
