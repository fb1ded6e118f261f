import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import type { ConnectionManager } from '../../core/redis/connectionManager';

/** What `when` clauses of the manifest may ask about. */
type ContextKey =
  /** There is an active connection, whatever its state. */
  | 'redisPatterns:connected'
  /** The active connection may be written to. */
  | 'redisPatterns:writable'
  /** There is a profile. */
  | 'redisPatterns:configured'
  /** The Keys view shows only keys that match. */
  | 'redisPatterns:filtered'
  /** The inspector in front shows whatever key is chosen next. */
  | 'redisPatterns:inspectorFollows'
  /** There is an audit of the active connection. */
  | 'redisPatterns:audited'
  /** Findings are grouped by namespace, and not by severity. */
  | 'redisPatterns:auditByNamespace'
  /** This window has started a Redis. */
  | 'redisPatterns:localRedis';

const current = new Map<ContextKey, boolean>();

/** Tells the manifest's `when` clauses; says nothing when nothing changed. */
export function setContextKey(key: ContextKey, value: boolean): void {
  if (current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}

/** Keeps the keys about connections true. */
export function followConnections(connections: ConnectionManager): Disposable {
  const follow = (): void => {
    setContextKey('redisPatterns:connected', connections.active !== undefined);
    setContextKey('redisPatterns:writable', connections.active?.profile.readOnly === false);
    setContextKey('redisPatterns:configured', connections.profiles.length > 0);
  };
  follow();
  return connections.onDidChange(follow);
}
