import type { Disposable } from '../../base/disposables';
import type { Haste } from './haste';
import { startsWith } from './prefixes';
import type { WatchWay } from './way';

export interface WatchListener {
  /** These keys changed, came or went; undefined when any of those watched may have. */
  readonly changed: (keys: readonly Buffer[] | undefined) => void;
  /** How changes are heard of from now on. */
  readonly way?: (way: WatchWay) => void;
}

/** One key that somebody looks at. */
export interface KeyWatch extends Disposable {
  /**
   * To be awaited before each reading of the key: from its answer on, the next change is heard of. Where it changes very
   * fast, `changed` is called before the answer instead, so that it is read again after this reading. Never rejects.
   */
  ready(): Promise<void>;
}

/** All keys under some prefixes. */
export interface PrefixWatch extends Disposable {
  set(prefixes: readonly Buffer[]): void;
}

/** What one listener wants to hear of, and since when it does. */
interface WishOfAny {
  readonly listener: WatchListener;
  /** The way in which it is told; undefined while nothing is set up for it. */
  way: WatchWay | undefined;
  /** When it was told last, by the monotonic clock. */
  toldAt: number;
}

export interface KeyWish extends WishOfAny {
  readonly kind: 'key';
  readonly key: Buffer;
  readonly haste: Haste;
}

export interface PrefixWish extends WishOfAny {
  readonly kind: 'prefixes';
  prefixes: readonly Buffer[];
}

export type Wish = KeyWish | PrefixWish;

/** The wishes of one watcher, found by key. */
export class Wishes {
  readonly keys = new Set<KeyWish>();
  readonly prefixes = new Set<PrefixWish>();
  private readonly byKey = new Map<string, KeyWish[]>();

  get size(): number {
    return this.keys.size + this.prefixes.size;
  }

  all(): readonly Wish[] {
    return [...this.keys, ...this.prefixes];
  }

  addKey(wish: KeyWish): void {
    const id = idOf(wish.key);
    this.keys.add(wish);
    this.byKey.set(id, [...(this.byKey.get(id) ?? []), wish]);
  }

  removeKey(wish: KeyWish): void {
    const id = idOf(wish.key);
    this.keys.delete(wish);
    const left = (this.byKey.get(id) ?? []).filter((other) => other !== wish);
    if (left.length > 0) this.byKey.set(id, left);
    else this.byKey.delete(id);
  }

  /** Each wish that one of the keys concerns, with those that do. */
  concerned(keys: readonly Buffer[]): Map<Wish, readonly Buffer[]> {
    const concerned = new Map<Wish, readonly Buffer[]>();
    if (this.keys.size > 0) {
      for (const key of keys) for (const wish of this.byKey.get(idOf(key)) ?? []) concerned.set(wish, [key]);
    }
    for (const wish of this.prefixes) {
      const own = keys.filter((key) => wish.prefixes.some((prefix) => startsWith(key, prefix)));
      if (own.length > 0) concerned.set(wish, own);
    }
    return concerned;
  }
}

function idOf(key: Buffer): string {
  return key.toString('latin1');
}
