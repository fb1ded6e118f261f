import type { CommandTable } from './commandTable';
import { wordOf } from './commandTable';
import type { Command, CommandArg } from './reply';

/** Finds the keys among the arguments, or undefined when they cannot be told. */
type KeyFinder = (args: readonly CommandArg[]) => readonly CommandArg[] | undefined;

/**
 * The keys that `command` names, by the server's key positions. Undefined when they are not known: the command is not
 * listed, or its keys move about and it is none of those below. Channels and search indexes count as keys.
 */
export function commandKeys(command: Command, table: CommandTable): readonly CommandArg[] | undefined {
  const [name, ...args] = command;
  const movable = MOVABLE.get(name.toLowerCase());
  if (movable) return movable(args);
  const facts = table.resolve(command) ?? table.lookUp(name);
  if (!facts || facts.flags.has('movablekeys')) return undefined;
  return keysAt(command, facts.firstKey, facts.lastKey, facts.keyStep);
}

function keysAt(command: Command, first: number, last: number, step: number): readonly CommandArg[] | undefined {
  if (first === 0) return [];
  const end = last < 0 ? command.length + last : last;
  if (step <= 0 || end >= command.length) return undefined;
  const keys: CommandArg[] = [];
  for (let index = first; index <= end; index += step) {
    const key = command[index];
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys;
}

/** `[…, numkeys, key, key, …]` with `numkeys` at `position`. */
function counted(position: number): KeyFinder {
  return (args) => {
    const count = Number(args[position]);
    const keys = args.slice(position + 1, position + 1 + count);
    return Number.isInteger(count) && count >= 0 && keys.length === count ? keys : undefined;
  };
}

/** A destination first, then counted sources. */
const destinationAndCounted: KeyFinder = (args) => {
  const [destination] = args;
  const sources = counted(1)(args);
  return destination === undefined || !sources ? undefined : [destination, ...sources];
};

/** `… STREAMS key [key …] id [id …]`: the first half of what follows. */
const afterStreams: KeyFinder = (args) => {
  const start = args.findIndex((arg) => wordOf(arg) === 'streams');
  if (start < 0) return undefined;
  const rest = args.slice(start + 1);
  return rest.length > 0 && rest.length % 2 === 0 ? rest.slice(0, rest.length / 2) : undefined;
};

/** The key, and the destination after each of `words`. Any argument that reads so counts: better one key too many. */
function keyAndStored(words: readonly string[]): KeyFinder {
  return (args) => {
    const [key] = args;
    if (key === undefined) return undefined;
    const keys = [key];
    for (const [index, arg] of args.entries()) {
      const destination = args[index + 1];
      if (index > 0 && words.includes(wordOf(arg)) && destination !== undefined) keys.push(destination);
    }
    return keys;
  };
}

/** SORT reads keys by patterns (BY, GET), which nobody can list beforehand. */
const sort: KeyFinder = (args) =>
  args.slice(1).some((arg) => ['by', 'get'].includes(wordOf(arg))) ? undefined : keyAndStored(['store'])(args);

/** The name of a channel or of a search index: no key, but what the command reaches. */
const nameFirst: KeyFinder = (args) => (args[0] === undefined ? undefined : [args[0]]);

/** The index, and the prefixes of the keys it covers. Without PREFIX it covers all keys there are. */
const searchIndex: KeyFinder = (args) => {
  const prefixAt = args.findIndex((arg) => wordOf(arg) === 'prefix');
  const index = nameFirst(args);
  const prefixes = prefixAt < 0 ? undefined : counted(prefixAt + 1)(args);
  return index && prefixes && prefixes.length > 0 ? [...index, ...prefixes] : undefined;
};

/** Commands whose keys the table's first, last and step do not give. MIGRATE is missing on purpose: it moves keys away. */
const MOVABLE: ReadonlyMap<string, KeyFinder> = new Map(
  Object.entries<KeyFinder>({
    eval: counted(1),
    evalsha: counted(1),
    eval_ro: counted(1),
    evalsha_ro: counted(1),
    fcall: counted(1),
    fcall_ro: counted(1),
    zunionstore: destinationAndCounted,
    zinterstore: destinationAndCounted,
    zdiffstore: destinationAndCounted,
    zunion: counted(0),
    zinter: counted(0),
    zdiff: counted(0),
    zintercard: counted(0),
    sintercard: counted(0),
    zmpop: counted(0),
    lmpop: counted(0),
    bzmpop: counted(1),
    blmpop: counted(1),
    xread: afterStreams,
    xreadgroup: afterStreams,
    sort,
    georadius: keyAndStored(['store', 'storedist']),
    georadiusbymember: keyAndStored(['store', 'storedist']),
    publish: nameFirst,
    spublish: nameFirst,
    'ft.create': searchIndex,
    'ft.alter': nameFirst,
    'ft.dropindex': nameFirst,
  }),
);
