import { displayText } from '../../src/protocol/displayText';
import { el, setKeyed, setText, setTitle } from '../shared/dom';
import { formatValue, sourceTitle } from '../shared/numbers';
import type { BlockOf, LabContext } from './model';

type Hit = BlockOf<'results'>['hits'][number];
type Suggestions = NonNullable<BlockOf<'results'>['suggestions']>;

/** What a search found, with what it was found by marked, and what one may have meant to type. */
export function resultsView({ ask }: Pick<LabContext, 'ask'>): {
  element: HTMLElement;
  paint(block: BlockOf<'results'>): void;
} {
  const title = el('h2');
  const count = el('span', { class: 'unit', attributes: { role: 'status' } });
  const suggestions = el('ul', { class: 'suggestions', attributes: { 'aria-label': 'Suggestions' } });
  const list = el('ol', { class: 'hits' });
  return {
    element: el('section', { class: 'block' }, el('div', { class: 'block-head' }, title, count), suggestions, list),
    paint(block) {
      setText(title, block.title);
      setText(count, `${formatValue(block.hits.length)} of ${formatValue(block.total)}`);
      setTitle(list, sourceTitle(block.source));
      paintSuggestions(suggestions, block.suggestions, ask);
      setKeyed(list, block.hits, { key: ({ id }) => id, create: createHit, update: paintHit });
    },
  };
}

function paintSuggestions(list: HTMLElement, suggestions: Suggestions | undefined, ask: LabContext['ask']): void {
  list.hidden = (suggestions?.texts.length ?? 0) === 0;
  if (!suggestions) return;
  setTitle(list, sourceTitle(suggestions.source));
  setKeyed(list, suggestions.texts, {
    key: (text) => text,
    create: (text) => {
      const choose = el('button', { class: 'suggestion', text: displayText(text, 80), attributes: { type: 'button' } });
      choose.addEventListener('click', () => {
        ask('setParameter', { name: suggestions.parameter, value: text });
      });
      return el('li', {}, choose);
    },
  });
}

function createHit({ id }: Hit): HTMLElement {
  const head = el('div', { class: 'hit-head' }, el('bdi', { class: 'hit-title' }), el('span', { class: 'hit-score' }));
  return el('li', { class: 'hit', attributes: { 'data-id': id } }, head, el('bdi', { class: 'hit-detail' }));
}

function paintHit(element: HTMLElement, { title, detail, score }: Hit): void {
  const titleBox = element.querySelector<HTMLElement>('.hit-title');
  const detailBox = element.querySelector<HTMLElement>('.hit-detail');
  const scoreBox = element.querySelector<HTMLElement>('.hit-score');
  if (!titleBox || !detailBox || !scoreBox) return;
  paintSegments(titleBox, title);
  paintSegments(detailBox, detail);
  setText(scoreBox, score === undefined ? '' : `score ${formatValue(score)}`);
}

/** Anew only when something differs: what one selected in it stays selected. */
function paintSegments(box: HTMLElement, segments: Hit['title']): void {
  const wanted = JSON.stringify(segments);
  if (box.dataset['painted'] === wanted) return;
  box.dataset['painted'] = wanted;
  box.replaceChildren(
    ...segments.map(({ text, marked }) => el(marked ? 'mark' : 'span', { text: displayText(text, 300) })),
  );
}
