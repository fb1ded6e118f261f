import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import { idAt } from './streamId';

/** In which order entries are shown, and from which id or time on; without one from the end of the stream. */
export interface StreamPlace {
  readonly newestFirst: boolean;
  readonly start?: string;
}

const LABEL = 'From id or time';
const EXAMPLES = 'an id, as 1732345965123-0, or a local time, as 2026-11-23 07:12';

/** Chooses which entries of a stream are shown. */
export function streamPlaceBar(choose: (place: StreamPlace) => void): HTMLElement {
  let place: StreamPlace = { newestFirst: true };
  const order = button({
    ...{ action: 'streamOrder', label: 'Newest first', title: 'Turn the order round' },
    press: () => {
      place = { ...place, newestFirst: !place.newestFirst };
      order.set({ label: place.newestFirst ? 'Newest first' : 'Oldest first' });
      choose(place);
    },
  });
  const box = el('input', {
    ...{ class: 'find-box', title: `Begins at ${EXAMPLES}; empty for the end of the stream` },
    attributes: { type: 'text', 'aria-label': LABEL, placeholder: LABEL },
  });
  const wrong = el('span', { class: 'quiet', attributes: { role: 'status' } });
  box.addEventListener('change', () => {
    const text = box.value.trim();
    const start = idAt(text);
    const isWrong = text !== '' && start === undefined;
    setText(wrong, isWrong ? `Write ${EXAMPLES}.` : '');
    if (isWrong) return;
    place = { newestFirst: place.newestFirst, ...(start !== undefined && { start }) };
    choose(place);
  });
  return el('div', { class: 'body-bar' }, order.element, box, wrong);
}
