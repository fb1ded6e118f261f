import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { Source } from '../blocks';
import type { readAll } from '../kit/read';
import type { NamingContext } from './parameters';

/** What follows the demo's own part of a name: the lengths that are compared, in bytes. */
const LENGTHS = [8, 16, 32, 64, 128] as const;

export interface Cost {
  /** Bytes of the whole name, the demo's part included. */
  readonly nameBytes: number;
  /** Bytes of the part that differs. */
  readonly ownBytes: number;
  readonly bytes: number;
  readonly source: Source;
}

/** A name whose own part has exactly that many bytes. */
export function nameOfLength({ keys }: Pick<NamingContext, 'keys'>, length: number): string {
  return keys.of('n'.padEnd(length, 'x'));
}

/** The same short value under each of the names. */
export function makeLengths(context: NamingContext): readonly Command[] {
  return LENGTHS.map((length) => ['SET', nameOfLength(context, length), 'value', 'EX', context.ttlSeconds]);
}

export function askCosts(context: Pick<NamingContext, 'keys'>): readonly Command[] {
  return LENGTHS.map((length) => ['MEMORY', 'USAGE', nameOfLength(context, length)]);
}

/** What each name costs, from the readings of `askCosts`; names that have expired are left out. */
export function toCosts(
  context: Pick<NamingContext, 'keys'>,
  readings: Awaited<ReturnType<typeof readAll>>,
): readonly Cost[] {
  return readings.flatMap(({ reply, source }, index) => {
    const ownBytes = LENGTHS[index];
    if (ownBytes === undefined || reply === null) return [];
    return [
      { ownBytes, nameBytes: Buffer.byteLength(nameOfLength(context, ownBytes)), bytes: asNumber(reply), source },
    ];
  });
}
