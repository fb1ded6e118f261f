import { randomUUID } from 'node:crypto';
import type { ConnectionsApi, ConnectionSummary } from '../../api';
import { CodedError } from '../../core/base/errors';
import { describeServer } from '../../core/redis/capabilities';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ConnectionProfile } from '../../core/redis/profile';
import { problemOf } from '../ui/connectionWords';

export function createConnectionsApi(connections: ConnectionManager): ConnectionsApi {
  const summaryOf = (id: string): ConnectionSummary => {
    const profile = connections.profiles.find((known) => known.id === id);
    if (!profile) throw new CodedError('NOT_FOUND', `There is no connection "${id}".`);
    return summary(connections, profile);
  };
  return {
    list: () => connections.profiles.map((profile) => summary(connections, profile)),
    async add({ id = randomUUID(), ...rest }, password) {
      await connections.save({ ...rest, id }, password);
      return summaryOf(id);
    },
    async connect(id) {
      await connections.connect(id);
      return summaryOf(id);
    },
    disconnect: (id) => connections.disconnect(id),
    remove: (id) => connections.remove(id),
    onDidChange: (listener) => connections.onDidChange(listener),
  };
}

function summary(connections: ConnectionManager, profile: ConnectionProfile): ConnectionSummary {
  const connection = connections.get(profile.id);
  const problem = problemOf(connection?.state);
  return {
    profile,
    state: connection?.state.kind ?? 'disconnected',
    active: connections.active?.profile.id === profile.id,
    ...(connection?.capabilities && { server: describeServer(connection.capabilities) }),
    ...(problem && { problem: { code: problem.code, message: problem.message } }),
  };
}
