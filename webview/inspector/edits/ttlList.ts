import { actionList } from './actionList';

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

/** Chooses when something expires. */
export function ttlList(label: string, { set, write }: TtlListOptions): HTMLElement {
  return actionList(label, 'Expire…', TTLS, (chosen) => {
    if (chosen === 'custom') write();
    else set(chosen === 'never' ? null : Number(chosen) * 1000);
  });
}
