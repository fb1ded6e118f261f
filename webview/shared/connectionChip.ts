import { displayText } from '../../src/protocol/displayText';
import type { ConnectionBadge } from '../../src/protocol/connectionBadge';
import { el, icon, setTitle } from './dom';

const STATE_WORDS: Readonly<Record<string, string>> = {
  disconnected: 'not connected',
  ready: 'connected',
};

/** Which connection a panel is on, and what to keep in mind of it. `details` are lines of its tooltip. */
export function connectionChip(): {
  readonly element: HTMLElement;
  readonly paint: (badge: ConnectionBadge, details: readonly string[]) => void;
} {
  const element = el('span', { class: 'chip' });
  let painted = '';
  return {
    element,
    paint({ name, environment, readOnly, state, marks = [] }, details) {
      element.className = `chip environment-${environment} connection-${state}`;
      setTitle(element, [...details, environment, ...(readOnly ? ['read-only'] : []), ...marks].join('\n'));
      const parts = [
        el('span', { class: 'dot', attributes: { 'aria-hidden': 'true' } }),
        ...(readOnly ? [icon('lock')] : []),
        el('bdi', { class: 'chip-name', text: displayText(name, 60) }),
        el('span', { class: 'chip-environment', text: environment }),
        ...marks.map((mark) => el('span', { class: 'chip-mark', text: mark })),
        el('span', { class: 'chip-state', text: STATE_WORDS[state] ?? state }),
      ];
      // Painted anew only when something differs, so that what one selected in it stays selected.
      const wanted = parts.map(({ textContent, className }) => `${className}:${textContent}`).join();
      if (painted === wanted) return;
      painted = wanted;
      element.replaceChildren(...parts);
    },
  };
}
