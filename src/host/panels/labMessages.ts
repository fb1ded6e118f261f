import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { AnyPattern } from '../../core/patterns/contract';
import { resolveParameters } from '../../core/patterns/parameters';
import type { PatternSession, SessionState, SessionTrace, VariantChoice } from '../../core/patterns/session';
import { describeServer } from '../../core/redis/capabilities';
import type { Connection } from '../../core/redis/connection';
import { formatCommand, formatReply } from '../../core/redis/format';
import type { ConnectionProfile } from '../../core/redis/profile';
import { describeAddress } from '../../core/redis/profile';
import { encodeBytes } from '../../protocol/bytes';
import type {
  LabConnection,
  LabContract,
  LabKey,
  LabPattern,
  LabSnippet,
  LabState,
  LabTraceEntry,
} from '../../protocol/lab';
import { TRACE_LIMIT } from '../../protocol/lab';
import type { Merges } from '../../protocol/rpc';
import { markWords, problemOf } from '../ui/connectionWords';

/** Characters of a command and of a reply in the trace: a row, and what its tooltip can hold. */
const COMMAND_LENGTH = 400;
const REPLY_LENGTH = 300;

/** Commands are added up while the page is busy; of all else the latest is enough. */
export const labMerges: Merges<LabContract> = {
  trace: (earlier, later) => [...earlier, ...later].slice(-TRACE_LIMIT),
};

export function labPattern(
  pattern: AnyPattern,
  variants: readonly VariantChoice[],
  snippets: readonly LabSnippet[],
): LabPattern {
  const { id, title, summary, parameters, lesson, live, comparison, experiment } = pattern;
  return {
    ...{ id, title, summary, parameters, lesson: lesson(), variants, snippets },
    steps: pattern.steps.map((step) => ({
      ...{ id: step.id, title: step.title, teaches: step.teaches },
      ...(step.region !== undefined && { region: step.region }),
      ...(step.variants && { variants: step.variants }),
    })),
    live: { title: live.title, unit: live.unit, rate: live.rate },
    comparison,
    experiment: { naive: experiment.naive.title, right: experiment.right.title, load: experiment.load },
    makes: pattern.ownedKeys,
  };
}

/** A lab that stands there without a connection shows what the pattern would begin with. */
export function labState(pattern: AnyPattern, session: PatternSession | undefined): LabState {
  if (!session) {
    const [first] = pattern.variants;
    const parameters = resolveParameters(pattern.parameters, {});
    const load = resolveParameters(pattern.experiment.load, {});
    const question = pattern.experiment.question(load);
    return { parameters, load, question, variant: first.id, scaffolded: false, stepResults: {} };
  }
  const { state } = session;
  const { parameters, load, variant, scaffolded, activity, live, experiment, problem, notice, nextStep } = state;
  return {
    ...{ parameters, load, variant, scaffolded },
    question: pattern.experiment.question(load),
    stepResults: Object.fromEntries(state.stepResults),
    ...(activity && { activity: labActivity(activity) }),
    ...(nextStep !== undefined && { nextStep }),
    ...(live && { live }),
    ...(experiment && {
      experiment: {
        load: experiment.load,
        naive: experiment.naive.figures,
        right: experiment.right.figures,
        rules: experiment.rules,
        explanation: experiment.explanation,
      },
    }),
    ...(problem && { problem: { code: problem.code, message: problem.message } }),
    ...(notice !== undefined && { notice }),
  };
}

function labActivity({
  kind,
  progress,
  step,
}: NonNullable<SessionState['activity']>): NonNullable<LabState['activity']> {
  return { kind, ...progress, ...(step !== undefined && { step }) };
}

export function labConnection(
  connectionId: string,
  profile: ConnectionProfile | undefined,
  connection: Connection | undefined,
): LabConnection {
  if (!profile) {
    return {
      ...{ id: connectionId, name: 'removed connection', address: '', environment: 'development', readOnly: false },
      state: 'failed',
      problem: 'This connection was removed. Open the lab again on another one.',
    };
  }
  const { id, name, environment, readOnly } = profile;
  const state = connection?.state ?? { kind: 'disconnected' };
  const problem = problemOf(state);
  return {
    ...{ id, name, environment, readOnly, address: describeAddress(profile), state: state.kind },
    marks: markWords(profile),
    ...(connection?.capabilities && { server: describeServer(connection.capabilities) }),
    ...(problem && { problem: problem.message }),
    ...(state.kind === 'reconnecting' && { retryAt: state.retryAt }),
  };
}

export function labTrace({ entry, origin }: SessionTrace): LabTraceEntry {
  const { id, roundTrip, command, startedAt, durationMs, outcome } = entry;
  return {
    ...{ id, roundTrip, startedAt, durationMs, origin },
    command: formatCommand(command, { maxLength: COMMAND_LENGTH }),
    reply:
      outcome.kind === 'reply'
        ? formatReply(outcome.reply, { maxLength: REPLY_LENGTH })
        : `(error) ${outcome.error.message}`,
    failed: outcome.kind === 'error',
  };
}

export function labKey({ key, type, ttl, length }: KeyInfo, now: number): LabKey {
  return {
    ...{ key: encodeBytes(key), type },
    ...(length !== undefined && { size: length }),
    ...(ttl.kind === 'expires' && { ttlMs: ttl.ms }),
    readAt: ttl.kind === 'expires' ? ttl.readAt : now,
  };
}
