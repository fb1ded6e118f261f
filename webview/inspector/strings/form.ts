import type { InspectorContext } from '../context';
import type { StringContent } from '../model';
import type { ShownFact } from '../factsCard';

/** A string in one form. All of it is text for `textContent`. */
export interface Shown {
  /** The value itself; left out where the facts say all. */
  readonly text?: string;
  /** What stands above it: figures, other ways to write it. */
  readonly facts?: readonly ShownFact[];
  /** What it is, beside the buttons. */
  readonly words: string;
}

/** Shows a string in one form; those that need the host take a while. Rejects as `part` does. */
export type Form = (
  content: StringContent,
  part: InspectorContext['part'],
  signal: AbortSignal,
) => Shown | Promise<Shown>;
