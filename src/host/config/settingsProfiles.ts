import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import * as path from 'node:path';
import type { ConnectionProfile, TlsOptions } from '../../core/redis/profile';
import { ADDRESSES } from '../../core/redis/profileAddress';
import { readProfile } from '../../core/redis/profileInput';

const PREFIX = 'settings:';
const SETTING = 'redisPatterns.connections';

export interface SettingsProfiles {
  readonly profiles: readonly ConnectionProfile[];
  /** One sentence for each thing that is wrong; entries with a problem are left out. Never repeats a password. */
  readonly problems: readonly string[];
}

/** Whether a profile of this id stands in settings, and so is edited there. */
export function isFromSettings(profileId: string): boolean {
  return profileId.startsWith(PREFIX);
}

/**
 * The profiles of the setting `redisPatterns.connections`. An entry's id comes from its name and its address, so that its
 * password is found again after a restart, and never sent to what another workspace calls by the same name. Paths of TLS files that are not absolute begin at `folder`, or at the home with `~/`.
 */
export function readSettingsProfiles(value: unknown, folder?: string): SettingsProfiles {
  const profiles: ConnectionProfile[] = [];
  const problems: string[] = [];
  if (value !== undefined && !Array.isArray(value)) problems.push(`${SETTING} must be a list of connections.`);
  for (const [index, entry] of (Array.isArray(value) ? (value as unknown[]) : []).entries()) {
    const where = `${SETTING}[${index}]`;
    const read = readProfile(entry, where);
    if (!read.ok) {
      problems.push(...read.problems);
      continue;
    }
    if (profiles.some(({ name }) => name === read.profile.name)) {
      problems.push(`${where}.name is "${read.profile.name}" as that of another connection. Each name is used once.`);
    } else {
      const profile = withFilesIn(folder, read.profile);
      profiles.push({ ...profile, id: idOf(profile) });
    }
  }
  return { profiles, problems };
}

type Profile = Omit<ConnectionProfile, 'id'>;

/** How the connection is secured counts as address: without TLS, the password would go to whoever is on the way. */
function idOf({ name, topology, tls, template }: Profile): string {
  const written = template && [...ADDRESSES, 'port', 'natMap'].map((field) => template[field] ?? null);
  const address = createHash('sha256').update(JSON.stringify([topology, tls ?? null, written ?? null]));
  return `${PREFIX}${name}:${address.digest('hex').slice(0, 16)}`;
}

function withFilesIn(folder: string | undefined, profile: Profile): Profile {
  const { tls } = profile;
  if (!tls) return profile;
  const at = (name: 'caFile' | 'certFile' | 'keyFile'): Partial<TlsOptions> => {
    const file = tls[name];
    return file === undefined ? {} : { [name]: absolute(file, folder) };
  };
  return { ...profile, tls: { ...tls, ...at('caFile'), ...at('certFile'), ...at('keyFile') } };
}

function absolute(file: string, folder: string | undefined): string {
  if (file.startsWith('~/')) return path.join(homedir(), file.slice(2));
  // What begins with a variable is told only when connecting.
  if (path.isAbsolute(file) || file.startsWith('${') || folder === undefined) return file;
  return path.join(folder, file);
}
