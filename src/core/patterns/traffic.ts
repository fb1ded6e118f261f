import type { PatternContext } from './contract';
import type { LiveTraffic } from './contract';
import type { LiveState } from './session';

/** Events are carried out this often: the view is seen to move, and a round trip carries several. */
const TICK_MS = 100;
/** Nobody who forgot it may find their server busy tomorrow. */
export const TRAFFIC_LIMIT_MS = 120_000;
const MAX_AT_ONCE = 200;

type Values = PatternContext['parameters'];

/** Simulated traffic that can be slowed down, paused and stopped while it goes on. */
export class Traffic {
  private counted: LiveState;

  constructor(
    private readonly live: LiveTraffic<Values>,
    rate: number,
    private readonly onChange: () => void,
  ) {
    this.counted = { rate: this.bounded(rate), paused: false, events: 0, outcomes: {} };
  }

  get state(): LiveState {
    return this.counted;
  }

  steer({ rate, paused }: { readonly rate?: number; readonly paused?: boolean }): void {
    this.counted = {
      ...this.counted,
      ...(rate !== undefined && { rate: this.bounded(rate) }),
      ...(paused !== undefined && { paused }),
    };
    this.onChange();
  }

  /**
   * Goes on until its time is over, pauses not counted; rejects when the context's signal aborts. A server that is slower
   * than the rate is not made to catch up: each batch is waited for, and what half a second could not do is let go.
   */
  async run(context: PatternContext): Promise<void> {
    const { clock, signal } = context;
    let last = clock.monotonic();
    let active = 0;
    let due = 0;
    while (active < TRAFFIC_LIMIT_MS) {
      await clock.sleep(TICK_MS, signal);
      const now = clock.monotonic();
      const passed = now - last;
      last = now;
      if (this.counted.paused) continue;
      active += passed;
      due = Math.min(due + (this.counted.rate * passed) / 1000, Math.max(1, this.counted.rate / 2), MAX_AT_ONCE);
      const count = Math.floor(due);
      if (count === 0) continue;
      due -= count;
      this.note(count, await this.live.events(context, count));
    }
  }

  private note(count: number, ended: Readonly<Record<string, number>>): void {
    const outcomes = { ...this.counted.outcomes };
    for (const [label, times] of Object.entries(ended)) outcomes[label] = (outcomes[label] ?? 0) + times;
    this.counted = { ...this.counted, events: this.counted.events + count, outcomes };
    this.onChange();
  }

  private bounded(rate: number): number {
    return Math.min(Math.max(1, Math.round(rate)), this.live.rate.max);
  }
}
