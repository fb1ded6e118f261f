import type { RedisPatternsApi } from '../../api';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { connectionResolver } from './connectionOf';
import { createConnectionsApi } from './connectionsApi';
import { createKeysApi } from './keysApi';
import { createPatternsApi } from './patternsApi';

/** The API that `activate()` returns, over the same services as the views. */
export function createApi(
  patterns: readonly AnyPattern[],
  connections: ConnectionManager,
  sessions: PatternSessions,
): RedisPatternsApi {
  const connectionOf = connectionResolver(connections);
  return {
    connections: createConnectionsApi(connections),
    patterns: createPatternsApi(patterns, sessions, connectionOf),
    keys: createKeysApi(connectionOf),
  };
}
