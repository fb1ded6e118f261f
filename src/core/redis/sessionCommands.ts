import { CodedError } from '../base/errors';
import { wordOf } from './commandTable';
import type { Command } from './reply';
import { describeCommand } from './serverErrors';

/**
 * Commands that change the link itself. It is shared by every view, so they would change what others see: another
 * database, another user, another protocol, no replies at all. WATCH belongs to them: another view's EXEC ends it.
 */
const CHANGES_THE_LINK = new Set(
  (
    'auth hello select reset quit watch unwatch monitor sync psync replconf subscribe psubscribe ssubscribe unsubscribe ' +
    'punsubscribe sunsubscribe asking readonly readwrite'
  ).split(' '),
);

/** What a link of one's own may send of them: nobody else's EXEC ends its WATCH. */
const WATCHES: ReadonlySet<string> = new Set(['watch', 'unwatch']);

/**
 * Refuses what must not be sent over a shared link: commands that change it (`NOT_AVAILABLE`), and transactions that are
 * not whole within `commands` (`INVALID_INPUT`), into which the commands of others would slip.
 */
export function checkSharedLink(commands: readonly Command[]): void {
  check(commands, new Set());
}

/** As `checkSharedLink`, but WATCH and UNWATCH pass. */
export function checkOwnLink(commands: readonly Command[]): void {
  check(commands, WATCHES);
}

function check(commands: readonly Command[], allowed: ReadonlySet<string>): void {
  let inTransaction = false;
  for (const command of commands) {
    const name = command[0].toLowerCase();
    if ((CHANGES_THE_LINK.has(name) && !allowed.has(name)) || isClientReply(command)) throw changesTheLink(command);
    if (name === 'multi') {
      if (inTransaction) throw notWhole();
      inTransaction = true;
    } else if (name === 'exec' || name === 'discard') {
      if (!inTransaction) throw notWhole();
      inTransaction = false;
    }
  }
  if (inTransaction) throw notWhole();
}

function isClientReply([name, second]: Command): boolean {
  return name.toLowerCase() === 'client' && second !== undefined && wordOf(second) === 'reply';
}

function changesTheLink(command: Command): CodedError {
  const name = describeCommand(command);
  const text = `${name} was not sent: it would change the connection that all views share. Use a client of your own for it.`;
  return new CodedError('NOT_AVAILABLE', text);
}

function notWhole(): CodedError {
  const text = 'MULTI and EXEC were not sent: a transaction must be whole within one pipeline, from MULTI to EXEC.';
  return new CodedError('INVALID_INPUT', text);
}
