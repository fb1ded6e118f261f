const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');

/** False when the system, or the workbench's own setting, asks for stillness. */
export function mayMove(): boolean {
  return !reduced.matches && !document.body.classList.contains('vscode-reduce-motion');
}

const MOVE_MS = 350;

/**
 * Runs `change`, which may reorder the elements of `parent`, and lets each glide from where it was to where it is now.
 * Those that are new fade in.
 */
export function glide(parent: HTMLElement, change: () => void): void {
  if (!mayMove()) {
    change();
    return;
  }
  const before = new Map(Array.from(parent.children, (child) => [child, child.getBoundingClientRect().top]));
  const origin = parent.getBoundingClientRect().top;
  change();
  // One that still glides goes on from where it is seen, to a place measured without its old way.
  for (const child of parent.children) for (const animation of child.getAnimations()) animation.cancel();
  const shift = parent.getBoundingClientRect().top - origin;
  for (const child of parent.children) {
    const top = before.get(child);
    const distance = top === undefined ? undefined : top + shift - child.getBoundingClientRect().top;
    if (distance === 0 || before.size === 0) continue;
    const from = distance === undefined ? { opacity: 0 } : { transform: `translateY(${String(distance)}px)` };
    const to = distance === undefined ? { opacity: 1 } : { transform: 'none' };
    child.animate([from, to], { duration: MOVE_MS, easing: 'cubic-bezier(0.2, 0, 0, 1)' });
  }
}

/** A short flash on a value that just changed. Colour only, so it stays when motion is reduced. */
export function flash(element: HTMLElement): void {
  element.animate([{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }], { duration: 900 });
}
