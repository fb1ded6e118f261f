import { connectionChip } from '../shared/connectionChip';
import { el, setKeyed, setText } from '../shared/dom';
import { dropdown } from '../shared/dropdown';
import type { LabContext } from './model';

/** Title, variant and connection. */
export function headerView({ store, ask }: LabContext): HTMLElement {
  const title = el('h1');
  const summary = el('p', { class: 'summary' });
  const chip = connectionChip();
  const reasons = el('ul', { class: 'reasons' });
  const variants = dropdown('Variant', (variant) => {
    ask('setVariant', { variant });
  });
  variants.element.classList.add('variants');
  store.watch(['pattern', 'state', 'connection', 'failure'], ({ pattern, state, connection }) => {
    setText(title, pattern.title);
    setText(summary, pattern.summary);
    variants.element.hidden = pattern.variants.length < 2;
    const choices = pattern.variants.map(({ id, title: text, unavailable }) => ({
      value: id,
      title: text,
      unavailable,
    }));
    variants.set(choices, state.variant, state.activity !== undefined || connection.state !== 'ready');
    // Two variants may lack the same.
    const why = new Set(pattern.variants.flatMap(({ unavailable }) => unavailable ?? []));
    setKeyed(reasons, [...why], { key: (text) => text, create: (text) => el('li', { text }) });
    chip.paint(
      connection,
      [connection.address, connection.server ?? ''].filter((line) => line !== ''),
    );
  });
  const top = el('div', { class: 'title-row' }, title, variants.element, el('span', { class: 'spring' }), chip.element);
  return el('div', { class: 'heading' }, top, summary, reasons);
}
