import { wordOf } from './commandTable';
import type { Command, CommandArg } from './reply';

/** What stands in a secret's place. */
export const MASK = '***';

/** Settings whose value is a secret. */
const SECRET_SETTINGS = /^(requirepass|masterauth|primaryauth|sentinel-pass|tls-(client-)?key-file-pass)$/;

/** The command with its secrets replaced by `***`: what may be shown, logged and kept. The same object when it has none. */
export function maskCommand(command: Command): Command {
  const [name, ...args] = command;
  const masked = maskArgs(name.toLowerCase(), args);
  return masked ? [name, ...masked] : command;
}

function maskArgs(name: string, args: readonly CommandArg[]): CommandArg[] | undefined {
  switch (name) {
    case 'auth':
      // With a user name, only the last one is secret; with one argument too many, all are suspect.
      return args.map((arg, index) => (args.length === 2 && index === 0 ? arg : MASK));
    case 'hello':
      return maskAfter(args, 'auth', 2);
    case 'migrate':
      return maskAfter(args, 'auth', 1) ?? maskAfter(args, 'auth2', 2);
    case 'acl':
      return isWord(args[0], 'setuser') ? args.map(maskRule) : undefined;
    case 'config':
      return isWord(args[0], 'set') ? maskSettings(args) : undefined;
    case 'sentinel':
      return isWord(args[0], 'set') ? maskAfter(args, 'auth-pass', 1) : undefined;
    default:
      return undefined;
  }
}

function isWord(arg: CommandArg | undefined, word: string): boolean {
  return arg !== undefined && wordOf(arg) === word;
}

/** Masks the last of the `count` arguments after `word`: a password, which may have a user name before it. */
function maskAfter(args: readonly CommandArg[], word: string, count: 1 | 2): CommandArg[] | undefined {
  const at = args.findIndex((arg) => wordOf(arg) === word);
  return at < 0 ? undefined : args.map((arg, index) => (index === at + count ? MASK : arg));
}

/** `>password`, `<password`, `#hash`, `!hash`. */
function maskRule(arg: CommandArg, index: number): CommandArg {
  const word = wordOf(arg);
  return index > 1 && /^[<>#!]/.test(word) ? `${word.charAt(0)}${MASK}` : arg;
}

function maskSettings(args: readonly CommandArg[]): CommandArg[] {
  return args.map((arg, index) => {
    const setting = args[index - 1];
    const isValue = index >= 2 && index % 2 === 0;
    return isValue && setting !== undefined && SECRET_SETTINGS.test(wordOf(setting)) ? MASK : arg;
  });
}
