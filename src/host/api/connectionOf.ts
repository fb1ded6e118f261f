import { CodedError } from '../../core/base/errors';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';

/** The connection that an option names, or the active one. Throws `NOT_CONNECTED` when there is none. */
export type ConnectionOf = (connectionId: string | undefined) => Connection;

export function connectionResolver(connections: ConnectionManager): ConnectionOf {
  return (connectionId) => {
    const connection = connectionId === undefined ? connections.active : connections.get(connectionId);
    if (!connection) throw new CodedError('NOT_CONNECTED', 'There is no open connection. Connect first.');
    return connection;
  };
}
