// One full index of a keyspace by what the Keys view does (first rows, then "load all"), in a process of its own:
//   node --expose-gc indexChild.js <port>
// prints one line of JSON, an IndexRun.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { RedisConnection } from '../../src/core/redis/redisConnection';
import { KeyIndex } from '../../src/host/views/keyIndex';

export interface IndexRun {
  readonly keys: number;
  /** From the first SCAN until the tree is ready and its top level was asked for. */
  readonly totalMs: number;
  /** Until the first budget was in the tree, and type and TTL of its first rows were read. */
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
/** As the setting "keys.scanBudget" has it unless it is changed, and rows as the view shows at first. */
const SCAN_BUDGET = 10_000;
const FIRST_ROWS = 500;

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
  const index = new KeyIndex({ connection, separators: [':'], budget: SCAN_BUDGET, filter: {} });
  const { signal } = new AbortController();
  const startedAt = performance.now();
  await index.more(ROOT, signal);
  const { items } = await index.names.page(ROOT, FIRST_ROWS);
  await index.readInfos(
    items.flatMap((item) => (item.kind === 'key' ? [item.key] : [])),
    signal,
  );
  const firstRowsMs = performance.now() - startedAt;
  await index.all(ROOT, signal, () => undefined);
  await index.names.page(ROOT, FIRST_ROWS);
  const totalMs = performance.now() - startedAt;
  delays.disable();
  const memoryBytes = (await settledMemory()) - before;
  const longestBlockMs = delays.max / 1e6;
  delays.reset();
  delays.enable();
  const openLargestMs = await timeToOpen(index, 'user:');
  const openFlatMs = await timeToOpen(index, 'flat:');
  delays.disable();
  const longestBlockOpeningMs = delays.max / 1e6;
  connection.dispose();
  const opening = { openLargestMs, openFlatMs, longestBlockOpeningMs };
  return { keys: index.names.size, totalMs, firstRowsMs, longestBlockMs, memoryBytes, ...opening };
}

async function timeToOpen({ names }: KeyIndex, path: string): Promise<number> {
  const startedAt = performance.now();
  await names.page(Buffer.from(path), FIRST_ROWS);
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
