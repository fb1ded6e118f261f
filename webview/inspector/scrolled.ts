import type { InspectorContext } from './context';

/**
 * Keeps how far down the lists in `view` are, by their labels, and brings them back there when the page is a new one. What
 * stood there may come in pages: until it is there, or somebody scrolls by hand, this waits.
 */
export function keepScrolled(view: HTMLElement, { store, kept, keep }: InspectorContext): void {
  let scrolled = kept.scrolled;
  const waiting = new Map(Object.entries(scrolled).filter(([, top]) => top > 0));
  const restore = (): void => {
    for (const element of view.querySelectorAll<HTMLElement>('[aria-label]')) {
      const label = element.getAttribute('aria-label') ?? '';
      const top = waiting.get(label);
      if (top === undefined || element.clientHeight === 0 || element.scrollHeight < top + element.clientHeight)
        continue;
      waiting.delete(label);
      element.scrollTop = top;
    }
  };
  for (const byHand of ['wheel', 'pointerdown', 'keydown']) {
    view.addEventListener(byHand, () => {
      waiting.clear();
    });
  }
  view.addEventListener(
    'scroll',
    ({ target }) => {
      const label = target instanceof HTMLElement ? target.getAttribute('aria-label') : null;
      if (label === null || waiting.has(label)) return;
      scrolled = { ...scrolled, [label]: (target as HTMLElement).scrollTop };
      keep({ scrolled });
    },
    // It does not bubble.
    { capture: true },
  );
  if (waiting.size === 0) return;
  const later = (): void => {
    if (waiting.size > 0) requestAnimationFrame(restore);
  };
  store.subscribe(later);
  // Lists paint when they have a height.
  new ResizeObserver(later).observe(view);
}
