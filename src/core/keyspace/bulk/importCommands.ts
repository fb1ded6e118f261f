import { CodedError } from '../../base/errors';
import type { Command } from '../../redis/reply';
import { quoteArg } from './quote';
import { splitCliWords } from './cliWords';

/** The words after the command's name. Answers what is wrong, or undefined. */
type Shape = (words: readonly Buffer[]) => boolean;

const isInteger = (word: Buffer | undefined): boolean => /^\d{1,16}$/.test(word?.toString('latin1') ?? '');
const isId = (word: Buffer | undefined): boolean => /^\d{1,20}-\d{1,20}$/.test(word?.toString('latin1') ?? '');
const isScore = (word: Buffer | undefined): boolean =>
  /^(?:[-+]?inf|[-+]?[\d.]+(?:e[-+]?\d+)?)$/i.test(word?.toString('latin1') ?? '');
const is = (word: Buffer | undefined, text: string): boolean => word?.toString('latin1').toUpperCase() === text;
const keyAndPairs: Shape = (words) => words.length >= 3 && words.length % 2 === 1;
const keyAndMore: Shape = (words) => words.length >= 2;
const keyAndOne: Shape = (words) => words.length === 2;

/** What our own exports write, and nothing else: no option that is not written there. */
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['SET', keyAndOne],
  ['APPEND', keyAndOne],
  ['HSET', keyAndPairs],
  ['RPUSH', keyAndMore],
  ['SADD', keyAndMore],
  ['ZADD', (words) => keyAndPairs(words) && words.every((word, index) => index % 2 === 0 || isScore(word))],
  ['XADD', isXadd],
  ['XSETID', isXsetid],
  ['XGROUP', isXgroup],
  ['JSON.SET', (words) => words.length === 3 && is(words[1], '$')],
  ['RESTORE', isRestore],
  ['PEXPIREAT', (words) => words.length === 2 && isInteger(words[1])],
  ['HPEXPIREAT', (words) => words.length === 5 && isInteger(words[1]) && is(words[2], 'FIELDS') && is(words[3], '1')],
]);

export interface ImportCommand {
  readonly key: Buffer;
  readonly command: Command;
}

/**
 * One line of a redis-cli text. Throws `INVALID_INPUT` when it is anything but a command in a form that our own export
 * writes.
 */
export function readCommandLine(line: Buffer): ImportCommand {
  const [name, ...args] = splitCliWords(line);
  const word = name?.toString('latin1').toUpperCase() ?? '';
  const shape = SHAPES.get(word);
  if (!shape) {
    const shown = name ? quoteArg(name.subarray(0, 40)) : 'An empty line';
    throw refused(`${shown} is none of the commands that an export writes (${[...SHAPES.keys()].join(', ')})`);
  }
  if (!shape(args)) throw refused(`${word} does not have the arguments that an export gives it`);
  const key = word === 'XGROUP' ? args[1] : args[0];
  if (!key) throw refused(`${word} names no key`);
  return { key, command: [word, ...args] };
}

/** `key id field value …`, or with `MAXLEN 0` for a stream that is to be empty. */
function isXadd(words: readonly Buffer[]): boolean {
  const id = is(words[1], 'MAXLEN') && is(words[2], '0') ? 3 : 1;
  return isId(words[id]) && words.length > id + 2 && (words.length - id) % 2 === 1;
}

function isXsetid(words: readonly Buffer[]): boolean {
  if (!isId(words[1])) return false;
  if (words.length === 2) return true;
  return (
    words.length === 6 &&
    is(words[2], 'ENTRIESADDED') &&
    isInteger(words[3]) &&
    is(words[4], 'MAXDELETEDID') &&
    isId(words[5])
  );
}

function isXgroup(words: readonly Buffer[]): boolean {
  if (!is(words[0], 'CREATE') || !isId(words[3])) return false;
  return words.length === 4 || (words.length === 6 && is(words[4], 'ENTRIESREAD') && isInteger(words[5]));
}

function isRestore(words: readonly Buffer[]): boolean {
  return isInteger(words[1]) && (words.length === 3 || (words.length === 4 && is(words[3], 'ABSTTL')));
}

function refused(what: string): CodedError {
  return new CodedError('INVALID_INPUT', `${what}. Nothing else is let in.`);
}
