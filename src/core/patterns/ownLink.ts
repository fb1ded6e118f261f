import { throwIfAborted } from '../base/abort';
import { CodedError } from '../base/errors';
import type { Connection, ScopeOptions } from '../redis/connection';
import type { OwnLink } from './contract';

export interface WantedLink {
  readonly key: string;
  readonly scope: ScopeOptions;
  readonly signal: AbortSignal;
}

/** See `PatternContext.openLink`. Rejects with a `CodedError`, or an abort error. */
export async function openOwnLink(
  connection: Pick<Connection, 'nodeOf' | 'openOwnLink'>,
  { key, scope, signal }: WantedLink,
): Promise<OwnLink> {
  throwIfAborted(signal);
  const node = connection.nodeOf(key);
  if (!node) throw new CodedError('NOT_CONNECTED', 'No node serves the slot of the key. Try again when one does.');
  const link = await connection.openOwnLink(node.id, scope);
  const close = (): void => {
    signal.removeEventListener('abort', close);
    link.dispose();
  };
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  throwIfAborted(signal);
  return { pipeline: (commands) => link.pipeline(commands), dispose: close };
}
