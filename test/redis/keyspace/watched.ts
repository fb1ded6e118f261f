import assert from 'node:assert/strict';
import type { KeyWatch, PrefixWatch } from '../../../src/core/keyspace/watch/watches';
import type { KeyWatcher } from '../../../src/core/keyspace/watch/keyWatcher';
import type { WatchWay } from '../../../src/core/keyspace/watch/way';
import type { RespClient } from '../../support/servers/respClient';
import { until } from '../../support/servers/until';

/** One key as an inspector looks at it: read again, after arming, whenever it is told of. One reading at a time. */
export class WatchedKey {
  /** How often it was told. */
  told = 0;
  readings = 0;
  value: string | undefined;
  readonly ways: WatchWay[] = [];
  private readonly watch: KeyWatch;
  private busy = false;
  private again = false;
  private over = false;

  constructor(
    watcher: KeyWatcher,
    key: string,
    private readonly read: () => Promise<string | undefined>,
    private readonly gapMs = 0,
  ) {
    this.watch = watcher.watchKey(Buffer.from(key), {
      changed: () => {
        this.told += 1;
        void this.step();
      },
      way: (way) => this.ways.push(way),
    });
  }

  get way(): WatchWay | undefined {
    return this.ways.at(-1);
  }

  async shows(value: string | undefined, ms = 10_000): Promise<void> {
    await until(`${String(value)} to be shown`, () => Promise.resolve(this.value === value || undefined), ms).catch(
      () => assert.equal(this.value, value),
    );
  }

  /** Is told in this way, and has read since. */
  async is(way: WatchWay): Promise<void> {
    await until(`live by ${way}`, () => Promise.resolve((this.way === way && !this.busy) || undefined), 15_000);
  }

  dispose(): void {
    this.over = true;
    this.watch.dispose();
  }

  private async step(): Promise<void> {
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    while (this.again && !this.over) {
      this.again = false;
      await this.watch.ready();
      this.readings += 1;
      this.value = await this.read().catch(() => this.value);
      if (this.gapMs > 0) await new Promise((resolve) => setTimeout(resolve, this.gapMs));
    }
    this.busy = false;
  }
}

/** The keys that a view of some namespaces was told of. */
export class WatchedPrefixes {
  readonly keys = new Set<string>();
  /** How often it was told of some keys. */
  heard = 0;
  anything = 0;
  way: WatchWay | undefined;
  readonly watch: PrefixWatch;

  constructor(watcher: KeyWatcher, prefixes: readonly string[]) {
    this.watch = watcher.watchPrefixes({
      changed: (keys) => {
        if (keys) this.heard += 1;
        else this.anything += 1;
        for (const key of keys ?? []) this.keys.add(key.toString());
      },
      way: (way) => {
        this.way = way;
      },
    });
    this.set(...prefixes);
  }

  set(...prefixes: readonly string[]): void {
    this.watch.set(prefixes.map((prefix) => Buffer.from(prefix)));
  }

  async heardOf(...keys: readonly string[]): Promise<void> {
    const isThere = () => Promise.resolve(keys.every((key) => this.keys.has(key)) || undefined);
    await until('all keys to be heard of', isThere, 10_000).catch(() =>
      assert.deepEqual([...this.keys].sort(), [...keys].sort()),
    );
  }
}

/** The links that the server has but the one that asks, by what they do. */
export async function linksOf(client: RespClient): Promise<{ all: number; listening: number; tracked: number }> {
  const list = String(await client.text('CLIENT', 'LIST')).split('\n');
  const ours = list.filter((line) => line.includes('id=') && !/ cmd=client\|list /.test(line));
  const listening = ours.filter((line) => / sub=[1-9]| psub=[1-9]/.test(line)).length;
  return { all: ours.length, listening, tracked: ours.filter((line) => / flags=\w*t/.test(line)).length };
}
