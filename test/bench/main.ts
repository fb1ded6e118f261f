// npm run bench [-- --json] [--keys 1000000] [--pairs 5]
// Starts its own server, measures, and never fails on time: numbers are for people, and ratios of one run at that.
import { parseArgs } from 'node:util';
import { requireServer } from '../support/servers/binaries';
import { startServer } from '../support/servers/startServer';
import { findCli } from './cli';
import { fillKeyspace } from './fillKeyspace';
import type { KeyspaceFigures } from './keyspace';
import { measureKeyspace } from './keyspace';
import type { Summary } from './statistics';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      keys: { type: 'string', default: '1000000' },
      pairs: { type: 'string', default: '5' },
    },
  });
  const [keys, pairs] = [wholeNumber('keys', values.keys), wholeNumber('pairs', values.pairs)];
  const binary = await requireServer('redis7');
  const server = await startServer('redis7', { binary });
  try {
    console.error(`Filling Redis ${server.version} with ${String(keys)} keys`);
    await fillKeyspace(server.port, keys);
    console.error(`Measuring, ${String(pairs)} pairs`);
    const keyspace = await measureKeyspace(server, await findCli(), pairs);
    console.log(
      values.json ? JSON.stringify({ server: server.version, node: process.version, keyspace }) : report(keyspace),
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

function report(figures: KeyspaceFigures): string {
  const { keys, ...measured } = figures;
  const rows = Object.entries(measured).map(([name, summary]: [string, Summary]) =>
    [name.padEnd(28), ...[summary.median, summary.min, summary.max].map((value) => value.toFixed(2).padStart(10))].join(
      '',
    ),
  );
  const head = ['of each run'.padEnd(28), ...['median', 'min', 'max'].map((word) => word.padStart(10))].join('');
  return [
    `Keyspace of ${String(keys)} keys, ${String(measured.fullIndexMs.runs)} runs of each pair in turn`,
    head,
    ...rows,
  ].join('\n');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
