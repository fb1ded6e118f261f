import type { Finding, RuleText, Severity } from './finding';
import type { KeyspaceStats } from './keyspaceStats';
import type { NamespaceStats } from './namespaceStats';
import type { Coverage } from './observe';
import type { ServerState } from './serverState';
import type { Thresholds } from './thresholds';

/** A collection as an earlier audit saw it. */
export interface Grown {
  readonly length: number;
}

/** What rules look at: nothing is asked of a server any more. */
export interface Observed {
  readonly keyspace: KeyspaceStats;
  /** Those of `keyspace`, once and for all rules. */
  readonly namespaces: readonly NamespaceStats[];
  readonly servers: readonly ServerState[];
  readonly coverage: Coverage;
  readonly thresholds: Thresholds;
  readonly isCluster: boolean;
  /** Lengths of big collections in the audit before, by name in base64; undefined where this is the first. */
  readonly before: ReadonlyMap<string, number> | undefined;
}

/** One practice, as a check of what was observed. */
export interface Rule extends RuleText {
  check(observed: Observed): readonly Finding[];
}

type Check = (observed: Observed, found: Report) => void;

/** Adds one finding of the rule. */
export type Report = (severity: Severity, what: Omit<Finding, 'ruleId' | 'severity' | 'title'>) => void;

export function defineRule(text: RuleText, check: Check): Rule {
  return {
    ...text,
    check(observed) {
      const findings: Finding[] = [];
      check(observed, (severity, what) => {
        findings.push({ ruleId: text.id, title: text.title, severity, ...what });
      });
      return findings;
    },
  };
}

/** `12 345`, with thin spaces as everywhere. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

export function percent(share: number): string {
  const value = 100 * share;
  return `${value > 0 && value < 1 ? value.toFixed(1) : String(Math.round(value))} %`;
}

/** Bytes as one reads them. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${String(Math.round(bytes))} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ${units[unit] ?? ''}`;
}
