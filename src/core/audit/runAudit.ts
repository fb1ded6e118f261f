import { forMany } from '../base/abort';
import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import { hasFeature } from '../redis/capabilities';
import type { Connection } from '../redis/connection';
import type { AuditMemory } from './auditMemory';
import { idOf, remember } from './auditMemory';
import { compactLimits } from './compactLimits';
import type { Compared } from './compare';
import { compare } from './compare';
import { settleFieldTtls } from './fieldTtls';
import type { Finding } from './finding';
import { SEVERITIES } from './finding';
import type { IgnoreList } from './ignoreList';
import { KeyspaceStats } from './keyspaceStats';
import type { Coverage } from './observe';
import { observeKeyspace } from './observe';
import type { Observed } from './rule';
import { rules } from './rules';
import { readServerStates } from './serverState';
import { TemporaryWords } from './temporaryWords';
import type { Thresholds } from './thresholds';
import { untoldFacts, untoldTexts } from './untold';

export interface AuditOptions {
  /** Keys to look at, at most; all of them unless given. */
  readonly keys?: number;
  readonly thresholds: Thresholds;
  readonly ignored: IgnoreList;
  /** Rules that are not asked at all. */
  readonly off?: ReadonlySet<string>;
  /** By which keys call themselves temporary. */
  readonly words?: TemporaryWords;
  /** Names that begin with this and a colon are not the user's own: they are counted, and left out. */
  readonly leaveOut?: string;
  /** What parts names, beside what often does. */
  readonly separators?: readonly string[];
  /** Of the audit before, of the same connection. */
  readonly before?: AuditMemory | undefined;
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

export interface AuditResult extends Compared {
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
  /** For the next audit to compare with. */
  readonly memory: AuditMemory;
}

/**
 * Looks at keys and server, and says where practices are broken. Reads only, a page at a time; other clients go on between
 * the pages. Rejects with an abort error, or as the connection does.
 */
export async function runAudit(connection: Connection, options: AuditOptions): Promise<AuditResult> {
  const { thresholds, before, clock = systemClock, words = new TemporaryWords(), separators = [] } = options;
  const signal = forMany(options.signal);
  // Before our own commands are among what the server counts.
  const servers = await readServerStates(connection, signal);
  const compact = compactLimits(servers);
  const keyspace = new KeyspaceStats(thresholds, { words, compact, separators });
  const coverage = await observeAll(connection, keyspace, options);
  const { namespaces } = keyspace;
  const hasFieldTtls = connection.capabilities !== undefined && hasFeature(connection.capabilities, 'hashFieldTtl');
  await settleFieldTtls(connection, namespaces, hasFieldTtls, signal);
  const facts = { keyspace, namespaces, servers, coverage, compact };
  return resultOf({ ...facts, thresholds, before, words, separators, now: clock.now() }, options);
}

function observeAll(connection: Connection, keyspace: KeyspaceStats, options: AuditOptions): Promise<Coverage> {
  const { keys, leaveOut, signal, clock = systemClock } = options;
  const startedAt = clock.monotonic();
  return observeKeyspace(connection, {
    ...(keys !== undefined && { keys }),
    ...(leaveOut !== undefined && { leaveOut }),
    signal,
    onKeys: (page) => {
      const elapsed = clock.monotonic() - startedAt;
      for (const key of page) keyspace.add(key, elapsed);
    },
    onProgress: (observed, total) => options.onProgress?.(observed, total),
  });
}

function resultOf(observed: Observed, { ignored, off = new Set() }: AuditOptions): AuditResult {
  const { before, servers, now, keyspace, coverage, namespaces } = observed;
  const asked = rules.filter(({ id }) => !off.has(id));
  const all = asked.flatMap((rule) => rule.check(observed));
  all.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const findings = all.filter((finding) => !ignored.has(finding));
  const untold = untoldFacts(observed);
  return {
    at: now,
    coverage,
    findings,
    ignored: all.length - findings.length,
    namespaces: namespaces.map(({ name, all: { count, bytes }, immortal }) => ({
      ...{ name, keys: count, bytes },
      withoutTtl: immortal.count,
    })),
    unknown: untoldTexts(untold),
    ...compare(observed, before, { now: new Set(all.map(idOf)), asked, untold }),
    memory: remember(
      now,
      all,
      { keys: keyspace.growing, areAll: coverage.complete && coverage.hasLengths && keyspace.hasAllGrowing },
      servers,
    ),
  };
}
