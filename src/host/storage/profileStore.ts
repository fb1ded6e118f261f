import type * as vscode from 'vscode';
import type { ProfileStore } from '../../core/redis/connectionManager';
import type { ConnectionProfile } from '../../core/redis/profile';

const KEY = 'connections';

/**
 * Keeps the profiles that people added in VS Code's global state. Those that come from settings are part of what is
 * loaded and left out of what is saved, as is every other that `livesElsewhere`.
 */
export function createProfileStore(
  state: vscode.Memento,
  fromSettings: () => readonly ConnectionProfile[],
  livesElsewhere: (id: string) => boolean,
): ProfileStore {
  return {
    load() {
      // A version may have written it that knew other shapes: what has no id or address cannot be connected to.
      const stored = state.get<readonly Partial<ConnectionProfile>[]>(KEY, []).filter(isProfile);
      return [...stored, ...fromSettings()];
    },
    async save(profiles) {
      await state.update(
        KEY,
        profiles.filter(({ id }) => !livesElsewhere(id)),
      );
    },
  };
}

function isProfile(value: Partial<ConnectionProfile>): value is ConnectionProfile {
  return typeof value.id === 'string' && typeof value.name === 'string' && typeof value.topology === 'object';
}
