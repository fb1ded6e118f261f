import { displayText } from '../../src/protocol/displayText';
import { formatTtl } from '../../src/protocol/format';
import { el, setAttribute, setKeyed, setText, setTitle } from '../shared/dom';
import { hostNow } from '../shared/hostClock';
import { flash } from '../shared/motion';
import { formatValue, sourceTitle } from '../shared/numbers';
import { everyTick } from '../shared/ttl';
import type { BlockOf } from './model';

type Card = BlockOf<'cards'>['cards'][number];
type Field = Card['fields'][number];
type Life = NonNullable<Card['life']>;

/** Documents side by side, each with a ring that empties as its time runs out; a field that changed flashes. */
export function cardsView(): { element: HTMLElement; paint(block: BlockOf<'cards'>): void } {
  const title = el('h2');
  const list = el('ul', { class: 'cards' });
  const lives = new WeakMap<Element, { life: Life; readAt: number }>();
  const remember = (ring: HTMLElement, life: Life | undefined, readAt: number): void => {
    ring.hidden = life === undefined;
    if (life) lives.set(ring, { life, readAt });
  };
  const tick = (now: number): void => {
    for (const ring of list.querySelectorAll<HTMLElement>('.life:not([hidden])')) {
      const known = lives.get(ring);
      if (known) paintRing(ring, Math.max(0, known.life.leftMs - (now - known.readAt)), known.life.ofMs);
    }
  };
  const stop = everyTick((now) => {
    if (list.isConnected) tick(now);
    else stop();
  });
  return {
    element: el('section', { class: 'block' }, title, list),
    paint({ title: text, cards, source }) {
      setText(title, text);
      setTitle(list, sourceTitle(source));
      const now = hostNow();
      setKeyed(list, cards, {
        key: ({ id }) => id,
        create: createCard,
        update: (element, card) => {
          paintCard(element, card, now, remember);
          setTitle(element, sourceTitle(card.source ?? source));
        },
      });
      tick(now);
    },
  };
}

type Remember = (ring: HTMLElement, life: Life | undefined, readAt: number) => void;

function createCard({ id }: Card): HTMLElement {
  const head = el('div', { class: 'card-head' }, el('bdi', { class: 'card-title' }), createRing());
  return el('li', { class: 'card', attributes: { 'data-id': id } }, head, el('dl', { class: 'card-fields' }));
}

function createRing(): HTMLElement {
  return el('span', { class: 'life' }, el('span', { class: 'life-ring' }), el('span', { class: 'life-text' }));
}

function paintCard(element: HTMLElement, card: Card, readAt: number, remember: Remember): void {
  const title = element.querySelector<HTMLElement>('.card-title');
  const ring = element.querySelector<HTMLElement>('.card-head > .life');
  const fields = element.querySelector<HTMLElement>('.card-fields');
  if (!title || !ring || !fields) return;
  setText(title, displayText(card.title, 100));
  remember(ring, card.life, readAt);
  setKeyed(fields, card.fields, {
    key: ({ name }) => name,
    create: ({ name }) => {
      const value = el('dd', {}, el('bdi', { class: 'card-value' }), createRing());
      return el('div', { class: 'card-field' }, el('dt', { text: displayText(name, 60) }), value);
    },
    update: (row, field) => {
      paintField(row, field, readAt, remember);
    },
  });
}

function paintField(row: HTMLElement, { value, life }: Field, readAt: number, remember: Remember): void {
  const shown = row.querySelector<HTMLElement>('.card-value');
  const ring = row.querySelector<HTMLElement>('.life');
  if (!shown || !ring) return;
  const text = typeof value === 'string' ? displayText(value, 200) : formatValue(value);
  if (shown.textContent !== '' && shown.textContent !== text) flash(shown);
  setText(shown, text);
  remember(ring, life, readAt);
}

function paintRing(element: HTMLElement, leftMs: number, ofMs: number): void {
  const ring = element.querySelector<HTMLElement>('.life-ring');
  const text = element.querySelector<HTMLElement>('.life-text');
  if (!ring || !text) return;
  const share = ofMs > 0 ? Math.min(1, leftMs / ofMs) : 0;
  ring.style.setProperty('--share', String(share));
  setAttribute(element, 'data-ending', share < 0.2);
  setText(text, leftMs === 0 ? 'expired' : formatTtl(leftMs));
}
