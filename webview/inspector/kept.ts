import type { InspectorContent } from '../../src/protocol/inspector';
import type { StringForm } from '../../src/protocol/inspectorParts';
import { formOf } from './strings/formNames';

/**
 * What VS Code keeps for the page while it is hidden, and over a restart: how the key is looked at. It is written to disk,
 * so nothing of the value is in it: what somebody is writing is kept by the host, in memory.
 */
export interface Kept {
  readonly filter: string;
  /** How a string is shown; what its bytes suggest unless somebody chose. */
  readonly form?: StringForm;
  /** How much of it was loaded. */
  readonly loaded?: Loaded;
  /** How far down each list is, CSS pixels by its label. */
  readonly scrolled: Readonly<Record<string, number>>;
}

export interface Loaded {
  readonly kind: InspectorContent['kind'];
  /** Rows; characters of a string. */
  readonly size: number;
}

/** What was kept, as far as this version knows it. */
export function readKept(value: unknown): Kept {
  const { filter, form, loaded, scrolled } = recordOf(value);
  const chosen = formOf(form);
  const { kind, size } = recordOf(loaded);
  return {
    filter: typeof filter === 'string' ? filter : '',
    ...(chosen && { form: chosen }),
    ...(typeof kind === 'string' &&
      typeof size === 'number' && { loaded: { kind: kind as InspectorContent['kind'], size } }),
    scrolled: Object.fromEntries(
      Object.entries(recordOf(scrolled)).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
