import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import type { Command } from '../../redis/reply';
import { asArray, asBytes, asNumber, asPairs, asText } from '../../redis/reply';
import type { KeyContent } from '../keyTypes';
import { ask } from '../readers/reader';

export interface ScoreRange {
  readonly order: 'highest' | 'lowest';
  /** As ZRANGEBYSCORE writes it: `5`, `(5` without 5 itself, `-inf`. */
  readonly min?: string;
  readonly max?: string;
}

export interface RangePage {
  readonly content: Extract<KeyContent, { kind: 'zset' }>;
  /** Members of the whole range. */
  readonly total: number;
}

const BOUND = /^\(?(?:[+-]?(?:inf|\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?))$/i;

/**
 * Members of a sorted set in either order, all of them or those with scores between two bounds, `count` from the
 * `offset`th on; undefined when the key is not there. By commands that Redis 6.0 has too. Rejects with `INVALID_INPUT`
 * for a bound that is none, `WRONG_TYPE`, or as the executor does.
 */
export async function readScoreRange(
  executor: Executor,
  key: Buffer,
  range: ScoreRange,
  page: { readonly offset: number; readonly count: number; readonly signal?: AbortSignal },
): Promise<RangePage | undefined> {
  const min = boundOf(range.min, '-inf');
  const max = boundOf(range.max, '+inf');
  const { offset, count, signal } = page;
  const down = range.order === 'highest';
  const all = min === '-inf' && max === '+inf';
  const rows: Command = all
    ? [down ? 'ZREVRANGE' : 'ZRANGE', key, offset, offset + count - 1, 'WITHSCORES']
    : [
        ...([down ? 'ZREVRANGEBYSCORE' : 'ZRANGEBYSCORE', key, ...(down ? [max, min] : [min, max])] as const),
        ...(['WITHSCORES', 'LIMIT', offset, count] as const),
      ];
  // What comes before the range, so that rows have their rank.
  const before: Command = down ? ['ZCOUNT', key, beyond(max), '+inf'] : ['ZCOUNT', key, '-inf', beyond(min)];
  const [cardinality, ...replies] = await ask(
    executor,
    [['ZCARD', key], ['ZCOUNT', key, min, max], before, rows],
    signal,
  );
  if (asNumber(cardinality ?? null) === 0) return undefined;
  const [within = null, passed = null, found = null] = replies;
  const first = (all ? 0 : asNumber(passed)) + offset;
  const members = asPairs(asArray(found)).map(([member, score]) => ({ member: asBytes(member), score: asText(score) }));
  return { content: { kind: 'zset', first, rows: members }, total: asNumber(within) };
}

function boundOf(text: string | undefined, fallback: string): string {
  const bound = text?.trim() ?? '';
  if (bound === '') return fallback;
  if (BOUND.test(bound)) return bound;
  throw new CodedError('INVALID_INPUT', `"${bound}" is no score. Write a number, "(5" to leave 5 out, or inf.`);
}

/** The other side of a bound: what is not in the range. */
function beyond(bound: string): string {
  return bound.startsWith('(') ? bound.slice(1) : `(${bound}`;
}
