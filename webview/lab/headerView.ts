import type { LabConnection } from '../../src/protocol/lab';
import { el, icon, setKeyed, setText, setTitle } from '../shared/dom';
import { dropdown } from '../shared/dropdown';
import { displayText } from '../../src/protocol/displayText';
import type { LabContext } from './model';

const STATE_WORDS: Readonly<Record<LabConnection['state'], string>> = {
  disconnected: 'not connected',
  connecting: 'connecting',
  ready: 'connected',
  reconnecting: 'reconnecting',
  failed: 'failed',
};

/** Title, variant and connection. */
export function headerView({ store, ask }: LabContext): HTMLElement {
  const title = el('h1');
  const summary = el('p', { class: 'summary' });
  const chip = el('span', { class: 'chip' });
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
    const missing = pattern.variants.filter(({ unavailable }) => unavailable !== undefined);
    setKeyed(reasons, missing, {
      key: ({ id }) => id,
      create: () => el('li'),
      update: (item, variant) => {
        setText(item, `${variant.title}: ${variant.unavailable ?? ''}`);
      },
    });
    paintChip(chip, connection);
  });
  const top = el('div', { class: 'title-row' }, title, variants.element, el('span', { class: 'spring' }), chip);
  return el('div', { class: 'heading' }, top, summary, reasons);
}

function paintChip(chip: HTMLElement, connection: LabConnection): void {
  const { name, address, environment, readOnly, server, state } = connection;
  chip.className = `chip environment-${environment} connection-${state}`;
  setTitle(chip, [address, server, environment, readOnly ? 'read-only' : undefined].filter(Boolean).join('\n'));
  const parts = [
    el('span', { class: 'dot', attributes: { 'aria-hidden': 'true' } }),
    el('bdi', { class: 'chip-name', text: displayText(name, 60) }),
    el('span', { class: 'chip-environment', text: environment }),
    el('span', { class: 'chip-state', text: STATE_WORDS[state] }),
  ];
  if (readOnly) parts.splice(1, 0, icon('lock'));
  // Painted anew only when something differs, so that what one selected in it stays selected.
  const wanted = parts.map(({ textContent, className }) => `${className}:${textContent}`).join();
  if (chip.dataset['painted'] === wanted) return;
  chip.dataset['painted'] = wanted;
  chip.replaceChildren(...parts);
}
