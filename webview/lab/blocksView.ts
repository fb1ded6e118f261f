import { el, setKeyed, setText } from '../shared/dom';
import { cardsView } from './cardsView';
import { chartView } from './chartView';
import { emptyView } from './emptyView';
import { figuresList } from './figures';
import type { Block, BlockOf, LabContext } from './model';
import { partsView } from './partsView';
import { rankingView } from './rankingView';
import { resultsView } from './resultsView';
import { tableView } from './tableView';
import { timelineView } from './timelineView';

interface BlockView {
  readonly element: HTMLElement;
  paint(block: Block): void;
}

/** The live view: what the pattern reads back, painted in place as it changes. */
export function blocksView(context: LabContext): HTMLElement {
  const views = new WeakMap<HTMLElement, BlockView>();
  const list = el('div', { class: 'blocks' });
  const section = el('section', { class: 'live', attributes: { 'aria-label': 'Live view' } }, list, emptyView(context));
  context.store.watch(['live'], ({ live }) => {
    const blocks = (live?.blocks ?? []).map((block, index) => ({ block, index }));
    list.hidden = blocks.length === 0;
    setKeyed(list, blocks, {
      key: ({ block, index }) => `${block.kind} ${block.kind === 'note' ? String(index) : block.title}`,
      create: ({ block }) => {
        const view = viewOf(block, context);
        views.set(view.element, view);
        return view.element;
      },
      update: (element, { block }) => views.get(element)?.paint(block),
    });
  });
  return section;
}

function viewOf(block: Block, context: LabContext): BlockView {
  switch (block.kind) {
    case 'ranking':
      return ofKind('ranking', rankingView());
    case 'figures':
      return ofKind('figures', figuresView());
    case 'table':
      return ofKind('table', tableView());
    case 'chart':
      return ofKind('chart', chartView());
    case 'parts':
      return ofKind('parts', partsView());
    case 'cards':
      return ofKind('cards', cardsView());
    case 'timeline':
      return ofKind('timeline', timelineView());
    case 'results':
      return ofKind('results', resultsView(context));
    case 'note':
      return ofKind('note', noteView());
  }
}

/** A block's kind is part of its key, so a view is only ever given blocks of its own kind. */
function ofKind<Kind extends Block['kind']>(
  kind: Kind,
  view: { readonly element: HTMLElement; paint(block: BlockOf<Kind>): void },
): BlockView {
  return {
    element: view.element,
    paint(block) {
      if (isOf(block, kind)) view.paint(block);
    },
  };
}

function isOf<Kind extends Block['kind']>(block: Block, kind: Kind): block is BlockOf<Kind> {
  return block.kind === kind;
}

function figuresView(): { element: HTMLElement; paint(block: BlockOf<'figures'>): void } {
  const title = el('h2');
  const list = figuresList();
  return {
    element: el('section', { class: 'block' }, title, list.element),
    paint(block) {
      setText(title, block.title);
      list.paint(block.figures);
    },
  };
}

function noteView(): { element: HTMLElement; paint(block: BlockOf<'note'>): void } {
  const element = el('p', { class: 'block note' });
  return {
    element,
    paint({ text }) {
      setText(element, text);
    },
  };
}
