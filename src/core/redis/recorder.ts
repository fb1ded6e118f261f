import type { Clock } from '../base/clock';
import { Emitter } from '../base/events';
import type { Command, Reply } from './reply';
import { ReplyError } from './reply';
import { maskCommand } from './secrets';
import type { Traced, TraceEntry } from './trace';

export type Outcome = TraceEntry['outcome'];

/** One round trip that was begun. */
export interface Exchange {
  /** By the clock's `monotonic`, in milliseconds. */
  readonly startedAt: number;
  /** Reports how each of its commands ended; only the first time. */
  end(outcomeOf: (index: number) => Outcome): void;
}

export function outcomeOf(reply: Reply | ReplyError): Outcome {
  return reply instanceof ReplyError ? { kind: 'error', error: reply } : { kind: 'reply', reply };
}

/** Numbers the round trips of a connection and tells of them. */
export class Recorder {
  readonly traced = new Emitter<TraceEntry>();
  private roundTrips = 0;
  private sent = 0;

  constructor(private readonly clock: Clock) {}

  begin(commands: readonly Command[], scope: Traced): Exchange {
    const firstId = this.sent + 1;
    this.sent += commands.length;
    this.roundTrips += 1;
    const roundTrip = this.roundTrips;
    const startedMonotonic = this.clock.monotonic();
    // When nobody listens, not even the masking is done.
    if (this.traced.listenerCount === 0 && !scope.onTrace) return { startedAt: startedMonotonic, end: () => undefined };
    const startedAt = this.clock.now();
    let done = false;
    const end: Exchange['end'] = (outcomeOf) => {
      if (done) return;
      done = true;
      const durationMs = this.clock.monotonic() - startedMonotonic;
      for (const [index, command] of commands.entries()) {
        const entry = { id: firstId + index, roundTrip, command: maskCommand(command), startedAt, durationMs };
        this.report({ ...entry, outcome: outcomeOf(index) }, scope);
      }
    };
    return { startedAt: startedMonotonic, end };
  }

  private report(entry: TraceEntry, scope: Traced): void {
    this.traced.fire(entry);
    try {
      scope.onTrace?.(entry);
    } catch {
      // A listener's fault is not the command's. Those of the event report theirs through the emitter.
    }
  }
}
