import { CodedError } from '../../core/base/errors';
import { isCliLine, parseCliLine } from '../../core/redis/cliLine';
import { parseEndpoint, REDIS_PORT, SENTINEL_PORT } from '../../core/redis/endpoint';
import { readAddressMap, formatAddressMap } from '../../core/redis/natMap';
import type { ConnectionProfile, NatMap, SocketEndpoint, TcpEndpoint } from '../../core/redis/profile';
import { formatEndpoint } from '../../core/redis/profile';
import type { ParsedUrl } from '../../core/redis/url';
import { formatRedisUrl, parseRedisUrl } from '../../core/redis/url';
import type { Choice, StepPlace } from '../ui/inputs';
import { askChoice, askText } from '../ui/inputs';

/** What the guided input can be told of where the servers are. */
export type AddressKind = 'url' | 'fields' | 'cluster' | 'sentinel';

const KINDS: readonly Choice<AddressKind>[] = [
  {
    label: 'One server',
    description: 'a redis:// URL, host:port, a redis-cli line, or a Unix socket',
    value: 'url',
  },
  { label: 'One server, field by field', description: 'address, user and database, each by itself', value: 'fields' },
  { label: 'Cluster', description: 'some of its nodes; the others are found', value: 'cluster' },
  { label: 'Sentinel', description: 'a primary by its name, watched by sentinels', value: 'sentinel' },
];

export function askAddressKind(place: StepPlace, old: ConnectionProfile | undefined): Promise<AddressKind> {
  const kind = old?.topology.kind ?? 'standalone';
  return askChoice({ ...place, placeholder: 'What is it?' }, firstIs(kind === 'standalone' ? 'url' : kind, KINDS));
}

export function askAddress(
  place: StepPlace,
  kind: AddressKind,
  old: ConnectionProfile | undefined,
): Promise<ParsedUrl> {
  switch (kind) {
    case 'url':
      return askUrl(place, old);
    case 'fields':
      return askFields(place, old);
    case 'cluster':
      return askCluster(place, old);
    case 'sentinel':
      return askSentinel(place, old);
  }
}

/** Reads an address as people write or paste it: a URL, a redis-cli line, or a host with or without port. */
export function readAddress(text: string): ParsedUrl {
  const trimmed = text.trim();
  if (trimmed === '') throw new CodedError('INVALID_INPUT', 'Enter a URL, or the name of a host.');
  if (isCliLine(trimmed)) return parseCliLine(trimmed);
  return parseRedisUrl(trimmed.includes('://') ? trimmed : `redis://${trimmed}`);
}

/** Reads `host:port, host:port`; throws `INVALID_INPUT` naming the one that is no address. */
export function readNodes(text: string, defaultPort: number): readonly TcpEndpoint[] {
  const nodes = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (nodes.length === 0) throw new CodedError('INVALID_INPUT', 'Enter at least one address as host:port.');
  return nodes.map((node) => {
    const endpoint = parseEndpoint(node, defaultPort);
    if (!endpoint) throw new CodedError('INVALID_INPUT', `"${node}" is not an address. Write it as host:port.`);
    return endpoint;
  });
}

async function askUrl(place: StepPlace, old: ConnectionProfile | undefined): Promise<ParsedUrl> {
  const value = old && formatRedisUrl(old);
  const text = await askText({
    ...place,
    prompt: 'URL, host:port, or a redis-cli line. rediss:// is TLS; a user goes before the host as user:password@.',
    placeholder: 'redis://localhost:6379/0',
    value: value ?? 'redis://localhost:6379',
    validate: (input) => problemWith(() => readAddress(input)),
  });
  const parsed = readAddress(text);
  // A URL says only that there is TLS; certificates and the like are kept from what was there.
  const tls = parsed.profile.tls && old?.tls ? old.tls : parsed.profile.tls;
  return { ...parsed, profile: { ...parsed.profile, ...(tls && { tls }) } };
}

async function askFields(place: StepPlace, old: ConnectionProfile | undefined): Promise<ParsedUrl> {
  const before = old?.topology.kind === 'standalone' ? old.topology.endpoint : undefined;
  const text = await askText({
    ...place,
    prompt: `Address: host, host:port, or the path of a Unix socket. Without a port it is ${String(REDIS_PORT)}.`,
    placeholder: `localhost:${String(REDIS_PORT)}`,
    value: before ? formatEndpoint(before) : `localhost:${String(REDIS_PORT)}`,
    validate: (input) => problemWith(() => readServer(input)),
  });
  const user = await askUser(place, old);
  const database = await askText({
    ...place,
    prompt: 'Number of the database; 0 is always there.',
    value: String(old?.database ?? 0),
    validate: (input) => (/^\d{1,5}$/.test(input.trim()) ? undefined : 'A whole number from 0 on.'),
  });
  const topology = { kind: 'standalone', endpoint: readServer(text) } as const;
  return { profile: { topology, database: Number(database), ...user, ...kept(old) } };
}

