// npm run bench [-- --json] [--keys 1000000] [--pairs 5] [--only live|delete|paint]
// Starts its own server, measures, and never fails on time: numbers are for people, and ratios of one run at that.
import { parseArgs } from 'node:util';
import { requireServer } from '../support/servers/binaries';
import { startServer } from '../support/servers/startServer';
import { findCli } from './cli';
import type { DeleteFigures } from './delete';
import { measureDelete } from './delete';
import { fillKeyspace } from './fillKeyspace';
import type { KeyspaceFigures } from './keyspace';
import { measureKeyspace } from './keyspace';
import type { LiveFigures } from './live';
import { measureLive } from './live';
import type { AuditFigures } from './audit';
import { measureAudit } from './audit';
import type { PaintFigures } from './paint';
import { measurePaint } from './paint';
import type { Summary } from './statistics';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      keys: { type: 'string', default: '1000000' },
      pairs: { type: 'string', default: '5' },
      only: { type: 'string' },
    },
  });
  const [keys, pairs] = [wholeNumber('keys', values.keys), wholeNumber('pairs', values.pairs)];
  const binary = await requireServer('redis7');
  if (values.only === 'live') {
    const live = await measureLive(binary, pairs);
    console.log(values.json ? JSON.stringify({ node: process.version, live }) : reportLive(live));
    return;
  }
  if (values.only === 'delete') {
    const deletion = await measureDelete(binary, pairs);
    console.log(values.json ? JSON.stringify({ node: process.version, deletion }) : reportDelete(deletion));
    return;
  }
  if (values.only === 'paint') {
    const paint = await measurePaint(binary, pairs);
    console.log(values.json ? JSON.stringify({ node: process.version, paint }) : reportPaint(paint));
    return;
  }
  const server = await startServer('redis7', { binary });
  try {
    console.error(`Filling Redis ${server.version} with ${String(keys)} keys`);
    await fillKeyspace(server.port, keys);
    console.error(`Measuring, ${String(pairs)} pairs`);
    const keyspace = await measureKeyspace(server, await findCli(), pairs);
    const audit = await measureAudit(server, pairs);
    const figures = { ...keyspace, ...audit };
    console.error('Measuring live updates');
    const live = await measureLive(binary, pairs);
    console.error('Measuring a deletion');
    const deletion = await measureDelete(binary, pairs);
    console.error('Measuring what is painted');
    const paint = await measurePaint(binary, pairs);
    console.log(
      values.json
        ? JSON.stringify({ server: server.version, node: process.version, keyspace: figures, live, deletion, paint })
        : [report(figures), reportLive(live), reportDelete(deletion), reportPaint(paint)].join('\n\n'),
    );
  } finally {
    await server.stop();
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1 on, not "${text}".`);
  return value;
}

/** Of the design card "performance": what a median may come to, at most. */
const TARGETS: Partial<
  Record<keyof KeyspaceFigures | keyof LiveFigures | keyof DeleteFigures | keyof PaintFigures, number>
> = {
  fullIndexRatio: 1.6,
  firstRowsMs: 100,
  memoryMegabytes: 60,
  longestBlockMs: 20,
  longestBlockOpeningMs: 20,
  pingWhileScanningMs: 5,
  longestPingWhileScanningMs: 15,
  pingWhileDeletingMs: 5,
  longestPingWhileDeletingMs: 15,
  trackingAt4P95Ms: 30,
  trackingAt1000P95Ms: 60,
  trackingAt10000P95Ms: 60,
  trackingAt1000CpuPercent: 5,
  trackingAt10000CpuPercent: 5,
  paintAt4P95Ms: 30,
  paintAt1000P95Ms: 60,
  paintAt10000P95Ms: 60,
  pollingAt4P95Ms: 1050,
  pollingAt1000P95Ms: 1050,
  pollingAt10000P95Ms: 1050,
};

function verdict({ median }: Summary, target: number | undefined): string {
  if (target === undefined) return '';
  return `${`≤ ${String(target)}`.padStart(10)}  ${median <= target ? 'met' : 'not met'}`;
}

function report({ keys, ...measured }: KeyspaceFigures & AuditFigures): string {
  const head = `Keyspace of ${String(keys)} keys, ${String(measured.fullIndexMs.runs)} runs of each pair in turn; SCAN with COUNT 1000, the next one asked for ahead, no pause`;
  return [head, ...table(measured)].join('\n');
}

function reportLive(figures: LiveFigures): string {
  const head = 'Live: from a write until it is read, and our share of a processor, by way and writes per second';
  return [head, ...table(figures)].join('\n');
}

function reportPaint(figures: PaintFigures): string {
  const head = 'In the workbench: from a write until the inspector draws it, and its frames, by writes per second';
  return [head, ...table(figures)].join('\n');
}

function reportDelete({ keys, ...measured }: DeleteFigures): string {
  const head = `Deleting a namespace of ${String(keys)} keys, counted first; UNLINK by 500`;
  return [head, ...table(measured)].join('\n');
}

function table(measured: object): readonly string[] {
  const words = ['median', 'min', 'max', 'target'].map((word) => word.padStart(10));
  const rows = Object.entries(measured).map(([name, summary]: [string, Summary]) => {
    const numbers = [summary.median, summary.min, summary.max].map((value) => value.toFixed(2).padStart(10));
    return [name.padEnd(30), ...numbers, verdict(summary, TARGETS[name as keyof typeof TARGETS])].join('');
  });
  return [['of each run'.padEnd(30), ...words].join(''), ...rows];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
