import type { Disposable } from '../../core/base/disposables';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ErrorPresenter } from '../ui/errors';
import { offerSettings } from '../ui/messages';
import { onSettingChange, settings } from './settings';
import { isFromSettings, readSettingsProfiles } from './settingsProfiles';

/** Keeps the profiles that stand in settings as they stand there, and says what is wrong with the others. */
export function followSettingsProfiles(connections: ConnectionManager, errors: ErrorPresenter): Disposable {
  const report = (): void => {
    const { problems } = readSettingsProfiles(settings.connections(), settings.folder());
    if (problems.length > 0) void offerSettings(problems.join(' '), 'redisPatterns.connections');
  };
  report();
  return onSettingChange(['connections'], () => {
    report();
    update(connections).catch((error: unknown) => {
      errors.log(error);
    });
  });
}

async function update(connections: ConnectionManager): Promise<void> {
  const { profiles } = readSettingsProfiles(settings.connections(), settings.folder());
  const known = connections.profiles.filter(({ id }) => isFromSettings(id));
  for (const { id } of known) {
    // It may be back with the next key that is typed, or in the next workspace: its password stays.
    if (!profiles.some((profile) => profile.id === id)) connections.withdraw(id);
  }
  for (const profile of profiles) {
    const before = known.find(({ id }) => id === profile.id);
    // Saving closes the connection, so one that did not change is left alone.
    if (JSON.stringify(before) !== JSON.stringify(profile)) await connections.save(profile);
  }
}

/** Connects to the connection that the setting `connectOnStart` names, if any. A failure is shown where the state is. */
export function connectOnStart(connections: ConnectionManager, errors: ErrorPresenter): void {
  const name = settings.connectOnStart();
  const profile = connections.profiles.find((known) => known.name === name);
  // Nothing is asked before somebody wants something.
  if (!profile || profile.asksPassword) return;
  connections.connect(profile.id).catch((error: unknown) => {
    errors.show(error, { connectionId: profile.id });
  });
}
