import { displayText } from '../../src/protocol/displayText';
import { el, inert, setKeyed, setText } from '../shared/dom';
import { flashOnce } from './flashes';

export interface ShownFact {
  readonly name: string;
  readonly value: string;
}

const LIMIT = 2000;

/** Names and values beside each other, as many as there are. */
export function factsCard(facts: readonly ShownFact[]): HTMLElement {
  const list = factsList();
  list.set(facts);
  return list.element;
}

/** The same for facts that are read again: a value that changed flashes. */
export function factsList(): { readonly element: HTMLElement; readonly set: (facts: readonly ShownFact[]) => void } {
  const element = el('dl', { class: 'facts-card' });
  return {
    element,
    set(facts) {
      const cells = facts.flatMap(({ name, value }, at) => [
        { tag: 'dt' as const, key: `name ${String(at)} ${name}`, text: displayText(name, 200) },
        { tag: 'dd' as const, key: `value ${String(at)} ${name}`, text: displayText(value, LIMIT) },
      ]);
      setKeyed(element, cells, {
        key: ({ key }) => key,
        create: ({ tag, text }) => (tag === 'dt' ? el(tag, { text }) : el(tag, {}, el('bdi', { text }))),
        update: (cell, { text }) => {
          const shown = cell.firstElementChild;
          if (!shown || shown.textContent === inert(text)) return;
          setText(shown, text);
          flashOnce(cell);
        },
      });
    },
  };
}
