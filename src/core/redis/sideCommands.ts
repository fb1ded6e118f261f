import { CodedError } from '../base/errors';
import { wordOf } from './commandTable';
import type { Command, CommandArg } from './reply';
import { describeCommand } from './serverErrors';

/** The channel on which a server tells a RESP2 client which keys have changed. */
export const INVALIDATIONS = '__redis__:invalidate';
/** Keyspace notifications, of one database each. Their events by name (`__keyevent@`) are not asked for. */
const KEYSPACE = /^__keyspace@\d+__:/;

/**
 * All that a side link may send, whatever the connection allows: each of these only asks to be told of changes. None
 * writes, none changes a setting of the server, and none is looked up in the server's own flags.
 */
const ALLOWED: Readonly<Record<string, (args: readonly CommandArg[]) => boolean>> = {
  ping: (args) => args.length === 0,
  // Reading it is how a tracked link says which key it wants to hear of; it does not count as use of the key.
  type: (args) => args.length === 1,
  client: (args) =>
    isWord(args[0], 'id') ? args.length === 1 : isWord(args[0], 'tracking') && isTracking(args.slice(1)),
  subscribe: (args) => args.length > 0 && args.every(isOwnChannel),
  unsubscribe: (args) => args.length > 0 && args.every(isOwnChannel),
  psubscribe: (args) => args.length > 0 && args.every(isKeyspace),
  punsubscribe: (args) => args.length > 0 && args.every(isKeyspace),
};

/**
 * Throws `NOT_AVAILABLE` for whatever is not on the written list, argument for argument. Channels that begin with
 * `channels` may be heard as well.
 */
export function checkSideCommand(command: Command, channels?: string): void {
  const [name, ...args] = command;
  const lower = name.toLowerCase();
  if (channels !== undefined && lower === 'subscribe' && args.length > 0) {
    if (args.every((channel) => String(channel).startsWith(channels))) return;
  }
  const allows = Object.hasOwn(ALLOWED, lower) ? ALLOWED[lower] : undefined;
  if (allows?.(args)) return;
  const text = `${describeCommand(command)} was not sent: a link that only hears of changes sends nothing else.`;
  throw new CodedError('NOT_AVAILABLE', text);
}

/** `OFF`, or `ON REDIRECT id`, alone or with `BCAST` and prefixes. */
function isTracking([mode, ...rest]: readonly CommandArg[]): boolean {
  if (isWord(mode, 'off')) return rest.length === 0;
  const [redirect, id, broadcast, ...prefixes] = rest;
  if (!isWord(mode, 'on') || !isWord(redirect, 'redirect') || typeof id !== 'number') return false;
  if (broadcast === undefined) return true;
  return (
    isWord(broadcast, 'bcast') &&
    prefixes.length % 2 === 0 &&
    prefixes.every((word, at) => at % 2 === 1 || isWord(word, 'prefix'))
  );
}

function isWord(arg: CommandArg | undefined, word: string): boolean {
  return arg !== undefined && wordOf(arg) === word;
}

function isOwnChannel(channel: CommandArg): boolean {
  return String(channel) === INVALIDATIONS || isKeyspace(channel);
}

function isKeyspace(channel: CommandArg): boolean {
  return KEYSPACE.test(Buffer.isBuffer(channel) ? channel.toString('latin1') : String(channel));
}
