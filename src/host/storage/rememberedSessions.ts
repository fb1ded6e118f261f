import type * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSession, PatternSessions } from '../../core/patterns/session';
import type { Connection } from '../../core/redis/connection';

const KEY = 'demos';

interface Demo {
  readonly instance: string;
  /** Wall time, milliseconds, after which its keys have expired. */
  readonly until: number;
}

/**
 * The sessions, with the names of demos that are on a server kept in the workspace, so that a demo is found again, and
 * can be cleaned up, after the window was loaded again. Only the random part of its keys' names is kept.
 */
export class RememberedSessions implements PatternSessions {
  readonly onDidChange: PatternSessions['onDidChange'];
  private readonly subscription: Disposable;

  constructor(
    private readonly sessions: PatternSessions,
    private readonly state: vscode.Memento,
    private readonly ttlSeconds: () => number,
  ) {
    this.onDidChange = sessions.onDidChange;
    this.subscription = sessions.onDidChange((session) => {
      this.note(session);
    });
  }

  get all(): readonly PatternSession[] {
    return this.sessions.all;
  }

  get(pattern: AnyPattern, connection: Connection): PatternSession {
    const demo = this.demos[keyOf(pattern.id, connection)];
    return this.sessions.get(pattern, connection, demo && demo.until > Date.now() ? demo.instance : undefined);
  }

  dispose(): void {
    this.subscription.dispose();
    this.sessions.dispose();
  }

  private get demos(): Readonly<Record<string, Demo>> {
    return this.state.get<Readonly<Record<string, Demo>>>(KEY, {});
  }

  private note({ pattern, connection, instance, state }: PatternSession): void {
    if (state.activity) return;
    const key = keyOf(pattern.id, connection);
    const { [key]: known, ...others } = this.demos;
    if (state.scaffolded === (known?.instance === instance)) return;
    const demo: Demo = { instance, until: Date.now() + this.ttlSeconds() * 1000 };
    void this.state.update(KEY, state.scaffolded ? { ...others, [key]: demo } : others);
  }
}

function keyOf(patternId: string, { profile }: Connection): string {
  return `${profile.id} ${patternId}`;
}
