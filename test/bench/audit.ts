import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { withClient } from '../support/servers/respClient';
import type { RunningServer, ServerOptions } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import type { AuditRun } from './auditChild';
import { pingWhile } from './keyspace';
import type { Summary } from './statistics';
import { quantile, summarize } from './statistics';

export interface AuditFigures {
  readonly auditNamesOnlyMs: Summary;
  readonly auditMs: Summary;
  /** Of each pair: the audit of every key as a multiple of reading the names right before it. Target: 5 at most. */
  readonly auditRatio: Summary;
  readonly auditLongestBlockMs: Summary;
  /** p99 of another client's PING while the audit goes on, and the longest. */
  readonly pingWhileAuditingMs: Summary;
  readonly longestPingWhileAuditingMs: Summary;
}

/** Measures the audit of the whole of a filled server, in pairs with reading its names only. */
export async function measureAudit(server: RunningServer, pairs: number): Promise<AuditFigures> {
  const names: AuditRun[] = [];
  const audits: AuditRun[] = [];
  const pings: number[][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    names.push(await walk(server.port, 'names'));
    audits.push(await walk(server.port, 'audit'));
  }
  for (let run = 0; run < pairs; run++) pings.push(await pingWhile(server, walk(server.port, 'audit')));
  return {
    auditNamesOnlyMs: summarize(names.map(({ totalMs }) => totalMs)),
    auditMs: summarize(audits.map(({ totalMs }) => totalMs)),
    auditRatio: summarize(audits.map(({ totalMs }, pair) => totalMs / (names[pair]?.totalMs ?? NaN))),
    auditLongestBlockMs: summarize(audits.map(({ longestBlockMs }) => longestBlockMs)),
    pingWhileAuditingMs: summarize(pings.map((sorted) => quantile(sorted, 0.99))),
    longestPingWhileAuditingMs: summarize(pings.map((sorted) => sorted.at(-1) ?? NaN)),
  };
}

export interface SlugFigures {
  readonly keys: number;
  readonly slugAuditMs: Summary;
  /** What the extension host's heap grows by at most. */
  readonly slugAuditMegabytes: Summary;
  readonly slugAuditLongestBlockMs: Summary;
}

/** Measures the audit of names that have a word of their own each, in a place where others have a kind. */
export async function measureSlugs(binary: ServerOptions['binary'], runs: number): Promise<SlugFigures> {
  const server = await startServer('redis7', { ...(binary && { binary }) });
  try {
    await withClient(server.address, async (client) => {
      for (let at = 0; at < SLUGS; at += 20_000) await client.call('EVAL', FILL, 0, at, at + 19_999);
    });
    const audits: AuditRun[] = [];
    for (let run = 0; run < runs; run++) audits.push(await walk(server.port, 'audit'));
    return {
      keys: SLUGS,
      slugAuditMs: summarize(audits.map(({ totalMs }) => totalMs)),
      slugAuditMegabytes: summarize(audits.map(({ heapMegabytes }) => heapMegabytes)),
      slugAuditLongestBlockMs: summarize(audits.map(({ longestBlockMs }) => longestBlockMs)),
    };
  } finally {
    await server.stop();
  }
}

const SLUGS = 400_000;
/** Names without a digit, as titles of articles have them. */
const FILL = `
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local slug = string.gsub(string.format('%07d', n), '%d', function(digit)
    return ({ 'red-', 'blue-', 'old-', 'new-', 'big-', 'small-', 'cold-', 'hot-', 'wet-', 'dry-' })[digit + 1]
  end)
  redis.call('SET', 'article:' .. slug .. 'shoe', 1)
end
return 1
`;

/** The built bench is beside this file's own bundle. */
async function walk(port: number, what: 'names' | 'audit'): Promise<AuditRun> {
  const script = path.join(__dirname, 'auditChild.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(port), what]);
  return JSON.parse(stdout) as AuditRun;
}
