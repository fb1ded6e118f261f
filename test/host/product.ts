import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ConnectionsApi, ConnectionSummary, RedisPatternsApi } from '../../src/api';

export const EXTENSION = 'redis-patterns.redis-patterns';

/** The product as VS Code itself loaded it, bundle and manifest, and what its activate() returned. */
export async function activated(): Promise<RedisPatternsApi> {
  assert.match(vscode.version, /^1\.\d+\.\d+/, 'this is a real VS Code');
  const extension = vscode.extensions.getExtension<RedisPatternsApi>(EXTENSION);
  assert.ok(extension, `${EXTENSION} is not in this extension host`);
  return extension.activate();
}

type NewProfile = Parameters<ConnectionsApi['add']>[0];

/** A development profile of a server on this machine. */
export function profileOf(name: string, port: number, more: Partial<NewProfile> = {}): NewProfile {
  return {
    ...{ name, topology: { kind: 'standalone', endpoint: { host: '127.0.0.1', port } }, database: 0 },
    ...{ environment: 'development', readOnly: false, ...more },
  };
}

export function summaryOf(api: RedisPatternsApi, id: string): ConnectionSummary {
  const found = api.connections.list().find(({ profile }) => profile.id === id);
  assert.ok(found, `connection ${id} is listed`);
  return found;
}

/** Resolves with the first summary that `accept` takes. Mocha's time limit ends it. */
export function whenConnection(
  api: RedisPatternsApi,
  id: string,
  accept: (summary: ConnectionSummary) => boolean,
): Promise<ConnectionSummary> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const summary = api.connections.list().find(({ profile }) => profile.id === id);
      if (!summary || !accept(summary)) return false;
      resolve(summary);
      return true;
    };
    if (look()) return;
    const subscription = api.connections.onDidChange(() => {
      if (look()) subscription.dispose();
    });
  });
}

/** The code of the error that `work` rejects with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error, `a coded error, not ${String(error)}`);
    assert.ok(error.message.length > 20, 'with a text for people');
    return String(error.code);
  }
  return 'resolved';
}
