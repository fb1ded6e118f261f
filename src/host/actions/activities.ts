import type { ActivityKind, PatternSession } from '../../core/patterns/session';
import { say } from '../ui/messages';
import { withProgress } from '../ui/progress';
import { permitWrites } from './permission';

const TITLES: Readonly<Record<ActivityKind, string>> = {
  scaffold: 'Scaffolding',
  run: 'Running',
  live: 'Simulating the traffic of',
  experiment: 'Running the experiment of',
  cleanUp: 'Cleaning up',
};

/** Does what a person asked for on a pattern: permission first, then with progress that can be cancelled. */
export async function doActivity(session: PatternSession, kind: ActivityKind): Promise<void> {
  await permitWrites(session, kind);
  await withProgress(`${TITLES[kind]} ${session.pattern.title}`, async (signal, report) => {
    const subscription = session.onDidChangeState(({ activity }) => {
      if (activity)
        report({ ...(activity.progress && { progress: activity.progress }), ...stepText(session, activity) });
    });
    try {
      await start(session, kind, signal);
    } finally {
      subscription.dispose();
    }
  });
  if (session.state.notice !== undefined) say(session.state.notice);
}

function stepText(session: PatternSession, { step }: { readonly step?: string }): { readonly text?: string } {
  const title = session.pattern.steps.find(({ id }) => id === step)?.title;
  return title === undefined ? {} : { text: title };
}

function start(session: PatternSession, kind: ActivityKind, signal: AbortSignal): Promise<unknown> {
  switch (kind) {
    case 'scaffold':
      return session.scaffold(signal);
    case 'run':
      return session.runRest(signal);
    case 'live':
      return session.runLive(session.pattern.live.rate.default, signal);
    case 'experiment':
      return session.runExperiment(signal);
    case 'cleanUp':
      return session.cleanUp(signal);
  }
}
