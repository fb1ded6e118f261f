import { asBytes, asPairs } from '../../redis/reply';
import { readByCursor } from './cursor';
import type { Reader } from './reader';

export const readHash: Reader = async (executor, request) => {
  const page = await readByCursor(executor, request, { length: 'HLEN', scan: 'HSCAN' });
  if (!page) return undefined;
  const rows = asPairs(page.elements).map(([field, value]) => ({ field: asBytes(field), value: asBytes(value) }));
  return { content: { kind: 'hash', rows, ...page.token }, length: page.length };
};
