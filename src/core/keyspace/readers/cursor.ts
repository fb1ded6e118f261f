import type { Executor } from '../../redis/executor';
import type { Reply } from '../../redis/reply';
import { asArray, asNumber, asText } from '../../redis/reply';
import type { PageRequest } from './reader';
import { ask, nextPage } from './reader';

export interface CursorPage {
  /** As the server sent them: `[field, value, …]` or `[member, …]`. */
  readonly elements: Reply;
  readonly length: number;
  readonly token: { readonly next?: string };
}

/**
 * One page of a collection that has no order, by its own SCAN; the token is the server's cursor. Undefined when the key
 * is not there. A cursor may yield nothing and still go on (a table that has shrunk), so it is followed until it yields.
 */
export async function readByCursor(
  executor: Executor,
  { key, pageSize, from = '0', signal }: PageRequest,
  commands: { readonly length: string; readonly scan: string },
): Promise<CursorPage | undefined> {
  for (let cursor = from; ;) {
    const [size = null, page = null] = await ask(
      executor,
      [
        [commands.length, key],
        [commands.scan, key, cursor, 'COUNT', pageSize],
      ],
      signal,
    );
    const length = asNumber(size);
    if (length === 0) return undefined;
    const [following = null, elements = null] = asArray(page);
    cursor = asText(following);
    const ended = cursor === '0';
    if (ended || asArray(elements).length > 0) {
      return { elements, length, token: nextPage(ended ? undefined : cursor) };
    }
  }
}
