// Counts a namespace and, once told to, deletes it, in a process of its own, as the extension host would do it:
//   fork('deleteChild.js', [<port>, <prefix>]) sends how long the counting took, waits for any message, sends a DeleteRun.
import { once } from 'node:events';
import { collectKeys } from '../../src/core/keyspace/bulk/collectKeys';
import { deleteKeys } from '../../src/core/keyspace/bulk/deleteKeys';
import { RedisConnection } from '../../src/core/redis/redisConnection';

export interface DeleteRun {
  readonly deleted: number;
  readonly totalMs: number;
}

async function main(port: number, prefix: string): Promise<void> {
  const topology = { kind: 'standalone', endpoint: { host: '127.0.0.1', port } } as const;
  const connection = new RedisConnection({
    profile: { id: 'bench', name: 'bench', topology, database: 0, environment: 'development', readOnly: false },
  });
  await connection.connect();
  const countingAt = performance.now();
  const selection = { keys: [], prefixes: [Buffer.from(prefix)] };
  const names = await collectKeys(connection, selection, { signal: new AbortController().signal });
  const told = once(process, 'message');
  process.send?.(performance.now() - countingAt);
  await told;
  const deletingAt = performance.now();
  const { deleted } = await deleteKeys(connection, names);
  process.send?.({ deleted, totalMs: performance.now() - deletingAt } satisfies DeleteRun);
  connection.dispose();
  process.disconnect();
}

void main(Number(process.argv[2]), process.argv[3] ?? '');
