import { CodedError } from '../base/errors';

/** Variables by name, as `process.env` has them. */
export type Environ = Readonly<Record<string, string | undefined>>;

/** `${env:NAME}`: what the environment variable holds when a connection is made. */
const REFERENCE = /\$\{env:([^}]*)\}/g;

/** Whether a text anywhere in `value` refers to an environment variable. */
export function hasReferences(value: unknown): boolean {
  if (typeof value === 'string') return value.search(REFERENCE) >= 0;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasReferences);
}

/** The text with each reference replaced by the same `text`. */
export function replaceReferences(value: string, text: string): string {
  return value.replace(REFERENCE, () => text);
}

/**
 * A copy of `value` with the references in all its texts replaced by what the variables hold. Throws `INVALID_INPUT`
 * naming the variable and the field (`field` and the way from there, as in `tls.ca`) when one is not set. An empty one
 * counts as not set: an empty host would silently be localhost.
 */
export function resolveReferences<T>(value: T, env: Environ, field = ''): T {
  return resolve(value, env, field) as T;
}

function resolve(value: unknown, env: Environ, field: string): unknown {
  if (typeof value === 'string') return value.replace(REFERENCE, (_, name: string) => lookUp(name, env, field));
  if (Array.isArray(value)) return value.map((item, index) => resolve(item, env, `${field}[${String(index)}]`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    resolve(inner, env, field === '' ? name : `${field}.${name}`),
  ]);
  return Object.fromEntries(entries);
}

function lookUp(name: string, env: Environ, field: string): string {
  const found: unknown = env[name];
  if (typeof found === 'string' && found !== '') return found;
  const where = field === '' ? '' : `, which ${field} refers to,`;
  throw new CodedError(
    'INVALID_INPUT',
    `The environment variable ${name}${where} is not set. Set it where VS Code is started from, or edit the connection.`,
  );
}
