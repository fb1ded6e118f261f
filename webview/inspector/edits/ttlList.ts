import { dropdown } from '../../shared/dropdown';

/** Seconds, by what they are called. */
const TTLS = [
  { value: '60', title: 'in 1 minute' },
  { value: '3600', title: 'in 1 hour' },
  { value: '86400', title: 'in 1 day' },
  { value: '604800', title: 'in 7 days' },
  { value: 'custom', title: 'at another time…' },
  { value: 'never', title: 'never' },
] as const;

export interface TtlListOptions {
  /** Milliseconds from now; null for ever. */
  readonly set: (ms: number | null) => void;
  /** Another time is to be written. */
  readonly write: () => void;
}

/** Chooses when something expires. What is chosen is done, and not shown as a state. */
export function ttlList(label: string, { set, write }: TtlListOptions): HTMLElement {
  const choices = [{ value: '', title: 'Expire…' }, ...TTLS];
  const list = dropdown(label, (chosen) => {
    if (chosen === 'custom') write();
    else if (chosen !== '') set(chosen === 'never' ? null : Number(chosen) * 1000);
    list.set(choices, '');
  });
  list.set(choices, '');
  return list.element;
}
