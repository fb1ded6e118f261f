import { CodedError } from '../../base/errors';
import { commandKeys } from '../commandKeys';
import { CommandTable, wordOf } from '../commandTable';
import type { Command, CommandArg } from '../reply';
import { describeCommand } from '../serverErrors';
import { keySlot } from './keySlot';

/** Commands that are sent and redirected together: one, or a transaction from MULTI to EXEC. */
export interface Unit {
  readonly indexes: readonly number[];
}

/** The units of those commands whose places are given. Transactions are whole: that was checked before. */
export function unitsOf(commands: readonly Command[], indexes: Iterable<number>): readonly Unit[] {
  const units: Unit[] = [];
  let transaction: number[] | undefined;
  for (const index of indexes) {
    const name = commands[index]?.[0].toLowerCase();
    if (name === 'multi') transaction = [];
    if (!transaction) {
      units.push({ indexes: [index] });
      continue;
    }
    transaction.push(index);
    if (name !== 'exec' && name !== 'discard') continue;
    units.push({ indexes: transaction });
    transaction = undefined;
  }
  return units;
}

/** The slot that all keys of the unit are in, or undefined when it names none. Throws `CROSS_SLOT` when there are several. */
export function slotOfUnit(
  commands: readonly Command[],
  { indexes }: Unit,
  table: CommandTable | undefined,
): number | undefined {
  let slot: number | undefined;
  for (const index of indexes) {
    const command = commands[index];
    if (!command) continue;
    for (const key of routingKeys(command, table)) {
      const own = keySlot(key);
      if (slot !== undefined && own !== slot) throw crossSlot(command, indexes.length > 1);
      slot = own;
    }
  }
  return slot;
}

/** Channels of the whole cluster and search indexes: `commandKeys` counts them as keys, but no slot owns them. */
const NO_SLOT = /^(publish$|ft\.)/;
/** Name no key either, and would look as if they did where the server does not tell. */
const FRAME = new Set(['multi', 'exec', 'discard', 'ping', 'echo', 'info', 'time']);

/** Of a server that hides its list: some commands' keys are known without it. */
const NOTHING_TOLD = CommandTable.parse([]);

/**
 * The keys that decide where the command goes. A wrong guess costs a redirection and nothing else, so where keys cannot
 * be told, the first one that can be is taken.
 */
function routingKeys(command: Command, table: CommandTable | undefined): readonly CommandArg[] {
  const name = command[0].toLowerCase();
  if (NO_SLOT.test(name) || FRAME.has(name)) return [];
  const keys = commandKeys(command, table ?? NOTHING_TOLD);
  if (keys) return keys;
  const position = table ? (table.resolve(command)?.firstKey ?? table.lookUp(name)?.firstKey ?? 0) : 1;
  const first = position > 0 ? command[position] : undefined;
  return first === undefined ? [] : [first];
}

/** What every primary has to know or forget by itself: with each of them a script is looked up where its keys are. */
export function goesEverywhere(command: Command): boolean {
  const second = command[1] === undefined ? '' : wordOf(command[1]);
  switch (command[0].toLowerCase()) {
    case 'script':
      return second === 'load' || second === 'flush';
    case 'function':
      return ['load', 'delete', 'flush', 'restore'].includes(second);
    default:
      return false;
  }
}

/** Commands whose answer, or whose effect, is about the keys of one node: it would pass for that of the whole cluster. */
const ABOUT_ONE_NODE = new Set(['scan', 'keys', 'dbsize', 'randomkey', 'flushall', 'flushdb']);

/** Throws `INVALID_INPUT` for a command that needs to be told which node is meant. */
export function checkNeedsNoNode(command: Command): void {
  if (!ABOUT_ONE_NODE.has(command[0].toLowerCase())) return;
  const name = describeCommand(command);
  const text = `${name} was not sent: in a cluster each node has its own keys, and it would be about one of them only. Run it on every primary.`;
  throw new CodedError('INVALID_INPUT', text);
}

function crossSlot(command: Command, inTransaction: boolean): CodedError {
  const what = inTransaction
    ? 'The transaction was not sent: all its keys must be in one slot'
    : `${describeCommand(command)} was not sent: it names keys of different slots, which may be on different nodes`;
  const text = `${what}. Give keys that belong together the same {hash tag}, or send a command for each key.`;
  return new CodedError('CROSS_SLOT', text);
}
