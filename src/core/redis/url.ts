import { CodedError } from '../base/errors';
import type { ConnectionProfile, SocketEndpoint, TcpEndpoint } from './profile';
import { MASK } from './secrets';

/** What a URL says about a connection; the rest of a profile (name, environment) it cannot say. */
export type UrlProfile = Pick<ConnectionProfile, 'topology' | 'database' | 'username' | 'tls' | 'protocol'>;

export interface ParsedUrl {
  readonly profile: UrlProfile;
  /** For the secret store only. */
  readonly password?: string;
}

const SCHEMES: Readonly<Record<string, 'tcp' | 'tls' | 'socket'>> = {
  redis: 'tcp',
  valkey: 'tcp',
  rediss: 'tls',
  valkeys: 'tls',
  unix: 'socket',
};

const DEFAULT_PORT = 6379;

/**
 * Reads `redis://[[user]:password@]host[:port][/database]`, the same with `rediss://` for TLS, and
 * `unix://[[user]:password@]/path[?db=database]`, each with `?protocol=3` for RESP3. Credentials may be percent-encoded; they may also hold `@`, `/` and `#` as
 * they are, as people paste them. Without a colon they are the password, as redis-cli reads it. Throws `INVALID_INPUT`
 * with a text that names the part that is wrong and never repeats it: it may hold the password.
 */
export function parseRedisUrl(text: string): ParsedUrl {
  const trimmed = text.trim();
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(trimmed) ?? [];
  const kind = Object.hasOwn(SCHEMES, scheme.toLowerCase()) ? SCHEMES[scheme.toLowerCase()] : undefined;
  if (!kind) throw invalid('It must begin with redis://, rediss:// (TLS) or unix:// (a socket).');
  const { credentials, address } = splitCredentials(rest, kind);
  const query = new URLSearchParams(/\?([^#]*)/.exec(address)?.[1]);
  const place = address.replace(/[?#].*$/s, '');
  const { username, password } = readCredentials(credentials, query);
  const { endpoint, path } = kind === 'socket' ? { endpoint: socket(place), path: '' } : tcp(place);
  return {
    profile: {
      topology: { kind: 'standalone', endpoint },
      database: database(path, query.get('db')),
      ...(username && { username }),
      ...(kind === 'tls' && { tls: { verify: true } }),
      ...protocol(query.get('protocol')),
    },
    ...(password && { password }),
  };
}

/** The URL of a standalone profile without its password; undefined for other topologies, which no URL can say. */
export function formatRedisUrl(profile: UrlProfile): string | undefined {
  if (profile.topology.kind !== 'standalone') return undefined;
  const { endpoint } = profile.topology;
  // The colon says that this is a user name; alone it would be read as a password.
  const user = profile.username === undefined ? '' : `${encodeURIComponent(profile.username)}:@`;
  const version = profile.protocol === 3 ? ['protocol=3'] : [];
  if ('path' in endpoint) {
    const query = [...(profile.database === 0 ? [] : [`db=${String(profile.database)}`]), ...version];
    const path = endpoint.path.split('/').map(encodeURIComponent).join('/');
    return `unix://${user}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  }
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  const path = profile.database === 0 ? '' : `/${String(profile.database)}`;
  const query = version.map((name) => `?${name}`).join('');
  return `${profile.tls ? 'rediss' : 'redis'}://${user}${host}:${String(endpoint.port)}${path}${query}`;
}

/** The text with the passwords of all URLs in it replaced by `***`. What cannot be told from a password goes with it. */
export function maskSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)(\S*)@/gi, (_, scheme: string, credentials: string) => {
      const colon = credentials.indexOf(':');
      return colon < 0 ? `${scheme}${MASK}@` : `${scheme}${credentials.slice(0, colon)}:${MASK}@`;
    })
    .replace(/([?&](?:password|auth)=)[^&\s"']*/gi, `$1${MASK}`);
}

function splitCredentials(rest: string, kind: 'tcp' | 'tls' | 'socket'): { credentials: string; address: string } {
  // A path may hold an @ of its own.
  const at = kind === 'socket' && rest.startsWith('/') ? -1 : rest.lastIndexOf('@');
  return at < 0 ? { credentials: '', address: rest } : { credentials: rest.slice(0, at), address: rest.slice(at + 1) };
}

function readCredentials(text: string, query: URLSearchParams): { username: string; password: string } {
  const colon = text.indexOf(':');
  const username = colon < 0 ? '' : decoded(text.slice(0, colon), 'user name');
  const password = decoded(text.slice(colon + 1), 'password');
  return { username: username || (query.get('username') ?? ''), password: password || (query.get('password') ?? '') };
}

function decoded(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`Its ${part} has a % that does not begin a percent-encoded character. Write it as %25.`);
  }
}

function socket(place: string): SocketEndpoint {
  if (!place.startsWith('/')) throw invalid('After unix:// it needs the absolute path of a socket.');
  return { path: decoded(place, 'path') };
}

function tcp(place: string): { endpoint: TcpEndpoint; path: string } {
  const slash = place.indexOf('/');
  const authority = slash < 0 ? place : place.slice(0, slash);
  const [found, six, plain = '', port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(authority) ?? [];
  // A second colon means an IPv6 address without its brackets, not a port.
  if (found === undefined || port?.includes(':')) {
    throw invalid('Its host is not a name or address. An IPv6 address is set in brackets: [::1].');
  }
  if (six !== undefined && !/^[0-9a-f:.]+(%[\w.-]+)?$/i.test(six)) throw invalid('The IPv6 address is not one.');
  const host = six ?? decoded(plain, 'host');
  if (/[\s"'<>\\]/.test(host)) throw invalid('Its host holds characters that no host name has.');
  return {
    endpoint: { host: host === '' ? 'localhost' : host, port: portNumber(port) },
    path: place.slice(authority.length + 1),
  };
}

function portNumber(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw invalid('Its port must be a number from 1 to 65535.');
  return port;
}

function database(path: string, query: string | null): number {
  const inPath = path.replace(/\/$/, '');
  if (inPath !== '' && query !== null && inPath !== query) {
    throw invalid('It names two databases, one in its path and one in ?db=. Keep one of them.');
  }
  const text = inPath === '' ? (query ?? '0') : inPath;
  if (!/^\d{1,9}$/.test(text)) throw invalid('Its database must be a number, such as /0.');
  return Number(text);
}

function protocol(text: string | null): Pick<UrlProfile, 'protocol'> {
  if (text === null || text === '2') return {};
  if (text === '3') return { protocol: 3 };
  throw invalid('Its protocol must be 2 or 3.');
}

function invalid(what: string): CodedError {
  return new CodedError('INVALID_INPUT', `This is not a Redis URL that can be used. ${what}`);
}
