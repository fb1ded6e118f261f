/** Code that breaks a rule, or that looks like it and must be let through. */
export interface Plant {
  readonly title: string;
  /** Where it is planted, in a copy of the repository. */
  readonly file: string;
  readonly code: string;
  /** The rule that must speak up; nothing for legitimate code. */
  readonly rule?: string;
}
