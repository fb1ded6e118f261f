// npm run bench [-- --json] [--keys 1000000] [--pairs 5] [--only keyspace|slugs|live|delete|board|paint]
// Starts its own server, measures, and never fails on time: numbers are for people, and ratios of one run at that.
import { parseArgs } from 'node:util';
import { requireServer } from '../support/servers/binaries';
import type { FoundServer } from '../support/servers/flavours';
import { startServer } from '../support/servers/startServer';
import { findCli } from './cli';
import type { DeleteFigures } from './delete';
import { measureDelete } from './delete';
import { fillKeyspace } from './fillKeyspace';
import type { KeyspaceFigures } from './keyspace';
import { measureKeyspace } from './keyspace';
import type { LiveFigures } from './live';
import { measureLive } from './live';
import type { AuditFigures, SlugFigures } from './audit';
import { measureAudit, measureSlugs } from './audit';
import { MANY, measureBoard } from './board';
import type { PaintFigures } from './paint';
import { measurePaint } from './paint';
import type { Summary } from './statistics';
import type { WAYS } from './ways';

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
  const figures: Record<string, object> = {};
  const tables: string[] = [];
  for (const part of partsOf(values.only)) {
    console.error(`Measuring: ${part}, ${String(pairs)} pairs`);
    const { head, measured } = await PARTS[part](binary, pairs, keys);
    figures[part] = measured;
    tables.push([head, ...table(measured)].join('\n'));
  }
  console.log(values.json ? JSON.stringify({ node: process.version, ...figures }) : tables.join('\n\n'));
}

interface Measured {
  readonly head: string;
  /** Summaries by the figure's name. */
  readonly measured: object;
}

const PARTS = {
  keyspace: async (binary, pairs, size) => {
    const server = await startServer('redis7', { binary });
    try {
      await fillKeyspace(server.port, size);
      const { keys, ...keyspace } = await measureKeyspace(server, await findCli(), pairs);
      return {
        head: `Keyspace of ${String(keys)} keys on Redis ${server.version}, ${String(pairs)} runs of each pair in turn; SCAN with COUNT 1000, the next one asked for ahead, no pause`,
        measured: { ...keyspace, ...(await measureAudit(server, pairs)) },
      };
    } finally {
      await server.stop();
    }
  },
  slugs: async (binary, pairs) => {
    const { keys, ...measured } = await measureSlugs(binary, pairs);
    return { head: `Audit of ${String(keys)} names that have a word of their own each`, measured };
  },
  live: async (binary, pairs) => ({
    head: 'Live: from a write until it is read, and our share of a processor, by way and writes per second',
    measured: await measureLive(binary, pairs),
  }),
  delete: async (binary, pairs) => {
    const { keys, ...measured } = await measureDelete(binary, pairs);
    return { head: `Deleting a namespace of ${String(keys)} keys, counted first; UNLINK by 500`, measured };
  },
  board: async (binary, pairs) => ({
    head: `Leaderboard of ${String(MANY)} players: the commands of its steps, and as a multiple of those with a thousand`,
    measured: await measureBoard(binary, pairs),
  }),
  paint: async (binary, pairs) => ({
    head: "In the workbench: from a write until the inspector draws it, its frames, and the whole extension host's share of a processor, by way and writes per second",
    measured: await measurePaint(binary, pairs),
  }),
} satisfies Record<string, (binary: FoundServer, pairs: number, keys: number) => Promise<Measured>>;

function partsOf(only: string | undefined): readonly (keyof typeof PARTS)[] {
  const all = Object.keys(PARTS) as (keyof typeof PARTS)[];
  if (only === undefined) return all;
  const part = all.find((name) => name === only);
  if (part === undefined) throw new Error(`--only is one of ${all.join(', ')}, not "${only}".`);
  return [part];
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1 on, not "${text}".`);
  return value;
}

function paintTargets(way: (typeof WAYS)[number], nowAndThen: number, often: number): Partial<Record<string, number>> {
  return {
    [`${way}PaintAt4P95Ms`]: nowAndThen,
    [`${way}PaintAt1000P95Ms`]: often,
    [`${way}PaintAt10000P95Ms`]: often,
  };
}

/** Of the design card "performance": what a median may come to, at most. */
const TARGETS: Partial<
  Record<
    | keyof KeyspaceFigures
    | keyof AuditFigures
    | keyof SlugFigures
    | keyof LiveFigures
    | keyof DeleteFigures
    | keyof PaintFigures,
    number
  >
> = {
  fullIndexRatio: 1.6,
  firstRowsMs: 100,
  memoryMegabytes: 60,
  longestBlockMs: 20,
  longestBlockOpeningMs: 20,
  pingWhileScanningMs: 5,
  longestPingWhileScanningMs: 15,
  auditRatio: 5,
  slugAuditMegabytes: 60,
  pingWhileDeletingMs: 5,
  longestPingWhileDeletingMs: 15,
  trackingAt4P95Ms: 30,
  trackingAt1000P95Ms: 60,
  trackingAt10000P95Ms: 60,
  trackingAt1000CpuPercent: 5,
  trackingAt10000CpuPercent: 5,
  notificationsAt4P95Ms: 30,
  notificationsAt1000P95Ms: 60,
  notificationsAt10000P95Ms: 60,
  notificationsAt1000CpuPercent: 5,
  notificationsAt10000CpuPercent: 5,
  ...paintTargets('tracking', 30, 60),
  ...paintTargets('notifications', 30, 60),
  ...paintTargets('polling', 1050, 1050),
  pollingAt4P95Ms: 1050,
  pollingAt1000P95Ms: 1050,
  pollingAt10000P95Ms: 1050,
};

/** Frames of a second that the panel draws, at least. */
const LEAST_FRAMES = 30;

function verdict(name: string, { median }: Summary): string {
  if (name.endsWith('FramesPerSecond')) {
    return `${`≥ ${String(LEAST_FRAMES)}`.padStart(10)}  ${median >= LEAST_FRAMES ? 'met' : 'not met'}`;
  }
  const target = TARGETS[name as keyof typeof TARGETS];
  if (target === undefined) return '';
  return `${`≤ ${String(target)}`.padStart(10)}  ${median <= target ? 'met' : 'not met'}`;
}

function table(measured: object): readonly string[] {
  const words = ['median', 'min', 'max', 'target'].map((word) => word.padStart(10));
  const rows = Object.entries(measured).map(([name, summary]: [string, Summary]) => {
    const numbers = [summary.median, summary.min, summary.max].map((value) => value.toFixed(2).padStart(10));
    return [name.padEnd(40), ...numbers, verdict(name, summary)].join('');
  });
  return [['of each run'.padEnd(40), ...words].join(''), ...rows];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
