import type { Connection, ScopeOptions } from '../redis/connection';
import type { TraceEntry } from '../redis/trace';
import type { PatternContext } from './contract';
import { openOwnLink } from './ownLink';
import { SentCount } from './sentCount';
import { subscribe } from './subscribe';

/** What the pattern's code is given as it is. */
type Given = Omit<PatternContext, 'redis' | 'signal' | 'sent' | 'subscribe' | 'openLink'>;

/** What a pattern's code reaches the server by: all of it is counted, and ends with `signal`. */
export function patternContext(
  given: Given,
  connection: Connection,
  scope: ScopeOptions & { readonly writePrefix: string },
  signal: AbortSignal,
): PatternContext {
  const counted = new SentCount();
  const onTrace = (entry: TraceEntry): void => {
    counted.note(entry);
    scope.onTrace?.(entry);
  };
  return {
    ...given,
    redis: connection.scope({ ...scope, onTrace }),
    signal,
    sent: () => counted.soFar(),
    subscribe: (channel, heard) => subscribe(connection, { channel, prefix: `${scope.writePrefix}:`, signal, heard }),
    openLink: (key) => openOwnLink(connection, { key, scope: { ...scope, onTrace }, signal }),
  };
}
