import type { Finding } from './finding';

/**
 * What the user does not want to hear of: a rule (`naming.odd`), or a rule for one family of keys or one server
 * (`expiry.temporary session:*`), where the family is compared word for word.
 */
export class IgnoreList {
  private readonly entries: ReadonlySet<string>;

  constructor(entries: readonly string[]) {
    this.entries = new Set(entries.map((entry) => entry.trim()).filter((entry) => entry !== ''));
  }

  has(finding: Finding): boolean {
    return this.entries.has(finding.ruleId) || this.entries.has(entryOf(finding));
  }
}

/** What ignores just this finding. */
export function entryOf({ ruleId, subject }: Finding): string {
  return subject === undefined ? ruleId : `${ruleId} ${subject}`;
}
