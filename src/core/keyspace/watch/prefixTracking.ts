import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposables';
import type { Emitter } from '../../base/events';
import type { Command } from '../../redis/reply';
import type { SideLink } from '../../redis/sideLink';
import { accepted } from './ear';
import type { EarLinks } from './earLinks';
import { sameAll } from './prefixes';
import { Rests } from './rests';

/** The broadcast of some prefixes to the listening link, switched on over a link of its own. */
export class PrefixTracking implements Disposable {
  private link: Promise<SideLink> | undefined;
  private on: readonly Buffer[] = [];
  private readonly rests: Rests;

  constructor(
    private readonly links: EarLinks,
    clock: Clock,
    private readonly listenerId: () => Promise<number>,
    private readonly told: Emitter<readonly Buffer[] | undefined>,
  ) {
    this.rests = new Rests({
      clock,
      stop: () => {
        this.send([['CLIENT', 'TRACKING', 'OFF']]).catch(ignore);
      },
      goOn: () => void this.goOn(),
    });
  }

  /** @param wanted none of them begins with another one. */
  async set(wanted: readonly Buffer[]): Promise<void> {
    if (sameAll(wanted, this.on)) return;
    const before = this.on;
    this.on = wanted;
    if (wanted.length === 0) {
      const link = await this.link;
      this.link = undefined;
      if (link) this.links.close(link);
      return;
    }
    // It starts with all of them when the rest is over.
    if (this.rests.resting) return;
    const added = wanted.filter((prefix) => !before.some((other) => other.equals(prefix)));
    const onlyMore = before.length > 0 && wanted.length - added.length === before.length;
    if (before.length === 0 || onlyMore) {
      await this.send([await this.start(onlyMore ? added : wanted)]);
      return;
    }
    await this.send([['CLIENT', 'TRACKING', 'OFF'], await this.start(wanted)]);
    // What changed in the same moment was told to nobody.
    this.told.fire(undefined);
  }

  /** So many changes were heard of. When it gets too many, this stops for a while; then anything may have changed. */
  count(keys: number): void {
    if (this.on.length > 0) this.rests.count(keys);
  }

  dispose(): void {
    this.rests.dispose();
    this.on = [];
  }

  private async goOn(): Promise<void> {
    try {
      if (this.on.length > 0) await this.send([await this.start(this.on)]);
      this.told.fire(undefined);
    } catch {
      // The link was lost, which is told by itself.
    }
  }

  private async start(prefixes: readonly Buffer[]): Promise<Command> {
    const named = prefixes.some(({ length }) => length === 0) ? [] : prefixes.flatMap((prefix) => ['PREFIX', prefix]);
    return ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', await this.listenerId(), 'BCAST', ...named];
  }

  private async send(commands: readonly Command[]): Promise<void> {
    const link = await (this.link ??= this.links.open());
    accepted(await link.pipeline(commands));
  }
}

function ignore(): void {
  // The link was lost, which is told by itself.
}
