import { systemClock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import { searchByCursor } from './searchByCursor';
import { searchList } from './searchList';
import type { SearchPlace, SearchRequest, SearchStep } from './searchTypes';

const MOST_ROWS = 500;
const MOST_MS = 2000;

/**
 * One step of a search in a collection, on the server (HSCAN, SSCAN, ZSCAN with MATCH) or, of a list, page by page: within
 * a budget, so that neither the server nor we are held up. Undefined when the key is not there. Rejects with `WRONG_TYPE`
 * when it is of another type, with an abort error, or as the executor does.
 */
export function searchRows(executor: Executor, request: SearchRequest): Promise<SearchStep | undefined> {
  const { from, budget = 10_000, clock = systemClock } = request;
  const token = /^(\d+):(\d+)$/.exec(from ?? '0:0');
  if (!token) throw new CodedError('INVALID_INPUT', 'A search goes on only where one ended. Search anew.');
  const began = clock.monotonic();
  const place: SearchPlace = {
    ...{ at: token[1] ?? '0', looked: Number(token[2]) },
    isOver: ({ looked, rows }) => looked >= budget || rows >= MOST_ROWS || clock.monotonic() - began >= MOST_MS,
  };
  return request.kind === 'list'
    ? searchList(executor, request, place)
    : searchByCursor(executor, request.kind, request, place);
}