function readServer(text: string): TcpEndpoint | SocketEndpoint {
  const trimmed = text.trim();
  if (trimmed.startsWith('/')) return { path: trimmed };
  const [first, ...others] = readNodes(trimmed, REDIS_PORT);
  if (first && others.length === 0) return first;
  throw new CodedError('INVALID_INPUT', 'Enter one address. Of a cluster, go back and choose Cluster.');
}

async function askUser(
  place: StepPlace,
  old: ConnectionProfile | undefined,
): Promise<Pick<ConnectionProfile, 'username'>> {
  const name = await askText({
    ...place,
    prompt: 'ACL user name; empty for the default user.',
    value: old?.username ?? '',
  });
  return name.trim() === '' ? {} : { username: name.trim() };
}

/** Only servers in another network, such as Docker's, name addresses that cannot be reached from here. */
async function askAddressMap(place: StepPlace, old: NatMap | undefined): Promise<{ readonly natMap?: NatMap }> {
  const text = await askText({
    ...place,
    prompt:
      'Addresses that the servers name = where they are reached from here, separated by commas; empty if the same.',
    placeholder: '172.18.0.2:6379=localhost:7001, 172.18.0.3:6379=localhost:7002',
    value: formatAddressMap(old ?? {}),
    validate: (input) => problemWith(() => readAddressMap(input)),
  });
  const natMap = readAddressMap(text);
  return Object.keys(natMap).length === 0 ? {} : { natMap };
}

async function askCluster(place: StepPlace, old: ConnectionProfile | undefined): Promise<ParsedUrl> {
  const before = old?.topology.kind === 'cluster' ? old.topology : undefined;
  const nodes = await askNodes(place, 'Addresses of some nodes of the cluster.', before?.nodes, REDIS_PORT);
  const user = await askUser(place, old);
  const topology = { kind: 'cluster', nodes, ...(await askAddressMap(place, before?.natMap)) } as const;
  return { profile: { topology, database: 0, ...user, ...kept(old) } };
}

async function askSentinel(place: StepPlace, old: ConnectionProfile | undefined): Promise<ParsedUrl> {
  const before = old?.topology.kind === 'sentinel' ? old.topology : undefined;
  const masterName = await askText({
    ...place,
    prompt: 'The name the sentinels know the primary by.',
    placeholder: 'mymaster',
    value: before?.masterName ?? 'mymaster',
    validate: (text) => (text.trim() === '' ? 'Enter the name of the primary.' : undefined),
  });
  const sentinels = await askNodes(place, 'Addresses of the sentinels.', before?.sentinels, SENTINEL_PORT);
  const user = await askUser(place, old);
  const natMap = await askAddressMap(place, before?.natMap);
  const topology = { kind: 'sentinel', masterName: masterName.trim(), sentinels, ...natMap } as const;
  return { profile: { topology, database: old?.database ?? 0, ...user, ...kept(old) } };
}

async function askNodes(
  place: StepPlace,
  what: string,
  old: readonly TcpEndpoint[] | undefined,
  port: number,
): Promise<readonly TcpEndpoint[]> {
  const text = await askText({
    ...place,
    prompt: `${what} Several are separated by commas; without a port it is ${String(port)}.`,
    placeholder: `10.0.0.1:${String(port)}, 10.0.0.2:${String(port)}`,
    value: old?.map(formatEndpoint).join(', ') ?? `localhost:${String(port)}`,
    validate: (input) => problemWith(() => readNodes(input, port)),
  });
  return readNodes(text, port);
}

/** What these forms do not ask for stays as it was. */
function kept(old: ConnectionProfile | undefined): Pick<ConnectionProfile, 'tls' | 'protocol'> {
  return { ...(old?.tls && { tls: old.tls }), ...(old?.protocol && { protocol: old.protocol }) };
}

/** The proposal first: it is what Enter takes. */
export function firstIs<T>(value: T, choices: readonly Choice<T>[]): Choice<T>[] {
  return [...choices].sort((a, b) => Number(b.value === value) - Number(a.value === value));
}

function problemWith(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
