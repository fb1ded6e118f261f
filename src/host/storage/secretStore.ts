import type * as vscode from 'vscode';
import type { SecretStore } from '../../core/redis/connectionManager';

/** Where passwords are: in VS Code's SecretStorage (the system's keychain), or held for a while and kept nowhere. */
export interface Passwords extends SecretStore {
  /** For a connection that asks each time: until it is let go of, or the window closes. */
  hold(profileId: string, password: string): void;
  isHeld(profileId: string): boolean;
  letGo(profileId: string): void;
}

export function createPasswords(secrets: vscode.SecretStorage): Passwords {
  const held = new Map<string, string>();
  const keyOf = (profileId: string): string => `connection.password:${profileId}`;
  return {
    async get(profileId) {
      return held.get(profileId) ?? (await secrets.get(keyOf(profileId)));
    },
    async set(profileId, password) {
      await secrets.store(keyOf(profileId), password);
    },
    async delete(profileId) {
      held.delete(profileId);
      await secrets.delete(keyOf(profileId));
    },
    hold(profileId, password) {
      held.set(profileId, password);
    },
    isHeld: (profileId) => held.has(profileId),
    letGo(profileId) {
      held.delete(profileId);
    },
  };
}
