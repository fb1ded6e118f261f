import type { TraceEntry } from '../redis/trace';
import type { Sent } from './contract';

/** Counts what one piece of work sends, from its trace. */
export class SentCount {
  private commands = 0;
  private roundTrips = 0;
  private last: number | undefined;

  /** What a scope's `onTrace` calls. */
  readonly note = ({ roundTrip }: TraceEntry): void => {
    this.commands += 1;
    // The commands of one round trip are told one right after the other.
    if (roundTrip !== this.last) this.roundTrips += 1;
    this.last = roundTrip;
  };

  soFar(): Sent {
    const { commands, roundTrips } = this;
    return { commands, roundTrips };
  }
}
