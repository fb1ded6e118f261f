import assert from 'node:assert/strict';
import type { Clock } from '../../../src/core/base/clock';
import type { LiveTraffic, PatternContext } from '../../../src/core/patterns/contract';
import { Traffic, TRAFFIC_LIMIT_MS } from '../../../src/core/patterns/traffic';

/** Time passes only while somebody sleeps, and while the server is said to work. */
class SteppedClock implements Clock {
  at = 0;
  now = (): number => this.at;
  monotonic = (): number => this.at;
  after = (): never => assert.fail('not used');
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.at += ms;
    return signal?.aborted ? Promise.reject(new DOMException('stopped', 'AbortError')) : Promise.resolve();
  }
}

describe('simulated traffic', () => {
  let clock: SteppedClock;
  let batches: number[];
  /** Milliseconds that the server takes for a batch. */
  let serverMs: number;
  let onBatch: () => void;

  beforeEach(() => {
    clock = new SteppedClock();
    batches = [];
    serverMs = 0;
    onBatch = () => undefined;
  });

  const live: LiveTraffic<Record<string, number | string>> = {
    title: 'Events happen.',
    unit: 'events',
    rate: { default: 10, max: 1000 },
    events(_context, count) {
      batches.push(count);
      clock.at += serverMs;
      onBatch();
      return Promise.resolve({ Even: count - (count % 2), Odd: count % 2 });
    },
  };
  const context = (signal = new AbortController().signal): PatternContext =>
    ({ clock, signal }) as unknown as PatternContext;
  const sum = (): number => batches.reduce((all, count) => all + count, 0);

  it('keeps its rate, ends by itself, and counts how its events ended', async () => {
    const traffic = new Traffic(live, 15, () => undefined);
    await traffic.run(context());
    assert.equal(clock.at, TRAFFIC_LIMIT_MS);
    assert.ok(Math.abs(sum() - (15 * TRAFFIC_LIMIT_MS) / 1000) <= 1, `${String(sum())} events`);
    const { events, outcomes } = traffic.state;
    assert.equal(events, sum());
    assert.equal((outcomes['Even'] ?? 0) + (outcomes['Odd'] ?? 0), events);
  });

  it('does not make a slow server catch up', async () => {
    serverMs = 5000;
    await new Traffic(live, 100, () => undefined).run(context());
    assert.ok(Math.max(...batches) <= 50, 'half a second of events at most');
  });

  it('is held to the pattern’s rate, whole and at least one', () => {
    const rateOf = (rate: number): number => new Traffic(live, rate, () => undefined).state.rate;
    assert.deepEqual([rateOf(5000), rateOf(0), rateOf(-3), rateOf(2.4)], [1000, 1, 1, 2]);
  });

  it('rests while it is paused, and its time with it; goes on at a new rate', async () => {
    const changes: number[] = [];
    const traffic = new Traffic(live, 10, () => changes.push(traffic.state.rate));
    onBatch = () => {
      if (batches.length === 3) traffic.steer({ paused: true });
    };
    const sleep = clock.sleep.bind(clock);
    let paused = 0;
    clock.sleep = (ms, signal) => {
      if (traffic.state.paused && (paused += 1) === 100) traffic.steer({ paused: false, rate: 20 });
      return sleep(ms, signal);
    };
    await traffic.run(context());
    assert.ok(clock.at >= TRAFFIC_LIMIT_MS + 9_000, 'ten seconds of rest are not counted');
    assert.ok(Math.abs(sum() - 20 * 120) < 30, `${String(sum())} events`);
    assert.ok(changes.includes(20));
  });

  it('ends with an abort error when it is stopped', async () => {
    const controller = new AbortController();
    onBatch = () => {
      controller.abort();
    };
    const running = new Traffic(live, 10, () => undefined).run(context(controller.signal));
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(batches.length, 1);
  });
});
