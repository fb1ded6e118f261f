import { displayText } from '../../src/protocol/displayText';
import { el } from '../shared/dom';

const LIMIT = 400;

/** A small table of what a value holds: texts, or what can be pressed. */
export function itemTable(heads: readonly string[], rows: readonly (readonly (string | HTMLElement)[])[]): HTMLElement {
  const cell = (content: string | HTMLElement): HTMLElement =>
    typeof content === 'string' ? el('bdi', { text: displayText(content, LIMIT) }) : content;
  return el(
    'table',
    { class: 'item-table' },
    el('thead', {}, el('tr', {}, ...heads.map((text) => el('th', { text, attributes: { scope: 'col' } })))),
    el('tbody', {}, ...rows.map((cells) => el('tr', {}, ...cells.map((content) => el('td', {}, cell(content)))))),
  );
}
