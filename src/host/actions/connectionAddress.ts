import { CodedError } from '../../core/base/errors';
import { isCliLine, parseCliLine } from '../../core/redis/cliLine';
import { parseEndpoint, REDIS_PORT, SENTINEL_PORT } from '../../core/redis/endpoint';
import type { ConnectionProfile, TcpEndpoint, TlsOptions } from '../../core/redis/profile';
import { formatEndpoint } from '../../core/redis/profile';
import type { ParsedUrl } from '../../core/redis/url';
import { formatRedisUrl, parseRedisUrl } from '../../core/redis/url';
import type { Choice, StepPlace } from '../ui/inputs';
import { askChoice, askFile, askText } from '../ui/inputs';

/** What the guided input can be told of where the servers are. */
export type AddressKind = 'url' | 'cluster' | 'sentinel';

const KINDS: readonly Choice<AddressKind>[] = [
  {
    label: 'One server',
    description: 'a redis:// URL, host:port, a redis-cli line, or a Unix socket',
    value: 'url',
  },
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

async function askCluster(place: StepPlace, old: ConnectionProfile | undefined): Promise<ParsedUrl> {
  const before = old?.topology.kind === 'cluster' ? old.topology : undefined;
  const nodes = await askNodes(place, 'Addresses of some nodes of the cluster.', before?.nodes, REDIS_PORT);
  const topology = { kind: 'cluster', nodes, ...(before?.natMap && { natMap: before.natMap }) } as const;
  return { profile: { topology, database: 0, ...kept(old) } };
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
  const natMap = before?.natMap && { natMap: before.natMap };
  const topology = { kind: 'sentinel', masterName: masterName.trim(), sentinels, ...natMap } as const;
  return { profile: { topology, database: old?.database ?? 0, ...kept(old) } };
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
function kept(old: ConnectionProfile | undefined): Pick<ConnectionProfile, 'username' | 'tls'> {
  return { ...(old?.username !== undefined && { username: old.username }), ...(old?.tls && { tls: old.tls }) };
}

type TlsChoice = 'none' | 'verify' | 'files' | 'unverified';

const TLS_CHOICES: readonly Choice<TlsChoice>[] = [
  { label: 'No TLS', description: 'what is sent can be read on the way', value: 'none' },
  {
    label: 'TLS',
    description: "the server's certificate is checked against the system's authorities",
    value: 'verify',
  },
  { label: 'TLS with own files…', description: 'a private authority, or a client certificate', value: 'files' },
  {
    label: 'TLS, not verified',
    description: 'accepts any certificate: whoever is on the way can read and change everything',
    value: 'unverified',
  },
];

/** How the connection is secured. `must` where the address has said that it is. */
export async function askTls(
  place: StepPlace,
  old: TlsOptions | undefined,
  must: boolean,
): Promise<TlsOptions | undefined> {
  const proposed = !old ? 'none' : !old.verify ? 'unverified' : old.caFile || old.certFile ? 'files' : 'verify';
  const choices = TLS_CHOICES.filter(({ value }) => !must || value !== 'none');
  const choice = await askChoice(
    { ...place, placeholder: 'How is it secured?' },
    firstIs<TlsChoice>(proposed, choices),
  );
  const name = old?.serverName === undefined ? {} : { serverName: old.serverName };
  switch (choice) {
    case 'none':
      return undefined;
    case 'verify':
      return { verify: true, ...name };
    case 'unverified':
      return { verify: false, ...name };
    case 'files':
      return { verify: true, ...name, ...(await askTlsFiles(old)) };
  }
}

async function askTlsFiles(old: TlsOptions | undefined): Promise<Partial<TlsOptions>> {
  const caFile = await askFile('Authority (CA) to trust: a PEM file. Cancel for none', old?.caFile);
  const certFile = await askFile('Client certificate: a PEM file. Cancel for none', old?.certFile);
  const keyFile = certFile === undefined ? undefined : await askFile('Key of the client certificate', old?.keyFile);
  if (certFile !== undefined && keyFile === undefined) {
    throw new CodedError('INVALID_INPUT', 'A client certificate needs its key too. Choose both, or neither.');
  }
  return {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && keyFile !== undefined && { certFile, keyFile }),
  };
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
