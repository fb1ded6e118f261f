import type { Capabilities, Fact, ReplicationFacts } from './capabilities';
import { formatEndpoint } from './profile';

type InfoFacts = Pick<
  Capabilities,
  'flavour' | 'version' | 'mode' | 'role' | 'replication' | 'maxMemory' | 'usedMemory'
>;

/** The `name:value` lines of INFO, without its section headings. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

/** What INFO says about the server. Fields that a server leaves out, as hosted ones do, stay unknown. */
export function infoFacts(info: Fact<ReadonlyMap<string, string>>): InfoFacts {
  if (!info.known) {
    const unknown = { flavour: info, version: info, mode: info, role: info };
    return { ...unknown, replication: info, maxMemory: info, usedMemory: info };
  }
  const fields = info.value;
  return {
    flavour: flavourOf(fields),
    version: fact(fields, ['valkey_version', 'redis_version'], (text) => text),
    mode: modeOf(fields),
    role: fact(fields, ['role'], (text) => (text === 'master' ? 'primary' : 'replica')),
    replication: fact(fields, ['connected_slaves', 'connected_replicas'], (text) => ({
      replicas: Number(text),
      ...primaryOf(fields),
    })),
    maxMemory: fact(fields, ['maxmemory'], (text) => ({
      bytes: Number(text),
      policy: fields.get('maxmemory_policy') ?? 'noeviction',
    })),
    usedMemory: fact(fields, ['used_memory'], Number),
  };
}

/** Valkey says its name, and keeps a `redis_version` of 7.2.4 for old clients. Redis only says `redis_version`. */
function flavourOf(fields: ReadonlyMap<string, string>): InfoFacts['flavour'] {
  const name = fields.get('server_name');
  if (name === 'valkey' || fields.has('valkey_version')) return { known: true, value: 'valkey' };
  if (name !== undefined && name !== 'redis') return { known: true, value: 'other' };
  // Dragonfly and others also give a redis_version, beside their own.
  const foreign = [...fields.keys()].some((field) => /^(dragonfly|keydb|kvrocks|garnet)_version$/.test(field));
  if (foreign) return { known: true, value: 'other' };
  return fact(fields, ['redis_version'], () => 'redis');
}

function primaryOf(fields: ReadonlyMap<string, string>): Pick<ReplicationFacts, 'primary'> {
  const host = fields.get('master_host');
  const port = Number(fields.get('master_port'));
  if (host === undefined || Number.isNaN(port)) return {};
  return { primary: { address: formatEndpoint({ host, port }), linkUp: fields.get('master_link_status') === 'up' } };
}

function modeOf(fields: ReadonlyMap<string, string>): InfoFacts['mode'] {
  return fact(fields, ['redis_mode', 'server_mode'], (text) =>
    text === 'cluster' || text === 'sentinel' ? text : 'standalone',
  );
}

/** The first of `names` that INFO has, read by `read`. */
function fact<T>(fields: ReadonlyMap<string, string>, names: readonly string[], read: (text: string) => T): Fact<T> {
  for (const name of names) {
    const text = fields.get(name);
    if (text !== undefined) return { known: true, value: read(text) };
  }
  return { known: false, reason: `INFO has no ${names.join(' or ')}` };
}
