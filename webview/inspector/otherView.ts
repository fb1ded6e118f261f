import { displayText } from '../../src/protocol/displayText';
import { formatBytes } from '../../src/protocol/format';
import { el, setText } from '../shared/dom';
import { factsCard } from './factsCard';
import type { InspectorContext } from './context';

/** A type that nobody wrote a viewer for: what is known of any key, and that the rest is not shown. */
export function otherView({ store }: InspectorContext): HTMLElement {
  const words = el('p', { class: 'quiet' });
  const card = el('div');
  store.subscribe(({ content, info }) => {
    if (content?.kind !== 'other') return;
    const type = displayText(content.type, 100);
    setText(words, `There is no view for values of the type ${type}: what it holds is not shown here.`);
    const memory = info?.memory === undefined ? [] : [{ name: 'Memory', value: formatBytes(info.memory) }];
    const encoding = info?.encoding === undefined ? [] : [{ name: 'Encoding', value: info.encoding }];
    card.replaceChildren(factsCard([{ name: 'Type', value: content.type }, ...encoding, ...memory]));
  });
  return el('div', { class: 'other' }, card, words);
}
