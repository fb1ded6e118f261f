import { asArray, asBytes, asNumber } from '../../redis/reply';
import type { Reader } from './reader';
import { ask, nextPage } from './reader';

/** By index from the head; the token is the index to go on at. */
export const readList: Reader = async (executor, { key, pageSize, from = '0', signal }) => {
  const first = Number(from);
  const [size = null, range = null] = await ask(
    executor,
    [
      ['LLEN', key],
      ['LRANGE', key, first, first + pageSize - 1],
    ],
    signal,
  );
  const length = asNumber(size);
  if (length === 0) return undefined;
  const rows = asArray(range).map(asBytes);
  const end = first + rows.length;
  return {
    content: { kind: 'list', first, rows, ...nextPage(end < length ? String(end) : undefined) },
    length,
  };
};
