import { displayText } from '../../src/protocol/displayText';
import { el } from '../shared/dom';

export interface ShownFact {
  readonly name: string;
  readonly value: string;
}

const LIMIT = 2000;

/** Names and values beside each other, as many as there are. */
export function factsCard(facts: readonly ShownFact[]): HTMLElement {
  return el(
    'dl',
    { class: 'facts-card' },
    ...facts.flatMap(({ name, value }) => [
      el('dt', { text: displayText(name, 200) }),
      el('dd', {}, el('bdi', { text: displayText(value, LIMIT) })),
    ]),
  );
}
