import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import { DisposableStore } from '../base/disposables';
import { Emitter } from '../base/events';
import type { Random } from '../base/random';
import { systemRandom } from '../base/random';
import type { Connection } from '../redis/connection';
import type { AnyPattern } from './contract';
import { DemoSession } from './demoSession';
import type { PatternSession, PatternSessions } from './session';

export interface DemoSessionsOptions {
  /** First part of every demo key's name, read for each new session. */
  readonly prefix: () => string;
  /** Seconds until a demo key expires, read for each new session. */
  readonly ttlSeconds: () => number;
  readonly clock?: Clock;
  readonly random?: Random;
}

interface Kept {
  readonly session: DemoSession;
  readonly watch: DisposableStore;
}

/** See `PatternSessions`. A session lives as long as its connection object is the one that is asked for. */
export class DemoSessions implements PatternSessions {
  private readonly kept = new Map<string, Kept>();
  private readonly changed = new Emitter<PatternSession>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: DemoSessionsOptions) {}

  get all(): readonly PatternSession[] {
    return [...this.kept.values()].map(({ session }) => session);
  }

  get(pattern: AnyPattern, connection: Connection, instance?: string): PatternSession {
    const id = `${connection.profile.id} ${pattern.id}`;
    const there = this.kept.get(id);
    if (there?.session.connection === connection) return there.session;
    // A connection that was edited is another object; the demo data is where it was, if the server is the same.
    if (there) this.drop(id, there);
    const { prefix, ttlSeconds, clock = systemClock, random = systemRandom } = this.options;
    const resumed = instance ?? there?.session.instance;
    const session = new DemoSession({
      pattern,
      connection,
      prefix: prefix(),
      ttlSeconds: ttlSeconds(),
      clock,
      random,
      ...(resumed !== undefined && { instance: resumed }),
    });
    const watch = new DisposableStore();
    watch.add(
      session.onDidChangeState(() => {
        this.changed.fire(session);
      }),
    );
    this.kept.set(id, { session, watch });
    this.changed.fire(session);
    return session;
  }

  dispose(): void {
    for (const [id, kept] of this.kept) this.drop(id, kept);
    this.changed.dispose();
  }

  private drop(id: string, { session, watch }: Kept): void {
    this.kept.delete(id);
    watch.dispose();
    session.dispose();
  }
}
