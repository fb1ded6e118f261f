import type { Clock } from '../../base/clock';
import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { KeyContent } from '../keyTypes';

/** Which part of a key's content is wanted. */
export interface PageRequest {
  readonly key: Buffer;
  /** Rows. Collections that the server keeps in one small piece (listpack, intset) come whole all the same. */
  readonly pageSize: number;
  /** Bytes of a string. */
  readonly previewBytes: number;
  /** What the reader put into `next` of the page before; absent for the first page. */
  readonly from?: string;
  /** As `OBJECT ENCODING` names it, where the server tells. */
  readonly encoding?: string;
  /** Where the server lets single fields of a hash expire. */
  readonly fieldTtl?: { readonly clock: Clock };
  /** Bytes of memory that the key takes, where the server tells. */
  readonly memory?: number;
  readonly signal?: AbortSignal;
}

/** A page, and the length of the whole. The content's `next` is the reader's own token. */
export interface ContentPage {
  readonly content: KeyContent;
  /** Bytes of a string, elements of a collection; absent where nobody can tell it cheaply. */
  readonly length?: number;
}

/**
 * Reads one page of one type; undefined when the key is not there any more. Rejects with `WRONG_TYPE` when the key is of another type by now, and as the executor does.
 * Reading a value counts as use of the key: its idle time starts anew. Only CLIENT NO-TOUCH (Redis 7.2) would prevent it,
 * and that is a matter of the connection, not of a reader.
 */
export type Reader = (executor: Executor, request: PageRequest) => Promise<ContentPage | undefined>;

/** Sends `commands` in one round trip; the first refusal rejects as a `CodedError`. */
export async function ask(executor: Executor, commands: readonly Command[], signal?: AbortSignal): Promise<Reply[]> {
  const replies = await executor.pipeline(commands, signal && { signal });
  commands.forEach((command, index) => {
    const reply = replies[index];
    if (reply instanceof ReplyError) throw serverError(reply, command);
  });
  return replies;
}

/**
 * As `ask`, for commands that answer a missing key with an error of their own; undefined when the key is not there. The
 * first reply belongs to the first of `commands`.
 */
export async function askOf(
  executor: Executor,
  key: Buffer,
  commands: readonly Command[],
  signal?: AbortSignal,
): Promise<Reply[] | undefined> {
  const [exists = null, ...replies] = await executor.pipeline([['EXISTS', key], ...commands], signal && { signal });
  if (exists === 0) return undefined;
  commands.forEach((command, index) => {
    const reply = replies[index];
    if (reply instanceof ReplyError) throw serverError(reply, command);
  });
  return replies;
}

/** `{ next }` where there is a next page, nothing otherwise: to spread into a content. */
export function nextPage(token: string | undefined): { readonly next?: string } {
  return token === undefined ? {} : { next: token };
}
