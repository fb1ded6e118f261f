import { CodedError } from '../../core/base/errors';
import { createKey } from '../../core/keyspace/edit/createKey';
import type { NewKeyType } from '../../core/keyspace/edit/newKeyTypes';
import { newKeyTypes } from '../../core/keyspace/edit/newKeyTypes';
import { typedName } from '../../core/keyspace/typedName';
import { hasFeature } from '../../core/redis/capabilities';
import type { Connection } from '../../core/redis/connection';
import { asNumber } from '../../core/redis/reply';
import { displayName } from '../../protocol/displayText';
import type { Step as GuideStep } from '../ui/guide';
import { walk } from '../ui/guide';
import type { StepPlace } from '../ui/inputs';
import { askChoice, askText } from '../ui/inputs';
import { keyText } from '../ui/keyText';
import { say } from '../ui/messages';
import { permitKeyEdit, refuseReadOnly } from './keyPermission';

/** What was answered so far; going back keeps it as the next proposal. */
interface Draft {
  readonly connection: Connection;
  name: string;
  type: NewKeyType | undefined;
  readonly answers: string[];
  seconds: string;
}

type Step = GuideStep<Draft>;

/**
 * Asks for a key and what it holds first, below `namespace` if there is one, and makes it; answers its name. Nothing that
 * is there is replaced. Ends in an abort error when it is cancelled.
 */
export async function askAndCreateKey(connection: Connection, namespace?: Buffer): Promise<Buffer> {
  const { profile } = connection;
  refuseReadOnly(profile);
  const draft: Draft = {
    ...{ connection, type: undefined, answers: [], seconds: '' },
    name: namespace ? keyText(namespace) : '',
  };
  await walk(`Create Key in "${profile.name}"`, [name, type, answer(0), answer(1), answer(2), lifetime], draft);
  const key = typedName(draft.name);
  const shown = displayName(key, 60);
  await permitKeyEdit(profile, { removes: false, message: `Create the key "${shown}"`, action: 'Create' });
  const { type: chosen, answers, seconds } = draft;
  if (!chosen) throw new CodedError('INTERNAL', 'No type was chosen for the new key.');
  const ms = seconds.trim() === '' ? {} : { ms: Math.round(Number(seconds) * 1000) };
  const command = chosen.command(answers.slice(0, chosen.questions.length));
  if (!(await createKey(connection, key, { command, ...ms }))) throw taken(shown);
  say(`Created ${shown}.`);
  return key;
}

function taken(shown: string): CodedError {
  return new CodedError('INVALID_INPUT', `"${shown}" is in use by now, so nothing was changed. Choose another name.`);
}

const name: Step = async (place, draft) => {
  let prompt = 'The name of the new key. Parts are separated as the other keys have it: shop:cart:7.';
  do {
    draft.name = await askText({
      ...{ ...place, prompt, value: draft.name },
      validate: (text) => (text === '' ? 'Enter a name.' : undefined),
    });
    prompt = `"${displayName(typedName(draft.name), 60)}" is there already. Choose another name.`;
  } while (asNumber(await draft.connection.send(['EXISTS', typedName(draft.name)])) > 0);
  return true;
};

const type: Step = async (place, draft) => {
  const { capabilities } = draft.connection;
  const known = newKeyTypes.filter(
    ({ requires }) => requires === undefined || (capabilities !== undefined && hasFeature(capabilities, requires)),
  );
  const before = draft.type;
  draft.type = await askChoice(
    { ...place, placeholder: 'What does it hold?' },
    known.map((one) => ({ label: one.title, description: one.detail, value: one })),
  );
  if (draft.type !== before) draft.answers.length = 0;
  return true;
};

/** Types ask for one thing to three. */
function answer(at: number): Step {
  return async (place: StepPlace, { type: chosen, answers }) => {
    const question = chosen?.questions[at];
    if (!question) return false;
    answers[at] = await askText({ ...question, ...place, value: answers[at] ?? question.value ?? '' });
    return true;
  };
}

const lifetime: Step = async (place, draft) => {
  draft.seconds = await askText({
    ...{ ...place, value: draft.seconds, placeholder: '3600' },
    prompt: 'Seconds until it expires; empty for ever.',
    validate: (text) => {
      const isRight = text.trim() === '' || (Number(text) >= 0.001 && Number(text) <= 1e12);
      return isRight ? undefined : 'Enter a number of seconds above 0, or nothing.';
    },
  });
  return true;
};
