import type { Disposable } from '../base/disposables';
import { Emitter } from '../base/events';
import type { TraceEntry } from '../redis/trace';
import type { SessionTrace } from './session';

/** The last commands of a session, oldest first. */
export class TraceLog implements Disposable {
  private kept: SessionTrace[] = [];
  private readonly added = new Emitter<SessionTrace>();
  readonly onDidAdd = this.added.event;

  constructor(private readonly limit: number) {}

  get entries(): readonly SessionTrace[] {
    return this.kept.slice(-this.limit);
  }

  /** What a scope's `onTrace` calls. */
  recorder(origin: string): (entry: TraceEntry) => void {
    return (entry) => {
      const trace = { entry, origin };
      this.kept.push(trace);
      // Cut now and then, not at each entry: a scaffold may send hundreds of thousands.
      if (this.kept.length >= 2 * this.limit) this.kept = this.kept.slice(-this.limit);
      this.added.fire(trace);
    };
  }

  dispose(): void {
    this.added.dispose();
  }
}
