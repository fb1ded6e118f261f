import { isPort, parsePort } from './endpoint';
import { hasReferences, replaceReferences } from './references';

type Input = Readonly<Record<string, unknown>>;

const SECRET_NAME = /pass|auth|secret|token|credential/i;

/**
 * Reads the fields of one object and collects what is wrong with them, each problem a sentence that begins with the
 * field's full name and never repeats its value: a password may have been put in the wrong place.
 */
export class ProfileFields {
  private constructor(
    private readonly input: Input,
    private readonly where: string,
    /** Whether references have been replaced; then numbers may be texts, because variables are. */
    readonly resolved: boolean,
    readonly problems: string[],
  ) {}

  /** Undefined, with a problem, when `input` is no object. */
  static of(input: unknown, where: string, resolved: boolean, problems: string[]): ProfileFields | undefined {
    if (isInput(input)) return new ProfileFields(input, where, resolved, problems);
    problems.push(`${where} must be an object.`);
    return undefined;
  }

  has(name: string): boolean {
    return this.input[name] !== undefined;
  }

  get(name: string): unknown {
    return this.input[name];
  }

  /** Adds the problem that the field `what`, as in `must be …`. */
  problem(name: string, what: string): void {
    this.problems.push(`${this.where}${name === '' ? '' : `.${name}`} ${what}`);
    return undefined;
  }

  text(name: string, what = 'a text that is not empty'): string | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.problem(name, `must be ${what}.`);
    return undefined;
  }

  /** What a variable holds, once it is resolved. A secret may stand in no other form. */
  secret(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || (this.resolved && typeof value === 'string')) return value;
    const isReference = typeof value === 'string' && hasReferences(value) && replaceReferences(value, '') === '';
    if (!isReference) this.refuseSecret(name);
    return undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    this.problem(name, 'must be true or false.');
    return undefined;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const choice = choices.find((known) => known === value);
    if (choice === undefined) this.problem(name, `must be one of: ${choices.join(', ')}.`);
    return choice;
  }

  /** Undefined for a reference that is not resolved yet. */
  port(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined || this.isPending(value)) return undefined;
    const port = this.resolved && typeof value === 'string' ? parsePort(value.trim()) : value;
    if (isPort(port)) return port;
    this.problem(name, 'must be a number from 1 to 65535.');
    return undefined;
  }

  database(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined || this.isPending(value)) return undefined;
    const database = this.resolved && typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
    if (typeof database === 'number' && Number.isInteger(database) && database >= 0) return database;
    this.problem(name, 'must be the number of a database, such as 0.');
    return undefined;
  }

  /** The items, each with its field's name; none, with a problem, when it is no list or an empty one. */
  list(name: string): { field: string; value: unknown }[] {
    const value = this.get(name);
    if (Array.isArray(value) && value.length > 0) {
      return value.map((item: unknown, index) => ({ field: `${name}[${String(index)}]`, value: item }));
    }
    this.problem(name, 'must be a list of addresses, each as "host:port".');
    return [];
  }

  inner(name: string): ProfileFields | undefined {
    return ProfileFields.of(this.get(name), `${this.where}.${name}`, this.resolved, this.problems);
  }

  /** Names what is not known; what looks like a secret is told where it belongs. */
  onlyKnown(known: readonly string[]): void {
    for (const name of Object.keys(this.input).filter((field) => !known.includes(field))) {
      if (SECRET_NAME.test(name)) this.refuseSecret(name);
      else this.problem(name, `is not known. Known are: ${known.join(', ')}.`);
    }
  }

  refuseSecret(name: string, what = 'must not be here'): void {
    const remedy =
      "Remove it: it is asked for when connecting and kept in VS Code's secret store. An environment variable may stand here as ${env:NAME} in password or url.";
    this.problem(name, `${what}: settings are synchronised and committed. ${remedy}`);
    return undefined;
  }

  private isPending(value: unknown): boolean {
    return !this.resolved && hasReferences(value);
  }
}

function isInput(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
