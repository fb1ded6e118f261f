import { CodedError } from '../base/errors';
import type { Client } from './client';
import type { ConnectionProfile } from './profile';
import { describeAddress } from './profile';
import type { Command } from './reply';
import { ReplyError } from './reply';
import { serverError } from './serverErrors';

/** How the server sees us in CLIENT LIST. */
const CLIENT_NAME = 'vscode-redis-patterns';

/**
 * Gets a fresh link let in, onto the profile's database and named, in one round trip. Rejects with a `CodedError`.
 * SELECT is checked, because a link that silently stays on database 0 shows, and writes to, the wrong data.
 */
export async function shakeHands(
  client: Client,
  profile: ConnectionProfile,
  password: string | undefined,
): Promise<void> {
  const commands: Command[] = [];
  if (password !== undefined)
    commands.push(profile.username ? ['AUTH', profile.username, password] : ['AUTH', password]);
  if (profile.database !== 0) commands.push(['SELECT', profile.database]);
  commands.push(['CLIENT', 'SETNAME', CLIENT_NAME], ['PING']);
  const refusals = await Promise.all(client.write(commands).map(refusal));
  // In the order they were sent: after a failed AUTH all others fail as well, and that is not the reason.
  refusals.forEach((error, index) => {
    const command = commands[index];
    if (error && command) judge(error, command, profile);
  });
}

async function refusal(reply: Promise<unknown>): Promise<ReplyError | undefined> {
  try {
    await reply;
    return undefined;
  } catch (error) {
    if (error instanceof ReplyError) return error;
    throw error;
  }
}

function judge(error: ReplyError, command: Command, profile: ConnectionProfile): void {
  if (command[0] === 'AUTH') throw authError(error, profile);
  if (command[0] === 'SELECT') throw selectError(error, profile);
  // A user that may neither name itself nor PING is welcome all the same.
  if (/^(NOPERM|ERR)\b/.test(error.message)) return;
  throw serverError(error, command);
}

function authError(error: ReplyError, profile: ConnectionProfile): CodedError {
  const options = { cause: error };
  if (/no password is set|without any password configured/i.test(error.message)) {
    const text = `The server at ${describeAddress(profile)} asks for no password, but "${profile.name}" has one. Remove it from the connection, or check the address.`;
    return new CodedError('WRONG_PASSWORD', text, options);
  }
  if (error.message.startsWith('WRONGPASS') || /invalid password/i.test(error.message)) {
    const who = profile.username ? `user name or password` : 'password';
    const text = `Wrong ${who} for "${profile.name}" (WRONGPASS). Enter it again, or edit the connection.`;
    return new CodedError('WRONG_PASSWORD', text, options);
  }
  return serverError(error, ['AUTH']);
}

function selectError(error: ReplyError, profile: ConnectionProfile): CodedError {
  if (/out of range|invalid db index|cluster mode/i.test(error.message)) {
    const text = `"${profile.name}" asks for database ${String(profile.database)}, which this server does not have (${error.message}). Choose another one; 0 is always there.`;
    return new CodedError('DATABASE_OUT_OF_RANGE', text, { cause: error });
  }
  return serverError(error, ['SELECT']);
}
