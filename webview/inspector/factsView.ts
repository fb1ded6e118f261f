import type { InspectorFacts } from '../../src/protocol/inspector';
import { el, setText } from '../shared/dom';
import { factsList } from './factsCard';
import type { InspectorContext } from './context';
import { itemTable } from './itemTable';
import { vectorElements } from './vectorElements';

interface Words {
  readonly title: string;
  /** What such a value is, and why it shows no more. */
  readonly words: string;
  /** What its items are called. */
  readonly items?: readonly [item: string, note: string];
}

const WORDS: Readonly<Record<string, Words>> = {
  'MBbloom--': {
    title: 'Bloom filter',
    words: 'It answers whether an item may have been added. It does not hold the items, so none can be listed.',
  },
  MBbloomCF: {
    title: 'Cuckoo filter',
    words:
      'It answers whether an item may have been added, and can forget items. It does not hold them, so none can be listed.',
  },
  'CMSk-TYPE': {
    title: 'Count-min sketch',
    words: 'It estimates how often an item was counted. It does not hold the items, so none can be listed.',
  },
  'TopK-TYPE': {
    title: 'Top-K',
    words: 'The items that were counted most often, as far as it can tell.',
    items: ['Item', 'Count'],
  },
  'TDIS-TYPE': { title: 't-digest', words: 'It estimates quantiles of the numbers that were added, not the numbers.' },
  vectorset: {
    title: 'Vector set',
    words: 'Elements found by the nearness of their vectors. It has no order to page by.',
  },
};

/** What a type without rows tells about itself. */
export function factsView(context: InspectorContext): HTMLElement {
  const { store } = context;
  const title = el('h2');
  const words = el('p', { class: 'quiet' });
  const card = factsList();
  const items = el('div', { class: 'facts-items' });
  const vectors = vectorElements(context);
  let painted: InspectorFacts | undefined;
  store.subscribe(({ content }) => {
    if (content?.kind !== 'facts' || content === painted) return;
    painted = content;
    const known = Object.hasOwn(WORDS, content.type) ? WORDS[content.type] : undefined;
    setText(title, known?.title ?? content.type);
    setText(words, known?.words ?? '');
    vectors.hidden = content.type !== 'vectorset';
    card.set(content.facts);
    const rows = content.items?.map(({ value, note }) => [value.text, note]);
    items.replaceChildren(...(rows ? [itemTable(known?.items ?? ['Item', ''], rows)] : []));
  });
  return el('div', { class: 'other' }, title, words, card.element, vectors, items);
}
