import type * as vscode from 'vscode';
import type { SecretStore } from '../../core/redis/connectionManager';

/** Keeps passwords in VS Code's SecretStorage (the system's keychain), and nowhere else. */
export function createSecretStore(secrets: vscode.SecretStorage): SecretStore {
  const keyOf = (profileId: string): string => `connection.password:${profileId}`;
  return {
    async get(profileId) {
      return secrets.get(keyOf(profileId));
    },
    async set(profileId, password) {
      await secrets.store(keyOf(profileId), password);
    },
    async delete(profileId) {
      await secrets.delete(keyOf(profileId));
    },
  };
}
