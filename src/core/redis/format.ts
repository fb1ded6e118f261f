import { joinUpTo, printablePieces } from './printable';
import type { Command, CommandArg, Reply } from './reply';
import { ReplyError } from './reply';

export interface FormatOptions {
  /** Most characters of the result, its ellipsis included. Everything unless given. */
  readonly maxLength?: number;
}

/** Words that redis-cli takes without quotes and that look the same to everybody. */
const PLAIN_WORD = /^[\w:.{}/@*+,=<>()[\]$%^&|~?#!;-]+$/;

/**
 * The command as one would type it in redis-cli, on one line. What is printed in full is read back byte for byte. Text of
 * a hostile server or user is inert: nothing in it can break the line or change its direction.
 */
export function formatCommand(command: Command, options: FormatOptions = {}): string {
  return joinUpTo(commandPieces(command), options.maxLength ?? Infinity);
}

/** One argument as one would type it in redis-cli. */
export function formatArg(arg: CommandArg, options: FormatOptions = {}): string {
  return joinUpTo(argPieces(arg), options.maxLength ?? Infinity);
}

/**
 * The reply on one line, much as redis-cli prints it: `(integer) 1`, `"text"`, `(nil)`, `1) "a" 2) "b" … 20 more`; an
 * array within an array is set in brackets.
 */
export function formatReply(reply: Reply, options: FormatOptions = {}): string {
  const maxLength = options.maxLength ?? Infinity;
  return isList(reply) ? listText(reply, maxLength) : joinUpTo(scalarPieces(reply), maxLength);
}

function* commandPieces(command: Command): Generator<string> {
  for (const [index, arg] of command.entries()) {
    if (index > 0) yield ' ';
    yield* argPieces(arg);
  }
}

function* argPieces(arg: CommandArg): Generator<string> {
  const bytes = Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg));
  if (isPlainWord(bytes)) {
    yield* bytes.toString('latin1');
    return;
  }
  yield* quoted(bytes);
}

function isPlainWord(bytes: Buffer): boolean {
  // Nobody reads a word of this length; quoting it saves looking through all of it.
  return bytes.length < 1000 && PLAIN_WORD.test(bytes.toString('latin1'));
}

function* quoted(bytes: Buffer): Generator<string> {
  yield '"';
  yield* printablePieces(bytes);
  yield '"';
}

/** Status replies look like any string once they are here; these few say nothing as data and much as a status. */
const STATUS = /^(OK|QUEUED|PONG)$/;

function* scalarPieces(reply: Exclude<Reply, readonly Reply[]>): Generator<string> {
  if (reply === null) {
    yield '(nil)';
  } else if (reply instanceof ReplyError) {
    yield '(error) ';
    yield* printablePieces(Buffer.from(reply.message));
  } else if (!Buffer.isBuffer(reply)) {
    yield `(integer) ${String(reply)}`;
  } else if (reply.length < 8 && STATUS.test(reply.toString('latin1'))) {
    yield reply.toString('latin1');
  } else {
    yield* quoted(reply);
  }
}

function listText(list: readonly Reply[], maxLength: number): string {
  if (list.length === 0) return joinUpTo(['(empty array)'], maxLength);
  let text = '';
  for (const [index, item] of list.entries()) {
    const left = list.length - index - 1;
    const label = `${index === 0 ? '' : ' '}${String(index + 1)}) `;
    // Room for the note about those that come after it, so that the note itself always fits.
    const room = maxLength - text.length - label.length - (left === 0 ? 0 : moreText(left).length);
    const whole = itemText(item, maxLength);
    if (whole.length > room && index > 0) return text + moreText(left + 1);
    text += label + (whole.length <= room ? whole : shortItemText(item, room));
  }
  return text;
}

function moreText(count: number): string {
  return ` … ${String(count)} more`;
}

function itemText(item: Reply, maxLength: number): string {
  return isList(item) && item.length > 0 ? `[${listText(item, maxLength)}]` : formatReply(item, { maxLength });
}

/** A list within a list is shown whole or only counted: a few of its items would look like all of them. */
function shortItemText(item: Reply, maxLength: number): string {
  return isList(item) ? joinUpTo([`[${String(item.length)} items]`], maxLength) : formatReply(item, { maxLength });
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}
