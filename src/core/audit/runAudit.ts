import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import type { Connection } from '../redis/connection';
import type { Finding } from './finding';
import { identityOf, SEVERITIES } from './finding';
import type { IgnoreList } from './ignoreList';
import { KeyspaceStats } from './keyspaceStats';
import type { Coverage } from './observe';
import { observeKeyspace } from './observe';
import type { Observed } from './rule';
import { rules } from './rules';
import type { ServerState } from './serverState';
import { readServerStates } from './serverState';
import type { Thresholds } from './thresholds';

export interface AuditOptions {
  /** Keys to look at, at most; all of them unless given. */
  readonly keys?: number;
  readonly thresholds: Thresholds;
  readonly ignored: IgnoreList;
  /** The audit before, of the same connection. */
  readonly before?: AuditResult | undefined;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  onProgress?(observed: number, total: number | undefined): void;
}

export interface NamespaceSummary {
  readonly name: string;
  readonly keys: number;
  /** As `MEMORY USAGE` says, of the keys that were seen. */
  readonly bytes: number;
  readonly withoutTtl: number;
}

export interface AuditResult {
  /** Wall time, milliseconds. */
  readonly at: number;
  readonly coverage: Coverage;
  /** Most severe first. */
  readonly findings: readonly Finding[];
  /** How many were left out because the user does not want to hear of them. */
  readonly ignored: number;
  /** Those that take the most memory first. */
  readonly namespaces: readonly NamespaceSummary[];
  /** What the server would not tell, so that some rules could not look. */
  readonly unknown: readonly string[];
  /** Findings of the audit before that are gone; undefined when this is the first. */
  readonly gone: readonly Finding[] | undefined;
  /** Identities of findings that the audit before had too. */
  readonly known: ReadonlySet<string>;
  /** Lengths of big collections, by name in base64: the next audit sees what grew. */
  readonly lengths: ReadonlyMap<string, number>;
}

/**
 * Looks at keys and server, and says where practices are broken. Reads only, a page at a time; other clients go on between
 * the pages. Rejects with an abort error, or as the connection does.
 */
export async function runAudit(connection: Connection, options: AuditOptions): Promise<AuditResult> {
  const { signal, thresholds, before, clock = systemClock } = options;
  const startedAt = clock.monotonic();
  const keyspace = new KeyspaceStats(options.thresholds);
  const coverage = await observeKeyspace(connection, {
    ...(options.keys !== undefined && { keys: options.keys }),
    signal,
    onKeys: (keys) => {
      const elapsed = clock.monotonic() - startedAt;
      for (const key of keys) keyspace.add(key, elapsed);
    },
    onProgress: (observed, total) => options.onProgress?.(observed, total),
  });
  const servers = await readServerStates(connection, signal);
  const { namespaces } = keyspace;
  const isCluster = connection.profile.topology.kind === 'cluster';
  const observed = { keyspace, namespaces, servers, coverage, thresholds, isCluster, before: before?.lengths };
  return resultOf(observed, options, clock.now());
}

function resultOf(observed: Observed, { ignored, before }: AuditOptions, at: number): AuditResult {
  const all = rules.flatMap((rule) => rule.check(observed));
  const findings = all.filter((finding) => !ignored.has(finding));
  findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const now = new Set(all.map(identityOf));
  const earlier = before?.findings ?? [];
  return {
    at,
    coverage: observed.coverage,
    findings,
    ignored: all.length - findings.length,
    namespaces: observed.namespaces.map(({ name, all: { count, bytes }, immortal }) => ({
      ...{ name, keys: count, bytes },
      withoutTtl: immortal.count,
    })),
    unknown: unknownOf(observed.servers),
    gone: before && earlier.filter((finding) => !now.has(identityOf(finding))),
    known: new Set(earlier.map(identityOf)),
    lengths: new Map(
      observed.keyspace.growing.map(({ name, length = 0 }) => [name.toString('base64'), length] as const),
    ),
  };
}

function unknownOf(servers: readonly ServerState[]): readonly string[] {
  const texts = servers.flatMap(({ info, settings, calls, slow, clients }) =>
    Object.entries({
      INFO: info,
      'CONFIG GET': settings,
      'INFO commandstats': calls,
      SLOWLOG: slow,
      'CLIENT LIST': clients,
    })
      .filter(([, fact]) => !fact.known)
      .map(([name]) => name),
  );
  return [...new Set(texts)];
}
