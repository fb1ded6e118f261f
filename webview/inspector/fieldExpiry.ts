import { el } from '../shared/dom';
import { everyTick, ttlText } from '../shared/ttl';
import type { Row } from './model';

/** The head of the column that says when a field expires. */
export function expiryHead(): HTMLElement {
  return el('span', { class: 'expiry', text: 'Expires in' });
}

/** The column is there when any of these rows expires by itself. */
export function showExpiry(view: HTMLElement, rows: readonly Row[]): void {
  view.classList.toggle(
    'with-expiry',
    rows.some(({ expiresAt }) => expiresAt !== undefined),
  );
}

/** What is left of a field now: `59 s`; empty when it does not expire. */
export function expiryText({ expiresAt }: Row, now: number): string {
  return expiresAt === undefined ? '' : ttlText({ ttlMs: 0, readAt: expiresAt }, now);
}

/** Counts down while the column is there. */
export function tickExpiry(view: HTMLElement, list: { repaint(): void }): void {
  everyTick(() => {
    if (view.isConnected && view.classList.contains('with-expiry')) list.repaint();
  });
}
