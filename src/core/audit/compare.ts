import type { AuditMemory, EarlierFinding } from './auditMemory';
import { hashOf } from './auditMemory';
import type { Fact } from './finding';
import { isAboutServer } from './finding';
import type { Observed, Rule } from './rule';

/** Keys of a family that a sample has to hold: a fault of one in a hundred would be among them, 19 times out of 20. */
const SEEN_AGAIN = 300;

/** This audit and the one before. */
export interface Compared {
  /** Findings of the audit before that are gone; undefined when this is the first. */
  readonly gone: readonly EarlierFinding[] | undefined;
  /** Findings of the audit before that were not found again, and not looked at well enough to be gone. */
  readonly open: readonly EarlierFinding[];
  /** Ids of findings that the audit before had too. */
  readonly known: ReadonlySet<string>;
}

interface Now {
  /** Ids of all findings, with those that the user ignores. */
  readonly now: ReadonlySet<string>;
  readonly asked: readonly Rule[];
  readonly untold: ReadonlyMap<Fact, number>;
}

export function compare(observed: Observed, before: AuditMemory | undefined, { now, asked, untold }: Now): Compared {
  const earlier = before?.findings ?? [];
  const byId = new Map(asked.map((rule) => [rule.id, rule]));
  const gone: EarlierFinding[] = [];
  const open: EarlierFinding[] = [];
  const isSeen = seenAgain(observed);
  for (const finding of earlier) {
    const rule = byId.get(finding.ruleId);
    if (!rule || now.has(finding.id)) continue;
    const isTold = rule.needs.every((fact) => !untold.has(fact));
    (isTold && isSeen(finding, rule) ? gone : open).push(finding);
  }
  return { gone: before && gone, open, known: new Set(earlier.map(({ id }) => id)) };
}

/** Whether enough was looked at to say that what is not found is not there. */
function seenAgain({ coverage, namespaces, servers }: Observed): (finding: EarlierFinding, rule: Rule) => boolean {
  const families = new Map(namespaces.map(({ name, all }) => [hashOf(name), all.count]));
  const addresses = new Set(servers.map(({ address }) => hashOf(address)));
  return ({ about, ruleId }, { isRare = false }) => {
    if (isAboutServer({ ruleId })) return about !== undefined && addresses.has(about);
    if (coverage.complete) return true;
    return !isRare && about !== undefined && (families.get(about) ?? 0) >= SEEN_AGAIN;
  };
}
