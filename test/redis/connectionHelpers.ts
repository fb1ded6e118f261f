import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/core/base/errors';
import { CodedError } from '../../src/core/base/errors';
import type { ConnectionState } from '../../src/core/redis/connectionState';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import type { RedisConnectionOptions } from '../../src/core/redis/redisConnection';
import { RedisConnection } from '../../src/core/redis/redisConnection';

export function profileAt(port: number, changes: Partial<ConnectionProfile> = {}): ConnectionProfile {
  return {
    id: 'test',
    name: 'test',
    topology: { kind: 'standalone', endpoint: { host: '127.0.0.1', port } },
    database: 0,
    environment: 'development',
    readOnly: false,
    ...changes,
  };
}

/** Connections that a suite opens and the hooks close, whatever the tests do. */
export class OpenConnections {
  private readonly all: RedisConnection[] = [];

  make(
    port: number,
    changes: Partial<ConnectionProfile> = {},
    password?: string,
    options: Partial<RedisConnectionOptions> = {},
  ): RedisConnection {
    const connection = new RedisConnection({
      profile: profileAt(port, changes),
      password: () => Promise.resolve(password),
      ...options,
    });
    this.all.push(connection);
    return connection;
  }

  async open(...args: Parameters<OpenConnections['make']>): Promise<RedisConnection> {
    const connection = this.make(...args);
    await connection.connect();
    return connection;
  }

  close(): void {
    for (const connection of this.all.splice(0)) connection.dispose();
  }
}

/** Awaits the rejection and answers it; fails when there is none or when it has another code. */
export async function rejection(promise: Promise<unknown>, code: ErrorCode): Promise<CodedError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof CodedError, `not coded: ${String(error)}`);
    assert.equal(error.code, code, error.message);
    return error;
  }
  throw new assert.AssertionError({ message: `did not reject with ${code}` });
}

/** Resolves when the connection's state is, or becomes, `kind`. */
export function stateOf(connection: RedisConnection, kind: ConnectionState['kind']): Promise<ConnectionState> {
  return new Promise((resolve) => {
    if (connection.state.kind === kind) {
      resolve(connection.state);
      return;
    }
    const subscription = connection.onDidChangeState((state) => {
      if (state.kind !== kind) return;
      subscription.dispose();
      resolve(state);
    });
  });
}
