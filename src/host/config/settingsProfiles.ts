import { homedir } from 'node:os';
import * as path from 'node:path';
import type { ConnectionProfile, TlsOptions } from '../../core/redis/profile';
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
 * The profiles of the setting `redisPatterns.connections`. An entry's id comes from its name, so that its password is
 * found again after a restart. Paths of TLS files that are not absolute begin at `folder`, or at the home with `~/`.
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
    const id = PREFIX + read.profile.name;
    if (profiles.some((profile) => profile.id === id)) {
      problems.push(`${where}.name is "${read.profile.name}" as that of another connection. Each name is used once.`);
    } else {
      profiles.push({ ...withFilesIn(folder, read.profile), id });
    }
  }
  return { profiles, problems };
}

type Profile = Omit<ConnectionProfile, 'id'>;

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
