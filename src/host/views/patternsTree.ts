import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { AnyPattern, PatternGroup } from '../../core/patterns/contract';
import type { PatternSession, PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ErrorPresenter } from '../ui/errors';
import type { PatternNode } from './patternRows';
import { demoKeyItem, groupItem, patternItem } from './patternRows';

/** What the product is about comes first. */
const GROUPS: readonly PatternGroup[] = ['useCase', 'bestPractice', 'more'];
/** Demo keys that are listed below a pattern. */
const KEY_LIMIT = 200;

export interface PatternsTreeOptions {
  readonly patterns: readonly AnyPattern[];
  readonly connections: ConnectionManager;
  readonly sessions: PatternSessions;
  readonly errors: ErrorPresenter;
}

/** The patterns as rows, each with its state on the active connection, and below it the keys of its demo. */
export class PatternsTree implements vscode.TreeDataProvider<PatternNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly keys = new Map<PatternSession, readonly KeyInfo[]>();
  private readonly scaffolded = new Map<PatternSession, boolean>();
  private reading: Promise<void> | undefined;
  private readingNext: Promise<void> | undefined;

  constructor(private readonly options: PatternsTreeOptions) {
    const { connections, sessions } = options;
    this.store.add(
      connections.onDidChange(() => {
        this.forgetGone();
        this.changed.fire(undefined);
      }),
    );
    this.store.add(
      sessions.onDidChange((session) => {
        this.changed.fire(undefined);
        const { activity, scaffolded } = session.state;
        if (!activity && (scaffolded || this.scaffolded.get(session) === true)) void this.readKeys();
        this.scaffolded.set(session, scaffolded);
      }),
    );
  }

  getChildren(node?: PatternNode): PatternNode[] {
    const { patterns, connections } = this.options;
    // Nothing was set up yet: the welcome says what this is and what to do first.
    if (connections.profiles.length === 0) return [];
    if (!node) {
      const groups = GROUPS.filter((group) => patterns.some((pattern) => pattern.group === group));
      return groups.length > 1 ? groups.map((group) => ({ kind: 'group', group })) : patterns.map(toNode);
    }
    if (node.kind === 'group') return patterns.filter(({ group }) => group === node.group).map(toNode);
    return node.kind === 'pattern' ? this.keyNodes(node.patternId) : [];
  }

  getTreeItem(node: PatternNode): vscode.TreeItem {
    const now = Date.now();
    if (node.kind === 'group') return groupItem(node.group);
    const pattern = this.options.patterns.find(({ id }) => id === node.patternId);
    if (!pattern) return new vscode.TreeItem(node.patternId);
    const session = this.sessionOf(pattern);
    const keys = (session && this.keys.get(session)) ?? [];
    if (node.kind === 'pattern') return patternItem(pattern, { session, keys }, now);
    return demoKeyItem(
      node,
      session?.instance ?? '',
      keys.find(({ key }) => key.equals(node.key)),
      now,
    );
  }

  /** Reads the demos' keys again and paints what is left of their time. For a timer of the visible view. */
  async tick(): Promise<void> {
    await this.readKeys();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** One reading at a time; whoever asks meanwhile waits for one that begins after the asking. */
  private readKeys(): Promise<void> {
    if (!this.reading) {
      this.reading = this.readOnce().finally(() => {
        this.reading = undefined;
      });
      return this.reading;
    }
    this.readingNext ??= this.reading.then(() => {
      this.readingNext = undefined;
      return this.readKeys();
    });
    return this.readingNext;
  }

  private async readOnce(): Promise<void> {
    try {
      for (const pattern of this.options.patterns) {
        const session = this.sessionOf(pattern);
        if (session?.state.scaffolded && session.connection.state.kind === 'ready') {
          this.keys.set(session, await session.keys(KEY_LIMIT));
        } else if (session) {
          this.keys.delete(session);
        }
      }
    } catch (error) {
      this.options.errors.log(error);
    }
    this.changed.fire(undefined);
  }

  /** The session on the active connection; only a connection that was ready once knows what the server offers. */
  private sessionOf(pattern: AnyPattern): PatternSession | undefined {
    const { active } = this.options.connections;
    return active?.capabilities && this.options.sessions.get(pattern, active);
  }

  private keyNodes(patternId: string): PatternNode[] {
    const pattern = this.options.patterns.find(({ id }) => id === patternId);
    const session = pattern && this.sessionOf(pattern);
    if (!session?.state.scaffolded) return [];
    const connectionId = session.connection.profile.id;
    return (this.keys.get(session) ?? []).map(({ key }) => ({ kind: 'key', connectionId, patternId, key }));
  }

  private forgetGone(): void {
    const alive = new Set(this.options.sessions.all);
    for (const known of [this.keys, this.scaffolded]) {
      for (const session of known.keys()) if (!alive.has(session)) known.delete(session);
    }
  }
}

function toNode({ id }: AnyPattern): PatternNode {
  return { kind: 'pattern', patternId: id };
}
