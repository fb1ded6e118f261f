import { CodedError } from '../../core/base/errors';
import type { ActivityKind, PatternSession } from '../../core/patterns/session';
import { formatCount } from '../../protocol/format';
import { settings } from '../config/settings';
import { askText } from '../ui/inputs';
import { confirm } from '../ui/messages';
import { describeNames, SHOWN } from './keyChoice';

const VERBS: Readonly<Record<ActivityKind, string>> = {
  scaffold: 'Scaffold',
  run: 'Run',
  live: 'Simulate the traffic of',
  experiment: 'Run the experiment of',
  cleanUp: 'Clean up',
};

const BUTTONS: Readonly<Record<ActivityKind, string>> = {
  scaffold: 'Scaffold',
  run: 'Run',
  live: 'Start Traffic',
  experiment: 'Run Experiment',
  cleanUp: 'Delete Demo Keys',
};

/**
 * Whether a person's wish to write may be carried out: a read-only connection refuses before anything is sent, production
 * asks with what will be written. Ends in an abort error when the answer is no.
 */
export async function permitWrites(session: PatternSession, kind: ActivityKind): Promise<void> {
  const { profile } = session.connection;
  if (profile.readOnly) {
    const text = `"${profile.name}" is read-only, so nothing is written to it. Edit the connection, or choose another one.`;
    throw new CodedError('READ_ONLY_CONNECTION', text);
  }
  if (profile.environment !== 'production') return;
  await confirm({
    message: `${VERBS[kind]} "${session.pattern.title}" on the production server "${profile.name}"?`,
    detail: await describeWrites(session, kind),
    action: BUTTONS[kind],
  });
  if (HEAVY.has(kind)) await confirmByName(profile.name, VERBS[kind]);
}

/** Load on the server, and not only a few keys: what nobody may start by pressing Enter twice. */
const HEAVY: ReadonlySet<ActivityKind> = new Set(['experiment', 'live']);

async function confirmByName(name: string, verb: string): Promise<void> {
  await askText({
    title: `${verb} a pattern on production`,
    prompt: `It puts load on the server. Type the connection's name to go on: ${name}`,
    placeholder: name,
    validate: (text) => (text.trim() === name ? undefined : `That is not "${name}".`),
  });
}

/** Which keys are written or deleted: their names, or of what is made anew the kinds of them. */
export async function describeWrites(session: PatternSession, kind: ActivityKind): Promise<string> {
  const { pattern, instance } = session;
  const prefix = `${settings.demoPrefix()}:${pattern.id}:`;
  if (kind === 'cleanUp') {
    const count = await session.countKeys();
    const first = await session.keys(SHOWN);
    const what = count === 1 ? 'the one key' : `the ${formatCount(count)} keys`;
    const names = describeNames(
      first.map(({ key }) => key),
      count,
    );
    return `It deletes ${what} of this demo, all under ${prefix}, and nothing else:\n\n${names}`;
  }
  const kinds = pattern.ownedKeys.map(({ name, type }) => `${name} (${type})`).join(', ');
  const minutes = settings.demoTtlSeconds() / 60;
  return (
    `It writes ${formatCount(pattern.ownedKeys.length)} kinds of keys under ${prefix} for demo ${instance}, and nothing else: ` +
    `${kinds}. They expire by themselves after ${minutes} minutes.`
  );
}
