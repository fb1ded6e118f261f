import { CodedError } from '../base/errors';
import { isHost, parseEndpoint, parsePort, REDIS_PORT } from './endpoint';
import type { EnvEntry } from './envFile';
import { readEnvFile } from './envFile';
import type { FoundConnection } from './foundConnection';
import { foundConnection, standalone } from './foundConnection';
import type { Topology } from './profile';
import type { ParsedUrl } from './url';
import { parseRedisUrl } from './url';

/** `CACHE_REDIS_HOST`, `REDIS_QUEUE_PORT`, `REDISHOST`: what it belongs to, and what it says. */
const PART =
  /^(\w*?(?:redis|valkey)\w*?)_?(host|hostname|addr|address|endpoint|server|port|password|pass|auth|username|user|db|database|tls|ssl)$/i;

/** Programs beside Redis whose host is not the server's. */
const OTHER_PROGRAMS = /insight|commander|exporter|sentinel/i;

type Part = 'host' | 'port' | 'password' | 'username' | 'database' | 'tls';

const PARTS: Readonly<Record<string, Part>> = {
  ...{ host: 'host', hostname: 'host', addr: 'host', address: 'host', endpoint: 'host', server: 'host', port: 'port' },
  ...{ password: 'password', pass: 'password', auth: 'password', username: 'username', user: 'username' },
  ...{ db: 'database', database: 'database', tls: 'tls', ssl: 'tls' },
};

type Group = Partial<Record<Part, EnvEntry>>;

/** The connections that a .env file names, as URLs or in parts. What cannot be read is left out. */
export function findEnvConnections(file: string, text: string): FoundConnection[] {
  const entries = readEnvFile(text);
  const found = [
    ...entries.map((entry) => ({ entry, parsed: readUrl(entry) ?? readUpstash(entry, entries) })),
    ...groupsOf(entries).map((group) => ({ entry: group.host, parsed: readGroup(group) })),
  ];
  return found.flatMap(({ entry, parsed }) =>
    entry && parsed ? [foundConnection(entry.name, { file, line: entry.line }, parsed)] : [],
  );
}

/** Any variable may hold one: what its value begins with says it better than its name. */
function readUrl({ name, value }: EnvEntry): ParsedUrl | undefined {
  const isUrl = /^(?:redis|valkey)s?:\/\//i.test(value) || (/^unix:\/\//i.test(value) && /redis|valkey/i.test(name));
  if (!isUrl) return undefined;
  try {
    const parsed = parseRedisUrl(value);
    const { topology } = parsed.profile;
    // Several URLs in one are a cluster in some frameworks' own form.
    const isList =
      topology.kind === 'standalone' && 'host' in topology.endpoint && topology.endpoint.host.includes(',');
    return isList ? undefined : parsed;
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}

/** Upstash names its HTTP address and token; the same host speaks Redis over TLS, with the token as the password. */
function readUpstash({ name, value }: EnvEntry, entries: readonly EnvEntry[]): ParsedUrl | undefined {
  const host = /^https:\/\/([\w.-]+\.upstash\.io)\/?$/i.exec(value)?.[1];
  if (host === undefined || !/_URL$/i.test(name)) return undefined;
  const token = entries.findLast((entry) => entry.name === name.replace(/URL$/i, 'TOKEN'))?.value;
  const topology = standalone({ host, port: REDIS_PORT });
  return { profile: { topology, database: 0, tls: { verify: true } }, ...(token && { password: token }) };
}

function groupsOf(entries: readonly EnvEntry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const [, stem, word = ''] = PART.exec(entry.name) ?? [];
    const part = PARTS[word.toLowerCase()];
    if (stem === undefined || part === undefined || OTHER_PROGRAMS.test(stem)) continue;
    groups.set(stem, { ...groups.get(stem), [part]: entry });
  }
  return [...groups.values()];
}

/** Only with a host: a port or password alone may belong to a server anywhere. */
function readGroup(group: Group): ParsedUrl | undefined {
  const topology = readPlace(group.host?.value ?? '', group.port?.value ?? '');
  const database = group.database?.value ?? '0';
  if (!topology || !/^\d{0,9}$/.test(database)) return undefined;
  const isTls = /^(?:true|1|yes|on)$/i.test(group.tls?.value ?? '') || /^tls:/.test(group.host?.value ?? '');
  const [username, password] = [given(group.username), given(group.password)];
  return {
    profile: {
      topology,
      database: Number(database),
      ...(username && { username }),
      ...(isTls && { tls: { verify: true } }),
    },
    ...(password && { password }),
  };
}

/** Laravel writes `null` where there is none. */
function given(entry: EnvEntry | undefined): string | undefined {
  return entry?.value === 'null' ? undefined : entry?.value;
}

function readPlace(text: string, port: string): Topology | undefined {
  const place = text.replace(/^(?:tcp|tls):\/\//, '').replace(/^unix:(?:\/\/)?/, '');
  if (place.startsWith('/')) return { kind: 'standalone', endpoint: { path: place } };
  const number = port === '' ? REDIS_PORT : parsePort(port);
  if (number === undefined) return undefined;
  // An IPv6 address without brackets, as it is where the port stands apart.
  if (/^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(place)) return standalone({ host: place, port: number });
  const endpoint = parseEndpoint(place, number);
  return endpoint && isHost(endpoint.host) && !endpoint.host.includes(',') ? standalone(endpoint) : undefined;
}
