/** `error`: wrong, or sure to hurt. `warning`: worth a look. `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

export interface Evidence {
  /** What was counted, in one sentence with its numbers. */
  readonly text: string;
  /** Some of the keys it is about. */
  readonly keys?: readonly Buffer[];
}

/** One place where the keyspace, or the server, breaks a practice. */
export interface Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** The family of keys it is about (`session:*`), or the one key; absent where it is about the server. */
  readonly subject?: string;
  /** What tells it from another finding of the rule about the same: a type, a kind of fault. */
  readonly variant?: string;
  readonly evidence: Evidence;
  /** Finds its keys, where the subject does not say how. */
  readonly glob?: string;
  /** The threshold that was passed, with its value. */
  readonly threshold: string;
  readonly fix: string;
}

/** What a server may refuse to tell. */
export type Fact =
  | 'TYPE'
  | 'PTTL'
  | 'MEMORY USAGE'
  | 'OBJECT ENCODING'
  | 'lengths'
  | 'INFO'
  | 'CONFIG GET'
  | 'INFO commandstats'
  | 'SLOWLOG'
  | 'CLIENT LIST';

/** The rule's own words, the same for all of its findings. */
export interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** Where the threshold comes from. */
  readonly source: string;
  /** Id of the pattern whose lesson explains it. */
  readonly lesson: string;
  /** Facts that it looks at: where one is not told, that nothing is found means nothing. */
  readonly needs: readonly Fact[];
  /** One key is enough for a finding, so that only a look at all keys can tell that it is gone. */
  readonly isRare?: boolean;
}

/** What makes a finding the same as one of an earlier audit. */
export function identityOf({ ruleId, variant = '', subject = '' }: Finding): string {
  return `${ruleId} ${variant} ${subject}`;
}

/** About settings or load, and not about keys. */
export function isAboutServer({ ruleId }: Pick<Finding, 'ruleId'>): boolean {
  return /^(?:server|commands)\./.test(ruleId);
}

/** The glob that finds its keys; undefined where there is none. */
export function keysPattern(finding: Finding): string | undefined {
  const { subject, glob } = finding;
  if (glob !== undefined) return glob;
  if (subject === undefined || subject === '*' || isAboutServer(finding) || subject.startsWith('(')) return undefined;
  return subject.replace(/[[\]?\\]/g, '\\$&');
}
