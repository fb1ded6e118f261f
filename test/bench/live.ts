import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import type { FoundServer } from '../support/servers/flavours';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import { startServer } from '../support/servers/startServer';
import type { LiveRun } from './liveRun';
import { monotonicMs } from './liveRun';
import type { Summary } from './statistics';
import { quantile, summarize } from './statistics';
import { WATCHED_SERVER, WAYS } from './ways';
import { latenciesOf, RATES, writeTimes } from './writes';

const KEY = 'live';

export type LiveFigures = Readonly<
  Record<`${(typeof WAYS)[number]}At${(typeof RATES)[number]}${'P95Ms' | 'CpuPercent'}`, Summary>
>;

/** From a write until the value, or a later one, was read by whoever looks at the key; each way and rate in turn. */
export async function measureLive(binary: FoundServer, rounds: number): Promise<LiveFigures> {
  const server = await startServer('redis7', { binary, ...WATCHED_SERVER });
  const writer = await connectResp(server.address);
  const p95 = new Map<string, number[]>();
  const cpu = new Map<string, number[]>();
  const note = (all: Map<string, number[]>, name: string, value: number) =>
    void all.set(name, [...(all.get(name) ?? []), value]);
  try {
    for (let round = 0; round < rounds; round++) {
      for (const rate of RATES) {
        for (const way of WAYS) {
          const { latencies, cpuShare } = await measureOnce(server.port, way, rate, writer);
          note(p95, `${way}At${rate}P95Ms`, quantile(latencies, 0.95));
          note(cpu, `${way}At${rate}CpuPercent`, 100 * cpuShare);
        }
      }
    }
  } finally {
    writer.close();
    await server.stop();
  }
  return Object.fromEntries([...p95, ...cpu].map(([name, values]) => [name, summarize(values)])) as LiveFigures;
}

async function measureOnce(
  port: number,
  way: string,
  rate: number,
  writer: RespClient,
): Promise<{ readonly latencies: readonly number[]; readonly cpuShare: number }> {
  await writer.call('SET', KEY, monotonicMs());
  const child = spawn(process.execPath, [path.join(__dirname, 'liveChild.js'), String(port), way, KEY], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lineOf(lines, (line) => line === `ready ${way}`);
    // What starting costs is another matter.
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.stdin.write('begin\n');
    await lineOf(lines, (line) => line === 'begun');
    const written = await writeTimes(writer, rate, (at) => ['SET', KEY, at]);
    child.stdin.write('end\n');
    // The last of them may be looked for as late as a poll.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    child.stdin.write('tell\n');
    const { readings, cpuShare } = JSON.parse(await lineOf(lines, (line) => line.startsWith('{'))) as LiveRun;
    return { latencies: latenciesOf(written, readings), cpuShare };
  } finally {
    child.stdin.end();
    child.kill();
  }
}

async function lineOf(lines: AsyncIterator<string>, wanted: (line: string) => boolean): Promise<string> {
  for (;;) {
    const line = await lines.next();
    if (line.done) throw new Error('The process that looks at the key has ended.');
    if (wanted(line.value)) return line.value;
  }
}
