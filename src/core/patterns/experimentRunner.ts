import { forMany, throwIfAborted } from '../base/abort';
import type { Figure } from './blocks';
import type { Experiment, LaneResult, PatternContext } from './contract';
import type { ParameterSpecs, ParameterValue } from './parameters';
import type { ExperimentResult } from './session';

type LaneName = 'naive' | 'right';
type Values = PatternContext['parameters'];

/** Runs both lanes, started together. When one fails the other is stopped and waited for before the failure is told. */
export async function runLanes(
  experiment: Experiment<Values, ParameterSpecs>,
  load: Readonly<Record<string, ParameterValue>>,
  contextOf: (lane: LaneName, stop: AbortSignal) => PatternContext,
  stop: AbortSignal,
): Promise<ExperimentResult> {
  const controller = new AbortController();
  const laneStop = forMany(AbortSignal.any([stop, controller.signal]));
  // The first failure counts: the other lane only stopped because of it.
  const failures: unknown[] = [];
  const run = async (lane: LaneName): Promise<LaneResult | undefined> => {
    try {
      const context = contextOf(lane, laneStop);
      const started = context.clock.monotonic();
      const result = await experiment[lane].run(context, load);
      return { ...result, figures: [...result.figures, ...costs(context, context.clock.monotonic() - started)] };
    } catch (error) {
      failures.push(error);
      controller.abort();
      return undefined;
    }
  };
  const [naive, right] = await Promise.all([run('naive'), run('right')]);
  throwIfAborted(stop);
  if (!naive || !right) throw failures[0];
  const [rules, explanation] = [experiment.judge(naive, right, load), experiment.explain(naive, right, load)];
  return { load, naive, right, rules, explanation };
}

/** What the whole lane took, its data included. To be read beside its counts: no rule looks at them. */
function costs(context: PatternContext, ms: number): Figure[] {
  const { commands, roundTrips } = context.sent();
  return [
    { label: 'Round trips in all', value: roundTrips },
    { label: 'Operations per second', value: Math.round((1000 * commands) / Math.max(ms, 1)) },
  ];
}
