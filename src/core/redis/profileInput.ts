import { CodedError } from '../base/errors';
import type { ConnectionProfile, TlsOptions } from './profile';
import type { ReadAddress } from './profileAddress';
import { ADDRESSES, readAddress } from './profileAddress';
import { ProfileFields } from './profileFields';
import type { Environ } from './references';
import { hasReferences, resolveReferences } from './references';

/** The fields a shared profile may have; `profileSchema.json` describes each. */
export const PROFILE_FIELDS: readonly string[] = [
  ...[
    'name',
    ...ADDRESSES,
    'port',
    'username',
    'password',
    'database',
    'tls',
    'protocol',
    'environment',
    'readOnly',
    'asksPassword',
    'natMap',
  ],
];
export const TLS_FIELDS: readonly string[] = ['ca', 'cert', 'key', 'serverName', 'verify'];

export type ReadProfile =
  | {
      readonly ok: true;
      readonly profile: Omit<ConnectionProfile, 'id'>;
      /** Only from a variable, and only once it is resolved. */
      readonly password?: string;
      readonly sentinelPassword?: string;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a profile as people share it in `redisPatterns.connections`. All problems are reported, each a sentence that
 * names its field below `where` (`redisPatterns.connections[2].port must be …`). With `${env:NAME}` in it, the profile
 * keeps what was read as its `template`, and shows as its address what is written there, until `resolveProfile`.
 */
export function readProfile(input: unknown, where: string): ReadProfile {
  return read(input, where, false);
}

/**
 * The profile with its environment variables put in, as it is connected to, and the password when it comes from one.
 * Throws `INVALID_INPUT` naming the variable that is not set, or the field that its value does not fit.
 */
export function resolveProfile(
  profile: ConnectionProfile,
  env: Environ,
): { readonly profile: ConnectionProfile; readonly password?: string; readonly sentinelPassword?: string } {
  const { template, ...plain } = profile;
  const where = `"${profile.name}"`;
  if (!template) {
    // The name is shown, never connected to: what looks like a reference in it stays.
    const { topology, username, tls } = plain;
    return {
      profile: {
        ...plain,
        ...resolveReferences({ topology, ...(username && { username }), ...(tls && { tls }) }, env),
      },
    };
  }
  const { name: _, ...connecting } = template;
  const result = read({ ...resolveReferences(connecting, env, where), name: profile.name }, where, true);
  if (!result.ok) throw new CodedError('INVALID_INPUT', result.problems.join(' '));
  const { environment, readOnly, id, name, chosenDatabase } = profile;
  // How carefully it is treated is never a variable's to say.
  const kept = { environment, readOnly, id, name, ...(chosenDatabase !== undefined && { database: chosenDatabase }) };
  const resolved = { ...result.profile, ...kept };
  const { password, sentinelPassword } = result;
  return {
    profile: resolved,
    ...(password !== undefined && { password }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
  };
}

function read(input: unknown, where: string, resolved: boolean): ReadProfile {
  const problems: string[] = [];
  const fields = ProfileFields.of(input, where, resolved, problems);
  if (!fields) return { ok: false, problems };
  fields.onlyKnown(PROFILE_FIELDS);
  if (!fields.has('name')) fields.problem('name', 'is missing: what the connection is called in lists.');
  const name = fields.text('name');
  const address = readAddress(fields);
  const password = fields.secret('password') ?? address?.url?.password;
  const username = readUsername(fields, address);
  const database = readDatabase(fields, address);
  const tls = readTls(fields, address?.url?.profile.tls);
  const protocol = readProtocol(fields, address);
  const environment = fields.choice('environment', ['development', 'staging', 'production']) ?? 'development';
  const readOnly = fields.flag('readOnly') ?? false;
  const asksPassword = fields.flag('asksPassword') ?? false;
  if (problems.length > 0 || !address || name === undefined) return { ok: false, problems };
  const template = !resolved && hasReferences(withoutName(input)) ? { template: input as Record<string, unknown> } : {};
  const optional = {
    ...(username && { username }),
    ...(tls && { tls }),
    ...(protocol === 3 && { protocol }),
    ...(asksPassword && { asksPassword }),
    ...template,
  };
  const profile = { name, topology: address.topology, database, environment, readOnly, ...optional };
  const { sentinelPassword } = address;
  const secrets = {
    ...(password !== undefined && { password }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
  };
  return { ok: true, profile, ...(resolved && secrets) };
}

function withoutName(input: unknown): unknown {
  return { ...(input as Record<string, unknown>), name: '' };
}

function readUsername(fields: ProfileFields, address: ReadAddress | undefined): string | undefined {
  const username = fields.text('username');
  const inUrl = address?.url?.profile.username;
  if (username !== undefined && inUrl !== undefined) fields.problem('username', 'is in url too. Keep one of them.');
  if (username !== undefined) return username;
  // What is guessed from a URL with references is not its user name.
  return fields.resolved || !hasReferences(fields.get('url')) ? inUrl : undefined;
}

function readDatabase(fields: ProfileFields, address: ReadAddress | undefined): number {
  const database = fields.database('database');
  const pending = !fields.resolved && hasReferences(fields.get('url'));
  const inUrl = pending ? 0 : (address?.url?.profile.database ?? 0);
  if (database !== undefined && inUrl !== 0) fields.problem('database', 'is in url too. Keep one of them.');
  if (address?.topology.kind === 'cluster' && database !== undefined && database !== 0) {
    fields.problem('database', 'must be 0: a cluster has no other.');
  }
  return database ?? inUrl;
}

function readProtocol(fields: ProfileFields, address: ReadAddress | undefined): 2 | 3 | undefined {
  const value = fields.get('protocol');
  if (value === undefined) return address?.url?.profile.protocol;
  if (value === 2 || value === 3) return value;
  fields.problem('protocol', 'must be 2 or 3.');
  return undefined;
}

function readTls(fields: ProfileFields, inUrl: TlsOptions | undefined): TlsOptions | undefined {
  const value = fields.get('tls');
  if (value === undefined) return inUrl;
  if (value === true) return { verify: true };
  if (value === false) {
    if (inUrl) fields.problem('tls', 'is false, but url says rediss://. Keep one of them.');
    return undefined;
  }
  const inner = typeof value === 'object' ? fields.inner('tls') : undefined;
  if (!inner) {
    if (typeof value !== 'object') fields.problem('tls', 'must be true, or an object with ca, cert, key and so on.');
    return undefined;
  }
  inner.onlyKnown(TLS_FIELDS);
  const [caFile, certFile, keyFile] = ['ca', 'cert', 'key'].map((name) => readFileName(inner, name));
  const serverName = inner.text('serverName');
  if ((certFile === undefined) !== (keyFile === undefined)) {
    inner.problem(certFile === undefined ? 'cert' : 'key', 'is missing: a client certificate needs both cert and key.');
  }
  return {
    verify: inner.flag('verify') ?? true,
    ...(serverName !== undefined && { serverName }),
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
  };
}

function readFileName(fields: ProfileFields, name: string): string | undefined {
  const path = fields.text(name, 'the path of a PEM file');
  if (path?.includes('-----BEGIN')) {
    fields.problem(name, 'must be the path of a PEM file, not its content.');
    return undefined;
  }
  return path;
}
