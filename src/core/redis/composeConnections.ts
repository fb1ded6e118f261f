import { CodedError } from '../base/errors';
import type { ComposeService } from './composeFile';
import { fieldsOf, readComposeFile } from './composeFile';
import { publishedAt } from './composePorts';
import { parsePort, REDIS_PORT } from './endpoint';
import type { FoundConnection } from './foundConnection';
import { foundConnection, standalone } from './foundConnection';
import { splitShellWords } from './shellWords';
import { expandVariables } from './variables';

/** Images with a server in them, whoever publishes them; redis-exporter, redisinsight and the like are others. */
const IMAGE = /(?:^|\/)(?:redis|redis-stack|redis-stack-server|valkey|valkey-bundle|keydb|dragonfly)(?:[:@]|$)/i;

/** Images that take the password from the environment by themselves. */
const READS_ENVIRONMENT = /(?:^|\/)bitnami/i;

/**
 * The Redis services of a compose file that can be reached from outside, at their published port. `variables` are those
 * of the .env file beside it.
 */
export async function findComposeConnections(
  file: string,
  text: string,
  variables: ReadonlyMap<string, string>,
): Promise<FoundConnection[]> {
  const services = await readComposeFile(text, variables);
  return services.flatMap((service) => findInService(file, service) ?? []);
}

function findInService(file: string, { name, line, fields }: ComposeService): FoundConnection | undefined {
  const { image, ports, network_mode: network } = fields;
  if (typeof image !== 'string' || !IMAGE.test(image)) return undefined;
  const environment = environmentOf(fields['environment']);
  const options = optionsOf(fields, environment);
  const tlsPort = parsePort(options.get('tls-port') ?? '');
  const port = parsePort(
    options.get('port') ?? environment.get('REDIS_PORT_NUMBER') ?? environment.get('VALKEY_PORT_NUMBER') ?? '',
  );
  for (const target of [port ?? REDIS_PORT, tlsPort ?? REDIS_PORT]) {
    const endpoint = network === 'host' ? { host: 'localhost', port: target } : publishedAt(ports, target);
    if (!endpoint) continue;
    const password = options.get('requirepass') ?? environmentPassword(fields, image, environment);
    const profile = {
      topology: standalone(endpoint),
      database: 0,
      ...(target === tlsPort && { tls: { verify: true } }),
    };
    return foundConnection(`${name} (compose)`, { file, line }, { profile, ...(password && { password }) });
  }
  return undefined;
}

/**
 * The server's options, from the command (as a text or a list, also within `sh -c`) and REDIS_ARGS of Redis Stack. The
 * last of several counts.
 */
function optionsOf(fields: ComposeService['fields'], environment: ReadonlyMap<string, string>): Map<string, string> {
  const sources = [fields['entrypoint'], fields['command'], environment.get('REDIS_ARGS')];
  const words = sources.flatMap((source) => wordsOf(source, environment));
  const options = new Map<string, string>();
  for (const [at, word] of words.entries()) {
    const value = words[at + 1];
    if (word?.startsWith('--') && value !== undefined) options.set(word.slice(2).toLowerCase(), value);
  }
  return options;
}

/** The words of a command; undefined for one that a shell would fill in with what is not known here. */
function wordsOf(source: unknown, environment: ReadonlyMap<string, string>): (string | undefined)[] {
  if (Array.isArray(source)) {
    const words = (source as unknown[])
      .map((word) => (typeof word === 'number' ? String(word) : word))
      .filter((word) => typeof word === 'string');
    // A whole command as one word is for a shell.
    return words.flatMap((word) => (/\s--/.test(word) ? wordsOf(word, environment) : [word]));
  }
  if (typeof source !== 'string') return [];
  try {
    return splitShellWords(source).flatMap(({ text, expands }) => {
      if (/\s--/.test(text)) return wordsOf(text, environment);
      return [expands ? expandVariables(text, (name) => environment.get(name), 'compose') : text];
    });
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
}

/**
 * REDIS_PASSWORD, where something reads it: an image that does by itself, or a script that stands in for the server's own
 * start. The official images do not, and a server without a password refuses who comes with one.
 */
function environmentPassword(
  fields: ComposeService['fields'],
  image: string,
  environment: ReadonlyMap<string, string>,
): string | undefined {
  const isScripted = fields['entrypoint'] !== undefined;
  if (!READS_ENVIRONMENT.test(image) && !isScripted) return undefined;
  return environment.get('REDIS_PASSWORD') ?? environment.get('VALKEY_PASSWORD');
}

/** As an object, or as a list of `NAME=value`. */
function environmentOf(value: unknown): Map<string, string> {
  const pairs = Array.isArray(value)
    ? (value as unknown[]).map((item) => String(item).split(/=([^]*)/, 2))
    : Object.entries(fieldsOf(value));
  return new Map(
    pairs.flatMap(([name, item]): [string, string][] =>
      typeof name === 'string' && ['string', 'number', 'boolean'].includes(typeof item) ? [[name, String(item)]] : [],
    ),
  );
}
