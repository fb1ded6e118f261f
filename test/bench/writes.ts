import type { RespClient } from '../support/servers/respClient';
import type { LiveRun } from './liveRun';
import { monotonicMs } from './liveRun';

/** Writes per second, each second's evenly spread; 4 stand for one write now and then. */
export const RATES = [4, 1000, 10_000] as const;
const RUN_MS = 6000;

/** Writes the time of writing; answers those times. In bundles of 5 ms where there are many. */
export async function writeTimes(
  writer: RespClient,
  rate: number,
  command: (at: number) => readonly (string | number)[],
): Promise<readonly number[]> {
  const written: number[] = [];
  const end = monotonicMs() + RUN_MS;
  const gap = Math.max(5, 1000 / rate);
  let due = monotonicMs();
  while (due < end) {
    const at = monotonicMs();
    const count = Math.max(1, Math.round((rate * gap) / 1000));
    written.push(...Array.from({ length: count }, () => at));
    await writer.pipeline(Array.from({ length: count }, () => command(at)));
    // Neither in step with the reader nor with a timer of ours.
    due += gap * (rate < 100 ? 0.5 + ((written.length * 0.618) % 1) : 1);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - monotonicMs())));
  }
  return written;
}

/** For each write how long it took until it, or a later one, was read; ascending. */
export function latenciesOf(written: readonly number[], readings: LiveRun['readings']): readonly number[] {
  const latencies: number[] = [];
  let next = 0;
  for (const at of written) {
    while (next < readings.length && (readings[next]?.[1] ?? 0) < at) next += 1;
    const reading = readings[next];
    if (!reading) throw new Error('The last value was never read.');
    latencies.push(reading[0] - at);
  }
  return latencies.sort((a, b) => a - b);
}
