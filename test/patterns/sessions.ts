import { systemClock } from '../../src/core/base/clock';
import { systemRandom } from '../../src/core/base/random';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { DemoSession } from '../../src/core/patterns/demoSession';
import { RedisConnection } from '../../src/core/redis/redisConnection';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import { profileAt } from '../redis/connectionHelpers';

/** A connection to a server of the tests. */
export async function connectTo(port: number, changes: Partial<ConnectionProfile> = {}): Promise<RedisConnection> {
  const connection = new RedisConnection({ profile: profileAt(port, changes) });
  await connection.connect();
  return connection;
}

export function sessionOf(pattern: AnyPattern, connection: RedisConnection, instance?: string): DemoSession {
  return new DemoSession({
    pattern,
    connection,
    prefix: 'redis-patterns',
    ttlSeconds: 600,
    clock: systemClock,
    random: systemRandom,
    ...(instance !== undefined && { instance }),
  });
}
