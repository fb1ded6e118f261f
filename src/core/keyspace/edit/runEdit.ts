import { isAbortError } from '../../base/abort';
import { CodedError } from '../../base/errors';
import type { Connection } from '../../redis/connection';
import type { CommandArg, Reply } from '../../redis/reply';
import { asArray, asBytes, asNumber, asText, ReplyError } from '../../redis/reply';
import { hasFeature } from '../../redis/capabilities';
import { runScript } from '../../redis/scripts';
import type { EditOutcome, ExpireAt, KeyEdit, Present, Undo } from './outcomes';
import { expireAt } from './plan';
import { planOf } from './plans';
import type { EditScript } from './scripts';
import { editScripts } from './scripts';

export type EditTarget = Pick<Connection, 'send' | 'pipeline' | 'capabilities' | 'slotOf'>;

/** What an edit finds besides the key: how one that takes another back may go about it. */
interface Way {
  readonly recreate?: ExpireAt | undefined;
  readonly fieldExpiresAt?: number | undefined;
}

/**
 * Changes one key in one atomic step, or answers what is there instead of what was seen; then nothing was changed. The
 * key's time to live stays. `recreate` makes a key anew that must not be there. Rejects with a `CodedError`.
 */
export async function runEdit(
  target: EditTarget,
  key: Buffer,
  edit: KeyEdit,
  { recreate, fieldExpiresAt }: Way = {},
): Promise<EditOutcome> {
  if (edit.kind === 'key.rename') return rename(target, key, edit.to);
  const { capabilities } = target;
  const fieldTtl = capabilities !== undefined && hasFeature(capabilities, 'hashFieldTtl');
  const { script, type, args, undo } = planOf(edit, { fieldTtl, fieldExpiresAt });
  const wanted = recreate === undefined ? (type ?? (await typeOf(target, key))) : 'none';
  const reply = await runEditScript(target, script, key, wanted, recreate ?? null, args);
  if ('present' in reply) return { kind: 'conflict', present: reply.present };
  const { before, answer } = reply;
  const back = wholeKeyUndo(edit, before, answer) ?? undo(answer);
  if (!back) return { kind: 'done' };
  // Taking the last element away took the key away.
  const emptied = !reply.isThere && EMPTYING.test(edit.kind);
  return { kind: 'done', undo: emptied ? { ...back, recreate: before } : back };
}

const EMPTYING = /\.remove$/;

/** Takes an edit back if what it left is still there. */
export async function runUndo(target: EditTarget, key: Buffer, undo: Undo): Promise<EditOutcome> {
  const { edit } = undo;
  if (edit.kind === 'key.restore') {
    const reply = await runEditScript(target, 'restore', key, 'none', edit.expiresAt, [edit.dump]);
    return 'present' in reply ? { kind: 'conflict', present: { kind: 'taken' } } : { kind: 'done' };
  }
  if (edit.kind === 'key.expireAt') {
    const args = [edit.at === null ? '' : `@${String(edit.at)}`, edit.seen === null ? '' : String(edit.seen)];
    const reply = await runEditScript(target, 'expire', key, await typeOf(target, key), null, args);
    return 'present' in reply ? { kind: 'conflict', present: reply.present } : { kind: 'done' };
  }
  if (edit.kind === 'hash.expireAt') {
    const { field, at, seen } = edit;
    const args = [field, '*', at === null ? '' : `@${String(at)}`, seen === null ? '' : String(seen)];
    const reply = await runEditScript(target, 'hashExpire', key, 'hash', null, args);
    return 'present' in reply ? { kind: 'conflict', present: reply.present } : { kind: 'done' };
  }
  return runEdit(target, key, edit, undo as Way);
}

type Ran =
  | { readonly present: Present }
  | { readonly before: ExpireAt; readonly isThere: boolean; readonly answer: readonly Reply[] };

/** Runs one of the scripts. `ends` is when a key that is made anew does. Rejects with a `CodedError`. */
export async function runEditScript(
  target: EditTarget,
  script: EditScript,
  key: Buffer,
  type: string,
  ends: ExpireAt,
  args: readonly CommandArg[],
): Promise<Ran> {
  try {
    const common = [type, ends === null ? '' : String(ends)];
    return readAnswer(asArray(await runScript(target, editScripts[script], [key], [...common, ...args])));
  } catch (error) {
    throw isAbortError(error) ? error : explained(error);
  }
}

function readAnswer([word = null, ...rest]: readonly Reply[]): Ran {
  const [first = null, second = null, third = null] = rest;
  switch (asText(word)) {
    case 'done':
      return { before: expireAt(first), isThere: second === 1, answer: rest.slice(2) };
    case 'type':
      return { present: asText(first) === 'none' ? { kind: 'gone' } : { kind: 'type', type: asText(first) } };
    case 'value':
      return { present: { kind: 'value', bytes: asBytes(first), total: asNumber(second), sha1: asText(third) } };
    case 'taken':
      return { present: { kind: 'taken' } };
    default:
      return { present: { kind: 'absent' } };
  }
}

function wholeKeyUndo(edit: KeyEdit, before: ExpireAt, [first = null]: readonly Reply[]): Undo | undefined {
  if (edit.kind === 'key.expire') return { edit: { kind: 'key.expireAt', at: before, seen: expireAt(first) } };
  if (edit.kind !== 'key.delete' || first === null) return undefined;
  return { edit: { kind: 'key.restore', dump: asBytes(first), expiresAt: before } };
}

async function typeOf(target: EditTarget, key: Buffer): Promise<string> {
  const type = asText(await target.send(['TYPE', key]));
  if (type === 'none') throw new CodedError('NOT_FOUND', 'The key is not there any more, so nothing was changed.');
  return type;
}

/** RENAMENX is atomic by itself, and never replaces a key: not on the way back either. */
async function rename(target: EditTarget, key: Buffer, to: Buffer): Promise<EditOutcome> {
  if (target.slotOf(key) !== target.slotOf(to)) {
    const text =
      'The new name belongs to another slot of the cluster, and no command moves a key there in one step. Keep the same {hash tag} in the name, or export the key and import it under its new name.';
    throw new CodedError('CROSS_SLOT', text);
  }
  try {
    const done = asNumber(await target.send(['RENAMENX', key, to])) === 1;
    if (!done) return { kind: 'conflict', present: { kind: 'taken' } };
    return { kind: 'done', undo: { edit: { kind: 'key.rename', to: key } } };
  } catch (error) {
    if (/no such key/i.test(serverWords(error))) return { kind: 'conflict', present: { kind: 'gone' } };
    throw error;
  }
}

function serverWords(error: unknown): string {
  return error instanceof CodedError && error.cause instanceof ReplyError ? error.cause.message : '';
}

/** Who may not run scripts, or not what is in them, is told so: an edit in several commands would not be safe. */
function explained(error: unknown): unknown {
  const words = serverWords(error);
  if (/^NOPERM|ACL failure|can't run this command|no permission/i.test(words)) {
    const text = `Nothing was changed: an edit is checked and made in one script, and this user may not run it (${words}). Ask for EVALSHA, EVAL and the commands of this type.`;
    return new CodedError('NO_PERMISSION', text, { cause: error });
  }
  if (/path leads to more than one place/.test(words)) {
    return new CodedError('INVALID_INPUT', 'The path leads to more than one place. Choose one of them.', {
      cause: error,
    });
  }
  if (/not a valid float|not a float/i.test(words)) {
    return new CodedError('INVALID_INPUT', 'A score is a number, such as 1.5, inf or -inf.', { cause: error });
  }
  return error;
}
