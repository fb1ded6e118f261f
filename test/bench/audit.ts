import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { RunningServer } from '../support/servers/startServer';
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

/** The built bench is beside this file's own bundle. */
async function walk(port: number, what: 'names' | 'audit'): Promise<AuditRun> {
  const script = path.join(__dirname, 'auditChild.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(port), what]);
  return JSON.parse(stdout) as AuditRun;
}
