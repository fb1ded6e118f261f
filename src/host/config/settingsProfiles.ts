import { CodedError } from '../../core/base/errors';
import type { ConnectionProfile, Environment } from '../../core/redis/profile';
import { parseRedisUrl } from '../../core/redis/url';

const PREFIX = 'settings:';

export interface SettingsProfiles {
  readonly profiles: readonly ConnectionProfile[];
  /** One sentence for each entry that cannot be used. Never repeats a URL: it may hold a password. */
  readonly problems: readonly string[];
}

/** Whether a profile of this id stands in settings, and so is edited there. */
export function isFromSettings(profileId: string): boolean {
  return profileId.startsWith(PREFIX);
}

/**
 * The profiles of the setting `redisPatterns.connections`. An entry's id comes from its name, so that its password is
 * found again after a restart; a password in an entry's URL is refused, because settings are synchronised and committed.
 */
export function readSettingsProfiles(value: unknown): SettingsProfiles {
  const profiles: ConnectionProfile[] = [];
  const problems: string[] = [];
  for (const [index, entry] of (Array.isArray(value) ? (value as unknown[]) : []).entries()) {
    try {
      const profile = readEntry(entry);
      if (profiles.some(({ id }) => id === profile.id)) throw invalid(`The name "${profile.name}" is used twice.`);
      profiles.push(profile);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      problems.push(`Connection ${index + 1} of the setting redisPatterns.connections is left out. ${what}`);
    }
  }
  return { profiles, problems };
}

function readEntry(entry: unknown): ConnectionProfile {
  if (typeof entry !== 'object' || entry === null) throw invalid('It must be an object with a name and a URL.');
  const { name, url, environment, readOnly } = entry as Record<string, unknown>;
  if (typeof name !== 'string' || name.trim() === '') throw invalid('Its "name" is missing.');
  if (typeof url !== 'string') throw invalid('Its "url" is missing.');
  const { profile, password } = parseRedisUrl(url);
  if (password !== undefined) {
    throw invalid(
      'Its "url" holds a password, which does not belong into settings: it is asked for when it is needed.',
    );
  }
  return {
    ...profile,
    id: `${PREFIX}${name.trim()}`,
    name: name.trim(),
    environment: readEnvironment(environment),
    readOnly: readOnly === true,
  };
}

function readEnvironment(value: unknown): Environment {
  if (value === undefined) return 'development';
  if (value === 'development' || value === 'staging' || value === 'production') return value;
  throw invalid('Its "environment" must be development, staging or production.');
}

function invalid(text: string): CodedError {
  return new CodedError('INVALID_INPUT', text);
}
