import type { AuditMemory } from './auditMemory';
import type { Finding, RuleText, Severity } from './finding';
import type { KeyspaceStats } from './keyspaceStats';
import type { NamespaceStats } from './namespaceStats';
import type { Coverage } from './observe';
import type { ServerState } from './serverState';
import type { TemporaryWords } from './temporaryWords';
import type { Thresholds } from './thresholds';

/** What rules look at: nothing is asked of a server any more. */
export interface Observed {
  readonly keyspace: KeyspaceStats;
  /** Those of `keyspace`, once and for all rules. */
  readonly namespaces: readonly NamespaceStats[];
  readonly servers: readonly ServerState[];
  readonly coverage: Coverage;
  readonly thresholds: Thresholds;
  /** Undefined where this is the first audit. */
  readonly before: AuditMemory | undefined;
  /** Elements up to which a collection of a type may be compact, by the server's settings. */
  readonly compact: ReadonlyMap<string, number>;
  readonly words: TemporaryWords;
  /** Characters that part names, beside those that often do. */
  readonly separators: readonly string[];
  /** Wall time, milliseconds. */
  readonly now: number;
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

/**
 * `3 of 30 keys (10 %)`, and of a sample also what it may be of all keys, 19 times out of 20 (Wilson's interval, which
 * holds for few keys and for shares near 0 and 1 too).
 */
export function shareText(part: number, of: number, { complete }: Pick<Coverage, 'complete'>): string {
  const share = part / Math.max(1, of);
  const text = `${count(part)} of ${count(of)} keys (${percent(share)}`;
  if (complete) return `${text})`;
  const z = 1.96;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return `${text}; of all ${percent(Math.max(0, middle - half))} to ${percent(Math.min(1, middle + half))})`;
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
