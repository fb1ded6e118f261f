import { hashOf } from '../../../src/core/audit/auditMemory';
import type { AuditMemory } from '../../../src/core/audit/auditMemory';
import type { Finding } from '../../../src/core/audit/finding';
import { KeyspaceStats } from '../../../src/core/audit/keyspaceStats';
import type { ObservedKey } from '../../../src/core/audit/observedKey';
import type { Observed } from '../../../src/core/audit/rule';
import { ruleOf } from '../../../src/core/audit/rules';
import type { ServerState } from '../../../src/core/audit/serverState';
import { TemporaryWords } from '../../../src/core/audit/temporaryWords';
import { DEFAULT_THRESHOLDS } from '../../../src/core/audit/thresholds';

export const NOW = 1_700_000_000_000;
export const ADDRESS = '127.0.0.1:6379';
export const NO_MEMORY: AuditMemory = {
  at: NOW - 300_000,
  findings: [],
  lengths: {},
  hasAllLengths: true,
  servers: {},
};

export function key(name: string, changed: Partial<ObservedKey> = {}): ObservedKey {
  return { name: Buffer.from(name), type: 'string', ttl: 'never', bytes: 300, encoding: undefined, ...changed };
}

/** `count` keys of a family, each with what `change` says. */
export function many(
  name: string,
  count: number,
  change: (n: number) => Partial<ObservedKey> = () => ({}),
): ObservedKey[] {
  return Array.from({ length: count }, (_, n) => key(`${name}:${String(n)}`, change(n)));
}

export function observed(keys: readonly ObservedKey[], changed: Partial<Observed> = {}): Observed {
  const compact = new Map([
    ['hash', 512],
    ['zset', 128],
  ]);
  const keyspace = new KeyspaceStats(DEFAULT_THRESHOLDS, { compact });
  for (const one of keys) keyspace.add(one, 0);
  const { namespaces } = keyspace;
  for (const family of namespaces) family.settle(false);
  return {
    ...{ keyspace, namespaces, servers: [], compact, thresholds: DEFAULT_THRESHOLDS, before: undefined },
    coverage: { observed: keys.length, leftOut: 0, total: keys.length, complete: true, hasLengths: true },
    ...{ words: new TemporaryWords(), separators: [':'], now: NOW },
    ...changed,
  };
}

export function server(changed: Partial<ServerState> = {}): ServerState {
  const unknown = { known: false, reason: 'test' } as const;
  const of = { info: unknown, settings: unknown, calls: unknown, slow: unknown, clients: unknown };
  return { address: ADDRESS, ...of, ...changed };
}

export function check(ruleId: string, facts: Observed): readonly Finding[] {
  return ruleOf(ruleId)?.check(facts) ?? [];
}

/** As `severity subject`. */
export function found(ruleId: string, facts: Observed): string[] {
  return check(ruleId, facts).map(({ severity, subject = '' }) => `${severity} ${subject}`);
}

export function lengthsBefore(lengths: Readonly<Record<string, number>>): Pick<AuditMemory, 'lengths'> {
  return { lengths: Object.fromEntries(Object.entries(lengths).map(([name, length]) => [hashOf(name), length])) };
}
