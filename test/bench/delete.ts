import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer, ServerOptions } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import type { DeleteRun } from './deleteChild';
import { pingWhile } from './keyspace';
import type { Summary } from './statistics';
import { quantile, summarize } from './statistics';

export interface DeleteFigures {
  readonly keys: number;
  readonly countMs: Summary;
  readonly deleteMs: Summary;
  /** p99 of another client's PING in each run. */
  readonly pingBeforeDeletingMs: Summary;
  readonly pingWhileDeletingMs: Summary;
  /** Of each pair: the second as a multiple of the first. */
  readonly pingRatio: Summary;
  readonly longestPingWhileDeletingMs: Summary;
}

interface Pair {
  readonly countMs: number;
  readonly deleteMs: number;
  /** Ascending. */
  readonly idle: readonly number[];
  readonly deleting: readonly number[];
}

const KEYS = 200_000;
const PREFIX = 'delete:';
const FILL = "for i = ARGV[1], ARGV[2] do redis.call('SET', KEYS[1] .. i, 'x') end";

/**
 * Deletes a namespace of 200 000 keys again and again, on a server of its own; what another client feels meanwhile, beside
 * what it felt right before, when nothing went on (A B A B).
 */
export async function measureDelete(binary: ServerOptions['binary'], pairs: number): Promise<DeleteFigures> {
  const server = await startServer('redis7', { ...(binary && { binary }) });
  try {
    const runs: Pair[] = [];
    for (let pair = 0; pair < pairs; pair++) runs.push(await measurePair(server));
    const idle = runs.map((run) => quantile(run.idle, 0.99));
    const deleting = runs.map((run) => quantile(run.deleting, 0.99));
    return {
      keys: KEYS,
      countMs: summarize(runs.map(({ countMs }) => countMs)),
      deleteMs: summarize(runs.map(({ deleteMs }) => deleteMs)),
      pingBeforeDeletingMs: summarize(idle),
      pingWhileDeletingMs: summarize(deleting),
      pingRatio: summarize(deleting.map((time, pair) => time / (idle[pair] ?? NaN))),
      longestPingWhileDeletingMs: summarize(runs.map((run) => run.deleting.at(-1) ?? NaN)),
    };
  } finally {
    await server.stop();
  }
}

/** The built child is beside this file's own bundle. */
async function measurePair(server: RunningServer): Promise<Pair> {
  const client = await connectResp(server.address);
  for (let at = 1; at <= KEYS; at += 10_000) await client.call('EVAL', FILL, 1, PREFIX, at, at + 9999);
  client.close();
  const child = fork(path.join(__dirname, 'deleteChild.js'), [String(server.port), PREFIX]);
  const [countMs] = (await once(child, 'message')) as [number];
  const idle = await pingWhile(server, new Promise((resolve) => setTimeout(resolve, 1000)));
  const ended = once(child, 'message');
  child.send('go');
  const deleting = await pingWhile(server, ended);
  const [{ deleted, totalMs }] = (await ended) as [DeleteRun];
  if (deleted !== KEYS) throw new Error(`${String(deleted)} of ${String(KEYS)} keys were deleted.`);
  return { countMs, deleteMs: totalMs, idle, deleting };
}
