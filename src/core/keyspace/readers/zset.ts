import { asBytes, asNumber, asPairs, asText } from '../../redis/reply';
import type { Reader } from './reader';
import { ask, nextPage } from './reader';

/**
 * By rank from the highest score down; the token is the rank to go on at. ZREVRANGE and not `ZRANGE … REV`, which Redis
 * 6.0 and older do not have.
 */
export const readZset: Reader = async (executor, { key, pageSize, from = '0', signal }) => {
  const first = Number(from);
  const [size = null, range = null] = await ask(
    executor,
    [
      ['ZCARD', key],
      ['ZREVRANGE', key, first, first + pageSize - 1, 'WITHSCORES'],
    ],
    signal,
  );
  const length = asNumber(size);
  if (length === 0) return undefined;
  const rows = asPairs(range).map(([member, score]) => ({ member: asBytes(member), score: asText(score) }));
  const end = first + rows.length;
  return {
    content: { kind: 'zset', first, rows, ...nextPage(end < length ? String(end) : undefined) },
    length,
  };
};
