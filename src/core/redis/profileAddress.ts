import { CodedError } from '../base/errors';
import { isHost, parseEndpoint, REDIS_PORT, SENTINEL_PORT } from './endpoint';
import type { NatMap, TcpEndpoint, Topology } from './profile';
import { formatEndpoint } from './profile';
import type { ProfileFields } from './profileFields';
import { hasReferences, replaceReferences } from './references';
import type { ParsedUrl } from './url';
import { maskSecrets, parseRedisUrl } from './url';

/** The fields that say where the servers are; a profile has exactly one of them. */
export const ADDRESSES = ['url', 'host', 'socket', 'cluster', 'sentinel'] as const;

export interface ReadAddress {
  readonly topology: Topology;
  /** What a URL says besides. */
  readonly url?: ParsedUrl;
  /** Of the sentinels, once its variable is resolved. */
  readonly sentinelPassword?: string;
}

/** Where the servers are. Undefined, with a problem, when that is not said, said twice or said wrong. */
export function readAddress(fields: ProfileFields): ReadAddress | undefined {
  const given = ADDRESSES.filter((name) => fields.has(name));
  const [kind] = given;
  if (kind === undefined) {
    fields.problem('', `needs one of: ${ADDRESSES.join(', ')}.`);
    return undefined;
  }
  if (given.length > 1) {
    fields.problem('', `has ${given.join(' and ')}. Keep one of them.`);
    return undefined;
  }
  if (fields.has('port') && kind !== 'host') fields.problem('port', `belongs to host, and not to ${kind}.`);
  if (fields.has('natMap') && kind !== 'cluster' && kind !== 'sentinel') {
    fields.problem('natMap', 'belongs to cluster and sentinel only.');
  }
  switch (kind) {
    case 'url':
      return readUrl(fields);
    case 'host':
      return readHost(fields);
    case 'socket': {
      const path = fields.text('socket', 'the absolute path of a socket');
      return path === undefined ? undefined : { topology: { kind: 'standalone', endpoint: { path } } };
    }
    case 'cluster':
      return { topology: { kind: 'cluster', nodes: readNodes(fields, 'cluster', REDIS_PORT), ...natMapOf(fields) } };
    case 'sentinel':
      return readSentinel(fields);
  }
}

function readHost(fields: ProfileFields): ReadAddress | undefined {
  const host = fields.text('host', 'the name or address of a host');
  const port = fields.port('port');
  if (host === undefined) return undefined;
  if (!isHost(host)) {
    fields.problem('host', 'must be the name or address of a host, and nothing else.');
    return undefined;
  }
  // A port that is known only later: until then the address is shown as it is written.
  const pending = fields.has('port') && port === undefined;
  const endpoint = pending ? { path: `${host}:${String(fields.get('port'))}` } : { host, port: port ?? REDIS_PORT };
  return { topology: { kind: 'standalone', endpoint } };
}

function readSentinel(fields: ProfileFields): ReadAddress | undefined {
  const inner = fields.inner('sentinel');
  if (!inner) return undefined;
  inner.onlyKnown(['master', 'nodes', 'username', 'password']);
  if (!inner.has('master')) inner.problem('master', 'is missing: the name the sentinels know the primary by.');
  const masterName = inner.text('master');
  const sentinels = readNodes(inner, 'nodes', SENTINEL_PORT);
  const username = inner.text('username');
  const sentinelPassword = inner.secret('password');
  const named = { masterName: masterName ?? '', sentinels, ...(username !== undefined && { username }) };
  return {
    topology: { kind: 'sentinel', ...named, ...natMapOf(fields) },
    ...(sentinelPassword !== undefined && { sentinelPassword }),
  };
}

function readNodes(fields: ProfileFields, name: string, defaultPort: number): TcpEndpoint[] {
  return fields.list(name).flatMap(({ field, value }) => readNode(fields, field, value, defaultPort) ?? []);
}

function readNode(fields: ProfileFields, field: string, value: unknown, port: number): TcpEndpoint | undefined {
  const text = typeof value === 'string' ? value : '';
  // A reference may hold host and port; as one host it is shown until it is resolved.
  const pending = !fields.resolved && hasReferences(text);
  const endpoint = parseEndpoint(pending ? replaceReferences(text, '1') : text, port);
  if (!endpoint) {
    fields.problem(field, 'must be an address as "host:port".');
    return undefined;
  }
  return pending ? (parseEndpoint(text, port) ?? { host: text, port }) : endpoint;
}

function natMapOf(fields: ProfileFields): { natMap?: NatMap } {
  if (!fields.has('natMap')) return {};
  const value = fields.get('natMap');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fields.problem('natMap', 'must be an object such as {"10.0.0.1:6379": "localhost:7001"}.');
    return {};
  }
  const entries = Object.entries(value).map(([from, to]: [string, unknown]) => {
    const field = `natMap["${from}"]`;
    // The server's own way to write an address is what it is looked up by.
    const named = /:\d+$/.test(from) ? parseEndpoint(from, REDIS_PORT) : undefined;
    if (!named) fields.problem('natMap', 'must name each address as the servers say it, "host:port".');
    const reached = readNode(fields, field, to, REDIS_PORT);
    return [named ? formatEndpoint(named) : from, reached ? formatEndpoint(reached) : ''] as const;
  });
  return { natMap: Object.fromEntries(entries) };
}

function readUrl(fields: ProfileFields): ReadAddress | undefined {
  const text = fields.text('url', 'a text such as redis://localhost:6379');
  if (text === undefined) return undefined;
  const pending = !fields.resolved && hasReferences(text);
  try {
    const url = parseRedisUrl(pending ? guessed(text, '1') : text);
    // What is left of the password without the references in it is written out.
    if (!fields.resolved && parseRedisUrl(guessed(text, '')).password !== undefined) {
      fields.refuseSecret('url', 'must not hold a password');
      return undefined;
    }
    if (!pending) return { topology: url.profile.topology, url };
    return { topology: { kind: 'standalone', endpoint: { path: maskSecrets(text) } }, url };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    fields.problem('url', error.message.replace(/^This is/, 'is'));
    return undefined;
  }
}

/** A URL of the same form with `text` for each reference: "1" fits a host, a port, a database and a name alike. */
function guessed(url: string, text: string): string {
  const [, scheme = '', rest = ''] = /^(\$\{env:[^}]*\}(?=:\/\/))?(.*)$/s.exec(url) ?? [];
  if (scheme !== '') return `redis${replaceReferences(rest, text)}`;
  // The whole address, or its beginning, is in a variable.
  return replaceReferences(url.replace(/^\$\{env:[^}]*\}/, 'redis://1'), text);
}
