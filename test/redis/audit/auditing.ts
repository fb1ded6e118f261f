import { IgnoreList } from '../../../src/core/audit/ignoreList';
import type { AuditOptions, AuditResult } from '../../../src/core/audit/runAudit';
import { DEFAULT_THRESHOLDS } from '../../../src/core/audit/thresholds';

export function options(changed: Partial<AuditOptions> = {}): AuditOptions {
  return {
    thresholds: DEFAULT_THRESHOLDS,
    ignored: new IgnoreList([]),
    signal: new AbortController().signal,
    ...changed,
  };
}

/** What was found, as `rule subject`. */
export function pairsOf({ findings }: AuditResult): string[] {
  return findings.map(({ ruleId, subject = '' }) => `${ruleId} ${subject}`).sort();
}

/** The sentence of a rule's finding (about the subject, where one is given); empty where there is none. */
export function evidenceOf({ findings }: AuditResult, ruleId: string, about?: string): string {
  const found = findings.find((finding) => finding.ruleId === ruleId && (about ?? finding.subject) === finding.subject);
  return found?.evidence.text ?? '';
}
