import { throwIfAborted } from '../base/abort';
import { CodedError } from '../base/errors';
import type { Connection } from '../redis/connection';
import type { Command } from '../redis/reply';
import { ReplyError } from '../redis/reply';
import { serverError } from '../redis/serverErrors';
import type { SideLink } from '../redis/sideLink';
import type { Subscription } from './contract';

export interface Wanted {
  readonly channel: string;
  /** What the channels of the demo begin with. */
  readonly prefix: string;
  readonly signal: AbortSignal;
  readonly heard: (message: string) => void;
}

/** See `PatternContext.subscribe`. Rejects with a `CodedError`, or an abort error. */
export async function subscribe(
  connection: Pick<Connection, 'nodes' | 'openSideLink'>,
  { channel, prefix, signal, heard }: Wanted,
): Promise<Subscription> {
  // What names no key is sent to the first node, PUBLISH among it: only that one tells at once, and counts who listens to it.
  const [node] = connection.nodes();
  if (!node) throw new CodedError('NOT_CONNECTED', 'There is no server to listen to. Connect, then try again.');
  const link = await connection.openSideLink(node.id, prefix);
  const close = (): void => {
    signal.removeEventListener('abort', close);
    link.dispose();
  };
  signal.addEventListener('abort', close);
  try {
    throwIfAborted(signal);
    link.onTold(({ payload }) => {
      heard(String(payload));
    });
    await answered(link, ['SUBSCRIBE', channel]);
  } catch (error) {
    close();
    throw error;
  }
  return { settled: () => answered(link, ['PING']), dispose: close };
}

/** Answers come after what was told before them: one link, one order. */
async function answered(link: SideLink, command: Command): Promise<void> {
  const [reply] = await link.pipeline([command]);
  if (reply instanceof ReplyError) throw serverError(reply, command);
}
