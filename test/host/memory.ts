import type * as vscode from 'vscode';
import type { SecretStore } from '../../src/core/redis/connectionManager';

/** VS Code's state, in memory: everything ever written to it is kept, to be looked through. */
export class MemoryMemento implements vscode.Memento {
  readonly written: string[] = [];
  private readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(key: string, fallback?: T): T {
    return (this.values.has(key) ? this.values.get(key) : fallback) as T;
  }

  update(key: string, value: unknown): Thenable<void> {
    const text = JSON.stringify(value);
    this.written.push(text);
    // As VS Code does: what comes back is a copy.
    this.values.set(key, JSON.parse(text));
    return Promise.resolve();
  }
}

export class MemorySecrets implements SecretStore {
  readonly values = new Map<string, string>();

  get(id: string): Promise<string | undefined> {
    return Promise.resolve(this.values.get(id));
  }

  set(id: string, password: string): Promise<void> {
    this.values.set(id, password);
    return Promise.resolve();
  }

  delete(id: string): Promise<void> {
    this.values.delete(id);
    return Promise.resolve();
  }
}
