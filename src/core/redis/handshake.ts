import { CodedError } from '../base/errors';
import type { Client } from './client';
import type { ConnectionProfile } from './profile';
import { describeAddress } from './profile';
import type { Command } from './reply';
import { ReplyError } from './reply';
import { serverError } from './serverErrors';

/** How the server sees us in CLIENT LIST. */
const CLIENT_NAME = 'vscode-redis-patterns';

/** What ends a connect: nothing could be asked on such a link. A PING is refused for less, by a server that cannot save for example. */
const OF_NO_USE = /^(NOAUTH|LOADING|BUSY|MASTERDOWN)\b/;

/**
 * Gets a fresh link let in, onto the profile's database and named, in one round trip; answers which version of the protocol
 * it speaks from then on. A server without RESP3 is spoken to in RESP2. Rejects with a `CodedError`.
 * SELECT is checked, because a link that silently stays on database 0 shows, and writes to, the wrong data.
 */
export async function shakeHands(
  client: Client,
  profile: ConnectionProfile,
  password: string | undefined,
): Promise<2 | 3> {
  const commands: Command[] = authCommands(profile, password);
  if (profile.protocol === 3) commands.push(['HELLO', 3]);
  if (profile.database !== 0) commands.push(['SELECT', profile.database]);
  commands.push(['CLIENT', 'SETNAME', CLIENT_NAME], ['PING']);
  const answers = await Promise.allSettled(client.write(commands));
  const reasons = answers.map((answer): unknown => (answer.status === 'rejected' ? answer.reason : undefined));
  // In the order they were sent: after a failed AUTH all others fail as well, and that is not the reason.
  for (const [index, reason] of reasons.entries()) {
    const command = commands[index];
    if (command && reason instanceof ReplyError) judge(reason, command, profile, password);
  }
  const lost = reasons.find((reason) => reason !== undefined && !(reason instanceof ReplyError));
  if (lost === undefined) return profile.protocol === 3 && !reasons[commands.findIndex(isHello)] ? 3 : 2;
  const [said] = reasons;
  throw said instanceof ReplyError ? hungUpSaying(said, profile) : (lost as Error);
}

function isHello([name]: Command): boolean {
  return name === 'HELLO';
}

/** With a user name even without a password: the server would take the link for the default user, who may do everything. */
function authCommands({ username }: ConnectionProfile, password: string | undefined): Command[] {
  if (username) return [['AUTH', username, password ?? '']];
  return password === undefined ? [] : [['AUTH', password]];
}

function judge(error: ReplyError, command: Command, profile: ConnectionProfile, password: string | undefined): void {
  const away = sentAway(error, profile);
  if (away) throw away;
  if (command[0] === 'AUTH') throw authError(error, profile, password);
  if (command[0] === 'SELECT') throw selectError(error, profile);
  // A user that may neither name itself nor PING is welcome all the same.
  if (OF_NO_USE.test(error.message)) throw serverError(error, command);
}

/** Some servers send a link away at once, with the reason where the first answer should be. */
function sentAway(error: ReplyError, profile: ConnectionProfile): CodedError | undefined {
  const address = describeAddress(profile);
  if (error.message.startsWith('DENIED')) {
    const text = `The server at ${address} is in protected mode: it has no password, so it lets in only its own machine (DENIED). Give it a password, or connect from there, such as through an SSH tunnel.`;
    return new CodedError('NO_PERMISSION', text, { cause: error });
  }
  if (/max number of clients/i.test(error.message)) {
    const text = `The server at ${address} is at its limit of clients (maxclients) and lets nobody in. Close connections that are not used, or raise the limit.`;
    return new CodedError('CONNECTION_LOST', text, { cause: error });
  }
  return undefined;
}

function hungUpSaying(said: ReplyError, profile: ConnectionProfile): CodedError {
  const text = `${describeAddress(profile)} closed the connection before it was ready, and said: ${said.message}`;
  return new CodedError('CONNECTION_LOST', text, { cause: said });
}

function authError(error: ReplyError, profile: ConnectionProfile, password: string | undefined): CodedError {
  const options = { cause: error };
  if (/no password is set|without any password configured/i.test(error.message)) {
    const text = `The server at ${describeAddress(profile)} asks for no password, but "${profile.name}" has one. Remove it from the connection, or check the address.`;
    return new CodedError('WRONG_PASSWORD', text, options);
  }
  if (error.message.startsWith('WRONGPASS') || /invalid password/i.test(error.message)) {
    if (password === undefined) {
      const text = `The user "${String(profile.username)}" of "${profile.name}" is not let in without a password (WRONGPASS). Enter it, or correct the user name.`;
      return new CodedError('AUTH_REQUIRED', text, options);
    }
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
