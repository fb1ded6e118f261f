import { createHash } from 'node:crypto';
import type { Finding, Severity } from './finding';
import { identityOf, SEVERITIES } from './finding';
import type { ObservedKey } from './observedKey';
import type { ServerState } from './serverState';

/** What is kept of one audit does not grow with the keyspace. */
const MOST_FINDINGS = 500;
const MOST_LENGTHS = 500;
const HASH_LENGTH = 16;

/** A finding as the next audit knows it. */
export interface EarlierFinding {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Hash of the finding's identity. */
  readonly id: string;
  /** Hash of its subject. */
  readonly about?: string;
  /** The subject itself, for as long as the window is open: it may be a key's name. */
  readonly subject?: string;
}

export interface EarlierCalls {
  /** Another one after a restart, when all counts begin anew. */
  readonly runId: string;
  readonly calls: Readonly<Record<string, readonly [calls: number, microseconds: number]>>;
  /** Of the latest entry in the slow log. */
  readonly slowId: number;
}

/** What the next audit compares with. Holds no value, and names of keys as hashes only, so that it may be kept. */
export interface AuditMemory {
  readonly at: number;
  readonly findings: readonly EarlierFinding[];
  /** Of long collections, by the hash of their names. */
  readonly lengths: Readonly<Record<string, number>>;
  /** A long collection that is not in `lengths` was short, or not there. */
  readonly hasAllLengths: boolean;
  /** Of each server, by the hash of its address. */
  readonly servers: Readonly<Record<string, EarlierCalls>>;
}

export function hashOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, HASH_LENGTH);
}

export function idOf(finding: Finding): string {
  return hashOf(identityOf(finding));
}

export function remember(
  at: number,
  findings: readonly Finding[],
  growing: { readonly keys: readonly ObservedKey[]; readonly areAll: boolean },
  servers: readonly ServerState[],
): AuditMemory {
  const longest = [...growing.keys].sort((a, b) => (b.length ?? 0) - (a.length ?? 0)).slice(0, MOST_LENGTHS);
  return {
    at,
    findings: findings.slice(0, MOST_FINDINGS).map((finding) => ({
      ...{ ruleId: finding.ruleId, severity: finding.severity, id: idOf(finding) },
      ...(finding.subject !== undefined && { about: hashOf(finding.subject), subject: finding.subject }),
    })),
    lengths: Object.fromEntries(longest.map(({ name, length = 0 }) => [hashOf(name), length])),
    hasAllLengths: growing.areAll && longest.length === growing.keys.length,
    servers: Object.fromEntries(servers.flatMap(callsOf)),
  };
}

function callsOf({ address, info, calls, slow }: ServerState): readonly [string, EarlierCalls][] {
  const runId = info.known ? info.value.get('run_id') : undefined;
  if (runId === undefined || !calls.known) return [];
  const counts = [...calls.value].map(
    ([name, { calls: count, microseconds }]) => [name, [count, microseconds]] as const,
  );
  const slowId = slow.known ? Math.max(-1, ...slow.value.map(({ id }) => id)) : -1;
  return [[hashOf(address), { runId, calls: Object.fromEntries(counts), slowId }]];
}

/** As it may be written down: no name is in it. */
export function withoutNames(memory: AuditMemory): AuditMemory {
  return {
    ...memory,
    findings: memory.findings.map(({ ruleId, severity, id, about }) => ({
      ...{ ruleId, severity, id },
      ...(about !== undefined && { about }),
    })),
  };
}

/** What was written down; undefined when another version wrote it and it has another shape. */
export function memoryOf(stored: unknown): AuditMemory | undefined {
  if (!isRecord(stored)) return undefined;
  const { at, findings, lengths, hasAllLengths, servers } = stored;
  const isWhole =
    typeof at === 'number' &&
    typeof hasAllLengths === 'boolean' &&
    Array.isArray(findings) &&
    findings.every(isFinding) &&
    isRecord(lengths) &&
    Object.values(lengths).every((length) => typeof length === 'number') &&
    isRecord(servers) &&
    Object.values(servers).every((of) => isRecord(of) && typeof of['runId'] === 'string' && isRecord(of['calls']));
  return isWhole ? (stored as unknown as AuditMemory) : undefined;
}

function isFinding(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { ruleId, severity, id } = value;
  return typeof ruleId === 'string' && typeof id === 'string' && SEVERITIES.includes(severity as Severity);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
