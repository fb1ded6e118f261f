import type { Clock } from '../../base/clock';
import { systemClock } from '../../base/clock';
import type { Disposable } from '../../base/disposables';
import { toDisposable } from '../../base/disposables';
import type { Random } from '../../base/random';
import { systemRandom } from '../../base/random';
import { backoffMs } from '../../redis/backoff';
import type { Connection } from '../../redis/connection';
import { WayRefused, WrongNode } from './ear';
import { Ears } from './ears';
import { Haste } from './haste';
import type { KeyWatch, KeyWish, PrefixWatch, PrefixWish, WatchListener, Wish } from './watches';
import { Wishes } from './watches';
import type { WatchWay } from './way';
import { LOOK_AGAIN_MS, tellsAllChanges } from './way';

const TICK_MS = 1000;
/** How often links that say nothing are asked whether they are alive, and a cluster for its layout. */
const CHECK_EVERY_TICKS = 10;

/**
 * Tells of changes of keys of one connection in the best way that its server allows, without any setting of the server.
 * Links are open only while something is watched and the connection is ready; after a reconnect, and when a link of its own
 * is lost, it is set up again by itself, and everything that is watched is told that it may have changed.
 */
export class KeyWatcher {
  private readonly wishes = new Wishes();
  private ears: Ears | undefined;
  private refused = new Set<WatchWay>();
  private epoch = -1;
  private settling = false;
  private again = false;
  private attempt = 0;
  private ticks = 0;
  private retry: Disposable | undefined;
  private ticker: Disposable | undefined;
  private following: Disposable | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock = systemClock,
    private readonly random: Random = systemRandom,
  ) {}

  /** Watches one key for as long as the result is not disposed. */
  watchKey(key: Buffer, listener: WatchListener): KeyWatch {
    const haste = new Haste(this.clock);
    const wish: KeyWish = { kind: 'key', key, listener, haste, way: undefined, toldAt: this.clock.monotonic() };
    this.wishes.addKey(wish);
    this.begin();
    const end = toDisposable(() => {
      this.wishes.removeKey(wish);
      this.begin();
    });
    return {
      ready: () => this.ready(wish),
      dispose: () => {
        end.dispose();
      },
    };
  }

  /** Watches all keys under the prefixes that the result is given, for as long as it is not disposed. */
  watchPrefixes(listener: WatchListener): PrefixWatch {
    const wish: PrefixWish = {
      ...{ kind: 'prefixes', prefixes: [], listener, way: undefined, toldAt: this.clock.monotonic() },
    };
    this.wishes.prefixes.add(wish);
    const end = toDisposable(() => {
      this.wishes.prefixes.delete(wish);
      this.begin();
    });
    return {
      set: (prefixes) => {
        wish.prefixes = prefixes;
        this.begin();
      },
      dispose: () => {
        end.dispose();
      },
    };
  }

  /** Makes what is listened to fit what is wished for. */
  private begin(): void {
    if (this.wishes.size === 0) {
      this.rest();
      return;
    }
    this.following ??= this.connection.onDidChangeState(() => {
      this.begin();
    });
    if (this.connection.state.kind !== 'ready') {
      this.deafen();
      for (const wish of this.wishes.all()) wish.way = undefined;
      return;
    }
    if (this.epoch !== this.connection.epoch) {
      this.epoch = this.connection.epoch;
      this.refused = new Set();
      this.attempt = 0;
      this.deafen();
    }
    if (!this.ticker) this.tick();
    this.settle();
  }

  private rest(): void {
    this.following?.dispose();
    this.following = undefined;
    this.ticker?.dispose();
    this.ticker = undefined;
    this.deafen();
  }

  private deafen(): void {
    this.retry?.dispose();
    this.retry = undefined;
    this.ears?.dispose();
    this.ears = undefined;
  }

  /** One change of what is listened to at a time; what is wished for meanwhile comes next. */
  private settle(): void {
    this.again = true;
    if (this.settling) return;
    this.settling = true;
    void this.settleAll().finally(() => {
      this.settling = false;
    });
  }

  private async settleAll(): Promise<void> {
    while (this.again && this.wishes.size > 0 && this.connection.state.kind === 'ready') {
      this.again = false;
      // After a failure it waits for its time.
      if (this.retry) return;
      const way = this.bestWay();
      if (way === 'polling') this.useWay('polling');
      else await this.listen(way);
    }
  }

  private async listen(way: Exclude<WatchWay, 'polling'>): Promise<void> {
    const ears = (this.ears ??= this.newEars(way));
    try {
      const prefixes = [...this.wishes.prefixes].flatMap((wish) => wish.prefixes);
      await ears.follow(uniqueKeys(this.wishes.keys), prefixes);
      if (this.ears !== ears) return;
      this.attempt = 0;
      this.useWay(way);
    } catch (error) {
      // What was closed because nobody wants it any more fails as well.
      if (this.ears !== ears) return;
      if (!(error instanceof WayRefused)) {
        this.onLost(error);
        return;
      }
      this.refused.add(way);
      this.deafen();
      this.again = true;
    }
  }

  private bestWay(): WatchWay {
    if (!this.refused.has('tracking')) return 'tracking';
    const setting = this.connection.capabilities?.keyspaceNotifications;
    const isOn = setting?.known === true && tellsAllChanges(setting.value);
    return isOn && !this.refused.has('notifications') ? 'notifications' : 'polling';
  }

  private newEars(way: Exclude<WatchWay, 'polling'>): Ears {
    const ears = new Ears(this.connection, way, this.clock);
    ears.onTold((keys) => {
      if (keys) for (const [wish, own] of this.wishes.concerned(keys)) this.tell(wish, own);
      else for (const wish of this.wishes.all()) this.tell(wish, undefined);
    });
    ears.onLost(() => {
      if (this.ears === ears) this.onLost(undefined);
    });
    return ears;
  }

  /** Until it is tried again, one has to look by oneself. */
  private onLost(error: unknown): void {
    this.deafen();
    this.attempt += 1;
    this.retry = this.clock.after(backoffMs(this.attempt, this.random), () => {
      this.retry = undefined;
      this.begin();
    });
    if (error instanceof WrongNode) this.connection.refreshNodes().catch(ignore);
    this.useWay('polling');
  }

  /** Whoever was not told in this way until now may have missed something. */
  private useWay(way: WatchWay): void {
    for (const wish of this.wishes.all()) {
      if (wish.way === way) continue;
      wish.way = way;
      wish.listener.way?.(way);
      this.tell(wish, undefined);
    }
  }

  private tell(wish: Wish, keys: readonly Buffer[] | undefined): void {
    wish.toldAt = this.clock.monotonic();
    if (keys && wish.kind === 'key') wish.haste.changed();
    wish.listener.changed(keys);
  }

  private async ready(wish: KeyWish): Promise<void> {
    const { ears } = this;
    const { key, way, haste } = wish;
    if (way === undefined || way === 'polling' || !ears) return;
    if (haste.isHasty) {
      this.tell(wish, undefined);
      return;
    }
    try {
      haste.arming();
      await ears.arm(key);
      haste.armed();
    } catch (error) {
      if (this.ears === ears) this.onLost(error);
    }
  }

  private tick(): void {
    this.ticker = this.clock.after(TICK_MS, () => {
      this.tick();
      this.lookAgain();
      this.ticks += 1;
      if (this.ticks % CHECK_EVERY_TICKS === 0 && this.ears) void this.check(this.ears);
    });
  }

  private lookAgain(): void {
    const now = this.clock.monotonic();
    for (const wish of this.wishes.all()) {
      // Half a tick early is nearer than half a tick late.
      const due = wish.way && wish.toldAt + LOOK_AGAIN_MS[wish.kind][wish.way] - TICK_MS / 2;
      if (due !== undefined && due <= now) this.tell(wish, undefined);
    }
  }

  /** A slot may have moved to another node, or a node been demoted, without any link being cut. */
  private async check(ears: Ears): Promise<void> {
    await Promise.allSettled([ears.check(), this.connection.refreshNodes()]);
    if (this.ears === ears) this.begin();
  }
}

function uniqueKeys(wishes: Iterable<KeyWish>): readonly Buffer[] {
  return [...new Map([...wishes].map(({ key }) => [key.toString('latin1'), key])).values()];
}

function ignore(): void {
  // The next try asks again.
}
