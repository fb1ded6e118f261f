import type { ErrorCode } from '../base/errors';
import { CodedError } from '../base/errors';
import type { Command, ReplyError } from './reply';

interface Explanation {
  readonly code: ErrorCode;
  readonly text: (command: string, message: string) => string;
}

/** By the word that the server's error begins with. What happened, what it means, what to do. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  WRONGTYPE: {
    code: 'WRONG_TYPE',
    text: (command) =>
      `${command} does not fit the type of this key (WRONGTYPE). It may have been replaced: refresh it.`,
  },
  NOPERM: {
    code: 'NO_PERMISSION',
    text: (command, message) =>
      /access|key|channel/i.test(message.replace(/'[^']*'/g, ''))
        ? `The user may run ${command}, but not on these keys or channels (NOPERM). Ask for access to them, or connect as another user.`
        : `The user may not run ${command} (NOPERM). Ask for the permission, or connect as another user.`,
  },
  NOAUTH: {
    code: 'AUTH_REQUIRED',
    text: () => 'The server asks for a password (NOAUTH). Add one to the connection.',
  },
  WRONGPASS: {
    code: 'WRONG_PASSWORD',
    text: () => 'Wrong user name or password (WRONGPASS). Enter it again, or edit the connection.',
  },
  LOADING: {
    code: 'SERVER_LOADING',
    text: () => 'The server is still loading its data (LOADING). Try again in a moment.',
  },
  READONLY: {
    code: 'READONLY_REPLICA',
    text: (command) =>
      `${command} was refused because this server is a read-only replica (READONLY). Connect to its primary to write; behind Sentinel that happens by itself in a moment.`,
  },
  OOM: {
    code: 'OUT_OF_MEMORY',
    text: (command) =>
      `The server is at its maxmemory and refused ${command} (OOM). Free memory, raise maxmemory, or choose an eviction policy.`,
  },
  MISCONF: {
    code: 'MISCONFIGURED',
    text: (command) =>
      `The server cannot save its data to disk and refuses writes such as ${command} (MISCONF). Check its disk and its log.`,
  },
  BUSY: {
    code: 'SERVER_BUSY',
    text: () => 'A script keeps the server busy (BUSY). Wait for it, or stop it with SCRIPT KILL.',
  },
  CLUSTERDOWN: {
    code: 'CLUSTER_DOWN',
    text: () => 'The cluster is down or does not serve this slot (CLUSTERDOWN). Check CLUSTER INFO, then try again.',
  },
  TRYAGAIN: {
    code: 'TRY_AGAIN',
    text: (command) => `${command} names keys of a slot that is being moved (TRYAGAIN). Try again in a moment.`,
  },
  CROSSSLOT: {
    code: 'CROSS_SLOT',
    text: (command) =>
      `${command} names keys of different slots (CROSSSLOT). Give keys that belong together the same {hash tag}.`,
  },
  MOVED: {
    code: 'SERVER_ERROR',
    text: () => 'This key lives on another node of a cluster (MOVED). Make the connection a cluster connection.',
  },
  MASTERDOWN: {
    code: 'SERVER_ERROR',
    text: () => 'This replica has lost its primary and serves no stale data (MASTERDOWN). Connect to the primary.',
  },
  NOSCRIPT: {
    code: 'SERVER_ERROR',
    text: () => 'The server does not know the script (NOSCRIPT). It is loaded again at the next run.',
  },
};

const UNKNOWN_COMMAND: Explanation = {
  code: 'UNKNOWN_COMMAND',
  text: (command) => `This server has no command ${command}. A newer version or a module may have it.`,
};

/** The server's refusal of `command` as an error for people; the reply itself is its cause. */
export function serverError(error: ReplyError, command: Command): CodedError {
  const name = describeCommand(command);
  const explanation = explanationOf(error.message);
  const text = explanation?.text(name, error.message) ?? `The server refused ${name}: ${error.message}`;
  return new CodedError(explanation?.code ?? 'SERVER_ERROR', text, { cause: error });
}

function explanationOf(message: string): Explanation | undefined {
  if (/^ERR unknown (sub)?command/i.test(message)) return UNKNOWN_COMMAND;
  const word = /^[A-Z]+/.exec(message)?.[0] ?? '';
  return Object.hasOwn(EXPLANATIONS, word) ? EXPLANATIONS[word] : undefined;
}

/** Commands whose second word is part of the name. Only for texts; what a command may do is decided by the guard. */
const TWO_WORDS =
  /^(ACL|CLIENT|CLUSTER|COMMAND|CONFIG|DEBUG|FUNCTION|LATENCY|MEMORY|MODULE|OBJECT|PUBSUB|SCRIPT|SLOWLOG|XGROUP|XINFO)$/;

/** The command's name for people: `SET`, `CONFIG SET`. Never its arguments. */
export function describeCommand([first, second]: Command): string {
  const name = first.toUpperCase();
  return TWO_WORDS.test(name) && second !== undefined ? `${name} ${String(second).toUpperCase()}` : name;
}
