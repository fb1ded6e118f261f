// One full index of a keyspace through the code that ships, in a process of its own, as the extension host would do it:
//   node --expose-gc indexChild.js <port>
// prints one line of JSON, an IndexRun.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { NamespaceTree } from '../../src/core/keyspace/namespaceTree';
import { KeyScan } from '../../src/core/keyspace/scan';
import { RedisConnection } from '../../src/core/redis/redisConnection';

export interface IndexRun {
  readonly keys: number;
  /** From the first SCAN until the tree is ready and its top level was asked for. */
  readonly totalMs: number;
  /** Until the first page was in the tree and its first rows were there. */
  readonly firstRowsMs: number;
  /** The longest time in which the thread did nothing else. */
  readonly longestBlockMs: number;
  /** Heap and buffers, after a collection, beyond what was there before the scan. */
  readonly memoryBytes: number;
  /** Of opening the largest namespace, and the flat one, for the first time: first 500 rows. */
  readonly openLargestMs: number;
  readonly openFlatMs: number;
  /** The longest time in which the thread did nothing else while both were opened. */
  readonly longestBlockOpeningMs: number;
}

const ROOT = Buffer.alloc(0);

async function main(port: number): Promise<IndexRun> {
  const connection = new RedisConnection({
    profile: {
      id: 'bench',
      name: 'bench',
      topology: { kind: 'standalone', endpoint: { host: '127.0.0.1', port } },
      database: 0,
      environment: 'development',
      readOnly: true,
    },
  });
  await connection.connect();
  const before = await settledMemory();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const tree = new NamespaceTree();
  let firstRowsMs = 0;
  const startedAt = performance.now();
  await new KeyScan(connection).rest((names) => {
    tree.add(names);
    if (firstRowsMs !== 0) return;
    tree.children(ROOT, { limit: 200 });
    firstRowsMs = performance.now() - startedAt;
  });
  tree.children(ROOT, { limit: 200 });
  const totalMs = performance.now() - startedAt;
  delays.disable();
  const memoryBytes = (await settledMemory()) - before;
  const longestBlockMs = delays.max / 1e6;
  delays.reset();
  delays.enable();
  const openLargestMs = await timeToOpen(tree, 'user:');
  const openFlatMs = await timeToOpen(tree, 'flat:');
  delays.disable();
  const longestBlockOpeningMs = delays.max / 1e6;
  connection.dispose();
  const opening = { openLargestMs, openFlatMs, longestBlockOpeningMs };
  return { keys: tree.size, totalMs, firstRowsMs, longestBlockMs, memoryBytes, ...opening };
}

async function timeToOpen(tree: NamespaceTree, path: string): Promise<number> {
  const startedAt = performance.now();
  await tree.prepare(Buffer.from(path), 500);
  tree.children(Buffer.from(path), { limit: 500 });
  return performance.now() - startedAt;
}

/** Bytes in use once what is garbage was collected; buffers are let go of a turn later. */
async function settledMemory(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

void main(Number(process.argv[2])).then((run) => {
  process.stdout.write(`${JSON.stringify(run)}\n`);
});
