import { throwIfAborted } from '../../base/abort';
import type { Executor } from '../../redis/executor';
import { asArray, asBytes, asNumber } from '../../redis/reply';
import { ask } from '../readers/reader';
import type { FoundRow, SearchPlace, SearchRequest, SearchStep } from './searchTypes';

const FIRST_PAGE = 100;
const LARGEST_PAGE = 1000;
/** Bytes that a page should not go over: the next is smaller when this one did. */
const PAGE_BYTES = 4_000_000;
/** Elements that LPOS compares at most: it holds up the server meanwhile. */
const LPOS_ELEMENTS = 100_000;
const LPOS_FOUND = 200;

/**
 * A whole element is looked for by the server at first (LPOS), as far as that is quick; everything else is read page by
 * page and compared here.
 */
export async function searchList(
  executor: Executor,
  request: SearchRequest,
  place: SearchPlace,
): Promise<SearchStep | undefined> {
  if (request.exact === true && place.looked === 0) return byPosition(executor, request);
  const { key, text, exact, signal } = request;
  const wanted = Buffer.from(text);
  const rows: FoundRow[] = [];
  const begin = Number(place.at);
  let size = FIRST_PAGE;
  for (let at = begin; ;) {
    const commands = [
      ['LLEN', key],
      ['LRANGE', key, at, at + size - 1],
    ] as const;
    const [length = null, range = null] = await ask(executor, commands, signal);
    throwIfAborted(signal);
    const total = asNumber(length);
    if (total === 0) return undefined;
    const page = asArray(range).map(asBytes);
    page.forEach((element, offset) => {
      const matches = exact === true ? element.equals(wanted) : element.includes(wanted);
      if (matches) rows.push({ index: at + offset, value: element });
    });
    at += page.length;
    if (at >= total || page.length === 0) return { rows, looked: total, total };
    if (place.isOver({ looked: at - begin, rows: rows.length })) {
      return { rows, looked: at, total, next: `${String(at)}:${String(at)}` };
    }
    const bytes = page.reduce((sum, element) => sum + element.length, 0);
    size = bytes > PAGE_BYTES ? Math.max(1, size >> 2) : Math.min(LARGEST_PAGE, 2 * size);
  }
}

async function byPosition(executor: Executor, { key, text, signal }: SearchRequest): Promise<SearchStep | undefined> {
  const wanted = Buffer.from(text);
  const commands = [
    ['LLEN', key],
    ['LPOS', key, wanted, 'COUNT', LPOS_FOUND, 'MAXLEN', LPOS_ELEMENTS],
  ] as const;
  const [length = null, positions = null] = await ask(executor, commands, signal);
  const total = asNumber(length);
  if (total === 0) return undefined;
  const indices = asArray(positions).map(asNumber);
  // With as many as were asked for, the rest of what LPOS may compare is still to be looked at.
  const looked = indices.length === LPOS_FOUND ? (indices.at(-1) ?? 0) + 1 : Math.min(total, LPOS_ELEMENTS);
  const rows = indices.map((index) => ({ index, value: wanted }));
  return { rows, looked, total, ...(looked < total && { next: `${String(looked)}:${String(looked)}` }) };
}
