// One walk through a keyspace in a process of its own, as the extension host would do it:
//   node auditChild.js <port> names|audit
// prints one line of JSON, an AuditRun.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { IgnoreList } from '../../src/core/audit/ignoreList';
import { runAudit } from '../../src/core/audit/runAudit';
import { DEFAULT_THRESHOLDS } from '../../src/core/audit/thresholds';
import { KeyScan } from '../../src/core/keyspace/scan';
import { RedisConnection } from '../../src/core/redis/redisConnection';

export interface AuditRun {
  readonly keys: number;
  readonly totalMs: number;
  readonly longestBlockMs: number;
  /** What the heap grew by at most, while the audit went on. */
  readonly heapMegabytes: number;
}

const heap = { most: 0 };

async function main(port: number, what: string): Promise<AuditRun> {
  const topology = { kind: 'standalone', endpoint: { host: '127.0.0.1', port } } as const;
  const connection = new RedisConnection({
    profile: { id: 'bench', name: 'bench', topology, database: 0, environment: 'development', readOnly: true },
  });
  await connection.connect();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const before = process.memoryUsage().heapUsed;
  heap.most = before;
  const startedAt = performance.now();
  const keys = what === 'audit' ? await auditAll(connection) : await readNames(connection);
  const totalMs = performance.now() - startedAt;
  connection.dispose();
  return { keys, totalMs, longestBlockMs: delays.max / 1e6, heapMegabytes: (heap.most - before) / 1e6 };
}

async function auditAll(connection: RedisConnection): Promise<number> {
  const { coverage } = await runAudit(connection, {
    thresholds: DEFAULT_THRESHOLDS,
    ignored: new IgnoreList([]),
    signal: new AbortController().signal,
    onProgress: () => {
      heap.most = Math.max(heap.most, process.memoryUsage().heapUsed);
    },
  });
  return coverage.observed;
}

async function readNames(connection: RedisConnection): Promise<number> {
  let count = 0;
  await new KeyScan(connection).rest((names) => {
    count += names.length;
  });
  return count;
}

void main(Number(process.argv[2]), process.argv[3] ?? '').then((run) => {
  process.stdout.write(`${JSON.stringify(run)}\n`);
});
