/**
 * Makes the names of one demo's keys, all under `<prefix>:<pattern>:<instance>:`, and remembers each name it gave out so
 * that clean-up deletes exactly these.
 *
 *     keys.of('board')            redis-patterns:leaderboard:{5f2c}:board
 *     keys.tagged('u7', 'cart')   redis-patterns:session:5f2c:{u7}:cart
 *
 * `of` puts everything of the instance in one cluster slot. `tagged` gives each tag a slot of its own, for patterns that
 * scale by spreading; its prefix differs from that of `of` only by the braces.
 */
export class Keyring {
  private readonly given = new Set<string>();
  /** Names whose keys were not there when one last looked. */
  private suspects = new Set<string>();

  constructor(
    readonly prefix: string,
    readonly pattern: string,
    readonly instance: string,
  ) {}

  of(...parts: readonly (string | number)[]): string {
    return this.remember([this.prefix, this.pattern, `{${this.instance}}`, ...parts].join(':'));
  }

  tagged(tag: string, ...parts: readonly (string | number)[]): string {
    return this.remember([this.prefix, this.pattern, this.instance, `{${tag}}`, ...parts].join(':'));
  }

  /** Takes back a name that an earlier ring of the same instance gave out. */
  adopt(name: string): void {
    this.remember(name);
  }

  /** Forgets names whose keys were deleted, until they are given out again. */
  drop(names: Iterable<string>): void {
    for (const name of names) this.given.delete(name);
  }

  /**
   * These have no key. A name that was told so twice, and was not given out in between, is forgotten: nobody may write under
   * one that was given out before. Not to be told while somebody may still keep a name to write later.
   */
  noteMissing(names: readonly string[]): void {
    const suspects = names.filter((name) => this.given.has(name) && !this.suspects.has(name));
    this.drop(names.filter((name) => this.suspects.has(name)));
    this.suspects = new Set(suspects);
  }

  /** Every name given out and not dropped, oldest first. */
  get names(): ReadonlySet<string> {
    return this.given;
  }

  /** Glob patterns that match every key this ring can name, for SCAN after the names were forgotten. */
  get globs(): readonly string[] {
    const base = `${escapeGlob(this.prefix)}:${escapeGlob(this.pattern)}:`;
    return [`${base}{${this.instance}}:*`, `${base}${this.instance}:*`];
  }

  private remember(name: string): string {
    this.given.add(name);
    this.suspects.delete(name);
    return name;
  }
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, '\\$&');
}
