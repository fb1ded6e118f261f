import { expandVariables } from './variables';

type Fields = Readonly<Record<string, unknown>>;

/** A service of a compose file, with its variables put in. What needs a variable that is not known is left out of it. */
export interface ComposeService {
  readonly name: string;
  /** Where its name stands, counted from 1. */
  readonly line: number;
  readonly fields: Fields;
}

/** What nests deeper, or repeats itself more often by aliases, is no compose file but an attack. */
const MAX_ALIASES = 100;

/**
 * The services of a compose file; none when it is no YAML or has no services. `variables` are those of the .env file
 * beside it, as docker compose reads it. The parser is loaded at the first call, so that activating costs nothing.
 */
export async function readComposeFile(
  text: string,
  variables: ReadonlyMap<string, string>,
): Promise<readonly ComposeService[]> {
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, uniqueKeys: false, logLevel: 'silent' });
  const services = document.errors.length === 0 ? document.get('services', true) : undefined;
  if (!isMap(services)) return [];
  const content = fieldsOf(
    fieldsOf(plainValue(() => document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown))['services'],
  );
  return services.items.flatMap(({ key }) => {
    if (!isScalar(key) || typeof key.value !== 'string' || !key.range) return [];
    const fields = fieldsOf(interpolate(content[key.value], (name) => variables.get(name)));
    return [{ name: key.value, line: lineCounter.linePos(key.range[0]).line, fields }];
  });
}

/** An object as one; anything else as one without fields. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Too many aliases end in an exception. */
function plainValue(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function interpolate(value: unknown, lookUp: (name: string) => string | undefined): unknown {
  if (typeof value === 'string') return expandVariables(value, lookUp, 'compose');
  if (Array.isArray(value)) return value.map((item) => interpolate(item, lookUp)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, interpolate(item, lookUp)]));
}
