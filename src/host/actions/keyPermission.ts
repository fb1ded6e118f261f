import { CodedError } from '../../core/base/errors';
import type { ConnectionProfile } from '../../core/redis/profile';
import { settings } from '../config/settings';
import { askText } from '../ui/inputs';
import type { Question } from '../ui/messages';
import { confirm } from '../ui/messages';

/** Refuses before anything is asked or sent. Throws `READ_ONLY_CONNECTION`. */
export function refuseReadOnly({ name, readOnly }: ConnectionProfile): void {
  if (!readOnly) return;
  const text = `"${name}" is read-only, so nothing is written to it. Edit the connection, or choose another one.`;
  throw new CodedError('READ_ONLY_CONNECTION', text);
}

export interface KeyWrite extends Question {
  /** What is typed on production to go on: a name, or a number. */
  readonly typed: string;
  /** On other servers nothing is asked. */
  readonly quiet?: boolean;
}

/**
 * Whether many keys, or a whole one, may be written or deleted: refused on a read-only connection, a modal question on
 * others, and on production something to type as well. Ends in an abort error when the answer is no.
 */
export async function permitKeyWrite(profile: ConnectionProfile, write: KeyWrite): Promise<void> {
  refuseReadOnly(profile);
  const isProduction = profile.environment === 'production';
  if (!isProduction && write.quiet) return;
  await confirm(write);
  if (!isProduction) return;
  await askText({
    title: `${write.action} on the production server "${profile.name}"`,
    prompt: `Type ${write.typed} to go on.`,
    placeholder: write.typed,
    validate: (text) => (text.trim() === write.typed.trim() ? undefined : `That is not ${write.typed}.`),
  });
}

export interface KeyEdit extends Question {
  /** Taking something away asks more often than changing it. */
  readonly removes: boolean;
}

/**
 * Whether one key may be changed: refused on a read-only connection, asked about on production every time, elsewhere only
 * when something is taken away, in development as the setting says. Ends in an abort error when the answer is no.
 */
export async function permitKeyEdit(profile: ConnectionProfile, edit: KeyEdit): Promise<void> {
  refuseReadOnly(profile);
  const { environment, name } = profile;
  const isProduction = environment === 'production';
  const isAsked = edit.removes && (environment === 'staging' || settings.confirmKeyDeletion());
  if (!isProduction && !isAsked) return;
  await confirm({ ...edit, message: `${edit.message}${isProduction ? ` on the production server "${name}"` : ''}?` });
}
