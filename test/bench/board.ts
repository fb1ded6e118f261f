import type { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/leaderboard/index';
import type { SessionTrace } from '../../src/core/patterns/session';
import { connectTo, sessionOf } from '../patterns/sessions';
import type { ServerOptions } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import type { Summary } from './statistics';
import { quantile, summarize } from './statistics';

/** Milliseconds of a step's commands with a million players, and as a multiple of those with a thousand. */
export interface BoardFigures {
  readonly topMs: Summary;
  readonly topRatio: Summary;
  readonly placeMs: Summary;
  readonly placeRatio: Summary;
  readonly aroundMs: Summary;
  readonly aroundRatio: Summary;
  readonly percentileMs: Summary;
  readonly percentileRatio: Summary;
}

const STEPS = ['top', 'place', 'around', 'percentile'] as const;
type StepId = (typeof STEPS)[number];

const FEW = 1000;
export const MANY = 1_000_000;
/** Of each step on each board, in turn; the median of them is one run's. */
const TIMES = 200;

/** Reads two boards, of a thousand and of a million players, by the steps of the leaderboard (A B A B). */
export async function measureBoard(binary: ServerOptions['binary'], pairs: number): Promise<BoardFigures> {
  const server = await startServer('redis7', { ...(binary && { binary }) });
  const connection = await connectTo(server.port);
  try {
    const [few, many] = [sessionOf(pattern, connection), sessionOf(pattern, connection)];
    for (const [session, players] of [
      [few, FEW],
      [many, MANY],
    ] as const) {
      session.setParameter('players', players);
      await session.scaffold();
      // The script is loaded, and the code warm.
      for (const step of STEPS) await medianOf(session, step, TIMES);
    }
    const figures: Partial<Record<keyof BoardFigures, Summary>> = {};
    for (const step of STEPS) {
      const runs: { readonly few: number; readonly many: number }[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        runs.push({ few: await medianOf(few, step, TIMES), many: await medianOf(many, step, TIMES) });
      }
      figures[`${step}Ms`] = summarize(runs.map((run) => run.many));
      figures[`${step}Ratio`] = summarize(runs.map((run) => run.many / run.few));
    }
    return figures as BoardFigures;
  } finally {
    connection.dispose();
    await server.stop();
  }
}

/** Of so many runs of a step: the time until its round trips were answered, without what is around them. */
async function medianOf(session: DemoSession, step: StepId, times: number): Promise<number> {
  const totals: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const trips = new Map<number, number>();
    const listening = session.onDidTrace(({ entry }: SessionTrace) => trips.set(entry.roundTrip, entry.durationMs));
    await session.runStep(step);
    listening.dispose();
    totals.push([...trips.values()].reduce((sum, ms) => sum + ms, 0));
  }
  return quantile(
    totals.sort((a, b) => a - b),
    0.5,
  );
}
