import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import { askChoice } from '../ui/inputs';
import type { CommandServices } from './services';

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

function textOf(argument: unknown, property: string): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const value = (argument as Readonly<Record<string, unknown>>)[property];
  return typeof value === 'string' ? value : undefined;
}
