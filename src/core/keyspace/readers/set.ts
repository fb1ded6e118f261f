import { asArray, asBytes } from '../../redis/reply';
import { readByCursor } from './cursor';
import type { Reader } from './reader';

export const readSet: Reader = async (executor, request) => {
  const page = await readByCursor(executor, request, { length: 'SCARD', scan: 'SSCAN' });
  if (!page) return undefined;
  return { content: { kind: 'set', rows: asArray(page.elements).map(asBytes), ...page.token }, length: page.length };
};
