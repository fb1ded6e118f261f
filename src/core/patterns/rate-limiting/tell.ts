import type { Figure } from '../blocks';
import type { Decision } from './ask';

/** "admitted, 9 are left" or "refused, come back in 250 ms". */
export function inWords({ allowed, remaining, retryAfterMs }: Decision): string {
  if (allowed) return `admitted, ${String(remaining)} are left`;
  return retryAfterMs < 0 ? 'refused, and always will be' : `refused, come back in ${String(retryAfterMs)} ms`;
}

/** The four numbers of a decision. */
export function decisionFigures({ allowed, remaining, retryAfterMs, resetAfterMs }: Decision): readonly Figure[] {
  return [
    { label: 'Decision', value: allowed ? 'admitted' : 'refused' },
    { label: 'Left', value: remaining, unit: 'requests' },
    { label: 'Retry after', value: retryAfterMs, unit: 'ms' },
    { label: 'All free after', value: resetAfterMs, unit: 'ms' },
  ];
}

export function countAdmitted(decisions: readonly Decision[]): number {
  return decisions.filter(({ allowed }) => allowed).length;
}
