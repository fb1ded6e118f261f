import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import { askChoice } from '../ui/inputs';
import type { KeyNode } from '../views/keyRows';
import type { CommandServices } from './services';

/** What the keybindings of the Keys view pass along (see package.json): the row that has the focus is meant. */
const AT_FOCUS = 'focused';

/** The connection that a row, or a caller, names. */
export function connectionIdOf(argument: unknown): string | undefined {
  return typeof argument === 'string' ? argument : textOf(argument, 'connectionId');
}

/** The pattern that a row, or a caller, names; without one a person chooses. */
export async function patternOf({ patterns }: CommandServices, argument: unknown, title: string): Promise<AnyPattern> {
  const wanted = typeof argument === 'string' ? argument : textOf(argument, 'patternId');
  if (wanted === undefined) {
    return askChoice(
      { title, placeholder: 'Choose a pattern' },
      patterns.map((pattern) => ({
        label: pattern.title,
        detail: pattern.summary,
        value: pattern,
      })),
    );
  }
  const pattern = patterns.find(({ id }) => id === wanted);
  if (!pattern) throw new CodedError('NOT_FOUND', `There is no pattern "${wanted}".`);
  return pattern;
}

/** The key that a row, or a caller, names. */
export function keyOf(argument: unknown): Buffer | undefined {
  if (typeof argument !== 'object' || argument === null || !('key' in argument)) return undefined;
  return Buffer.isBuffer(argument.key) ? argument.key : undefined;
}

/**
 * The rows of the Keys view that a command is about: all that are selected, where the one it was called on is among them;
 * from the keyboard the same, with the focused row. Called on none, from the palette, the selection counts.
 */
export async function keyRowsOf(
  { keys }: CommandServices,
  argument: unknown,
  selected: unknown,
): Promise<readonly KeyNode[]> {
  if (Array.isArray(selected) && selected.includes(argument)) return selected.filter(isKeyNode);
  if (isKeyNode(argument)) return [argument];
  if (argument === AT_FOCUS) return keys.focused();
  return argument === undefined ? keys.selection() : [];
}

/** The id of the connection that all of the rows are of, or that a caller names beside a key; undefined where none is named. */
export function connectionIdOfRows(rows: readonly KeyNode[], argument: unknown): string | undefined {
  const ids = new Set(rows.flatMap((node) => textOf(node, 'connectionId') ?? []));
  if (ids.size > 1) {
    throw new CodedError('INVALID_INPUT', 'The selected keys are of several connections. Select those of one.');
  }
  const [id] = ids;
  return id ?? textOf(argument, 'connectionId');
}

function isKeyNode(value: unknown): value is KeyNode {
  const kind = textOf(value, 'kind');
  return kind === 'key' || kind === 'namespace' || kind === 'rest' || kind === 'scan' || kind === 'sort';
}

/** A property of an argument that holds text; undefined when there is none. */
export function textOf(argument: unknown, property: string): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const value = (argument as Readonly<Record<string, unknown>>)[property];
  return typeof value === 'string' ? value : undefined;
}
