import { typedName } from '../../core/keyspace/typedName';
import { askText } from '../ui/inputs';
import { connectionIdOf, keyOf, keyRowsOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

/** As long as systems wait for the second click at most, by default. */
const DOUBLE_CLICK_MS = 500;

type Name = 'open' | 'openToSide' | 'keepOpen' | 'follow';

export function inspectorCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { inspectors } = services;
  const isDoubleClick = doubleClicks();
  return {
    async open(argument) {
      const isRow = keyOf(argument) !== undefined;
      const { connectionId, key } = await placeOf(services, argument);
      if (isRow && isDoubleClick(connectionId, key)) inspectors.keep(connectionId, key);
      // Whoever goes from row to row stays in the tree.
      else inspectors.follow(connectionId, key, isRow);
    },
    async openToSide(argument, selected) {
      const [row = argument] = keyOf(argument) ? [] : await keyRowsOf(services, argument, selected);
      const { connectionId, key } = await placeOf(services, row);
      inspectors.keepBeside(connectionId, key);
    },
    keepOpen() {
      inspectors.pinActive(true);
    },
    follow() {
      inspectors.pinActive(false);
    },
  };
}

interface Place {
  readonly connectionId: string;
  readonly key: Buffer;
}

/** The key that a row, or a caller, names; without one a person types its name. */
async function placeOf({ connecting }: CommandServices, argument: unknown): Promise<Place> {
  const key = keyOf(argument) ?? (await askKey());
  const id = typeof argument === 'object' ? connectionIdOf(argument) : undefined;
  return { connectionId: id ?? (await connecting.required()).profile.id, key };
}

async function askKey(): Promise<Buffer> {
  const name = await askText({
    title: 'Open Key',
    prompt: 'The exact name, in double quotes as redis-cli writes it if need be; nothing is scanned.',
    validate: (text) => (text === '' ? 'Enter the name of a key.' : undefined),
  });
  return typedName(name);
}

/** A tree tells of two clicks, and of none that is double. Answers whether this is the second on the same key. */
function doubleClicks(): (connectionId: string, key: Buffer) => boolean {
  let last = { name: '', at: -Infinity };
  return (connectionId, key) => {
    const [name, at] = [`${connectionId} ${key.toString('base64')}`, Date.now()];
    const isSecond = name === last.name && at - last.at < DOUBLE_CLICK_MS;
    last = { name: isSecond ? '' : name, at };
    return isSecond;
  };
}
