import type { PatternOptions, PatternsApi } from '../../api';
import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import { resolveParameters } from '../../core/patterns/parameters';
import type { PatternSession, PatternSessions } from '../../core/patterns/session';
import type { ConnectionOf } from './connectionOf';

/** Demo keys that are listed; more than any pattern makes by default. */
const KEY_LIMIT = 10_000;

export function createPatternsApi(
  patterns: readonly AnyPattern[],
  sessions: PatternSessions,
  connectionOf: ConnectionOf,
): PatternsApi {
  const sessionOf = (id: string, { connectionId, parameters = {}, variant }: PatternOptions = {}): PatternSession => {
    const pattern = patterns.find((known) => known.id === id);
    if (!pattern) throw new CodedError('NOT_FOUND', `There is no pattern "${id}".`);
    const session = sessions.get(pattern, connectionOf(connectionId));
    for (const [name, value] of Object.entries(parameters)) session.setParameter(name, value);
    if (variant !== undefined) session.setVariant(variant);
    return session;
  };
  return {
    list: () =>
      patterns.map(({ id, title, summary, parameters }) => ({
        ...{ id, title, summary },
        parameters: resolveParameters(parameters, {}),
      })),
    async scaffold(id, options) {
      const session = sessionOf(id, options);
      await session.scaffold(options?.signal);
      const keys = await session.keys(KEY_LIMIT, options?.signal);
      return { keys: keys.map(({ key }) => key.toString('utf8')) };
    },
    async run(id, options) {
      const session = sessionOf(id, options);
      await session.runRest(options?.signal);
      return {
        steps: session.pattern.steps.flatMap((step) => {
          const result = session.state.stepResults.get(step.id);
          return result ? [{ ...result, id: step.id }] : [];
        }),
      };
    },
    async view(id, options) {
      return sessionOf(id, options).view(options?.signal);
    },
    async experiment(id, options) {
      const session = sessionOf(id, options);
      for (const [name, value] of Object.entries(options?.load ?? {})) session.setLoad(name, value);
      const { load, naive, right, rules, explanation } = await session.runExperiment(options?.signal);
      return { load, naive: naive.figures, right: right.figures, rules, explanation };
    },
    async cleanUp(id, options) {
      return { deleted: await sessionOf(id, options).cleanUp(options?.signal) };
    },
  };
}
