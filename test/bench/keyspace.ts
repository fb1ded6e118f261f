import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import type { Cli } from './cli';
import type { IndexRun } from './indexChild';
import type { Summary } from './statistics';
import { quantile, summarize } from './statistics';

export interface KeyspaceFigures {
  readonly keys: number;
  /** `redis-cli --scan --count 1000`, to /dev/null. */
  readonly redisCliMs: Summary;
  readonly fullIndexMs: Summary;
  /** Of each pair: our full index as a multiple of redis-cli's time right before it. */
  readonly fullIndexRatio: Summary;
  readonly firstRowsMs: Summary;
  readonly memoryMegabytes: Summary;
  readonly longestBlockMs: Summary;
  readonly openLargestMs: Summary;
  readonly openFlatMs: Summary;
  readonly longestBlockOpeningMs: Summary;
  /** p99 of another client's PING in each run. */
  readonly pingIdleMs: Summary;
  readonly pingWhileScanningMs: Summary;
  readonly longestPingWhileScanningMs: Summary;
}

/** Measures the key browser's core on a filled server: pairs of redis-cli and of us in turn (A B A B). */
export async function measureKeyspace(server: RunningServer, cli: Cli, pairs: number): Promise<KeyspaceFigures> {
  const cliTimes: number[] = [];
  const runs: IndexRun[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    cliTimes.push(await timeCli(cli, server.port));
    runs.push(await indexOnce(server.port));
  }
  const idle: number[][] = [];
  const scanning: number[][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    idle.push(await pingWhile(server, new Promise((resolve) => setTimeout(resolve, 1000))));
    scanning.push(await pingWhile(server, indexOnce(server.port)));
  }
  const of = (read: (run: IndexRun) => number): Summary => summarize(runs.map(read));
  const p99 = (times: readonly number[][]): Summary => summarize(times.map((sorted) => quantile(sorted, 0.99)));
  return {
    keys: runs[0]?.keys ?? 0,
    redisCliMs: summarize(cliTimes),
    fullIndexMs: of((run) => run.totalMs),
    fullIndexRatio: summarize(runs.map((run, pair) => run.totalMs / (cliTimes[pair] ?? NaN))),
    firstRowsMs: of((run) => run.firstRowsMs),
    memoryMegabytes: of((run) => run.memoryBytes / 1e6),
    longestBlockMs: of((run) => run.longestBlockMs),
    openLargestMs: of((run) => run.openLargestMs),
    openFlatMs: of((run) => run.openFlatMs),
    longestBlockOpeningMs: of((run) => run.longestBlockOpeningMs),
    pingIdleMs: p99(idle),
    pingWhileScanningMs: p99(scanning),
    longestPingWhileScanningMs: summarize(scanning.map((sorted) => sorted.at(-1) ?? NaN)),
  };
}

/** The built bench is beside this file's own bundle. */
async function indexOnce(port: number): Promise<IndexRun> {
  const script = path.join(__dirname, 'indexChild.js');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, String(port)]);
  return JSON.parse(stdout) as IndexRun;
}

async function timeCli(cli: Cli, port: number): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(cli.program, ['-p', String(port), '--scan', '--count', '1000'], {
    stdio: 'ignore',
    env: { ...process.env, ...cli.env },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`redis-cli --scan ended with ${String(code)}.`);
  return performance.now() - startedAt;
}

/** Milliseconds that each PING of another client took while `work` went on, ascending; one a millisecond at most. */
export async function pingWhile(server: RunningServer, work: Promise<unknown>): Promise<number[]> {
  const client = await connectResp(server.address);
  const times: number[] = [];
  const progress = { done: false };
  const done = work.finally(() => (progress.done = true));
  while (!progress.done) {
    const startedAt = performance.now();
    await client.call('PING');
    times.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await done;
  client.close();
  return times.sort((a, b) => a - b);
}
