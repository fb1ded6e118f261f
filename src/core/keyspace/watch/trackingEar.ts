import type { Clock } from '../../base/clock';
import { Emitter } from '../../base/events';
import type { SideLink } from '../../redis/sideLink';
import { asNumber } from '../../redis/reply';
import { INVALIDATIONS } from '../../redis/sideCommands';
import type { Ear } from './ear';
import { accepted, checkIsHere } from './ear';
import { EarLinks } from './earLinks';
import { PrefixTracking } from './prefixTracking';

/**
 * Hears by CLIENT TRACKING: one link listens, and what is tracked for the others is redirected to it.
 *
 * Keys are tracked by reading their TYPE on a link of its own. The server then sends one message for the next change and no
 * more until the key is read again, so however often a key is written, it costs one message for each of our readings. The
 * readings themselves may go over any link, if only the key is armed before. (To be told of every change by the key's name
 * as a broadcast prefix costs 10 000 messages for 10 000 writes.) NOLOOP is not asked for: it concerns writes of the tracked
 * link only, which never writes, and changes made here are to be shown as well.
 */
export class TrackingEar implements Ear {
  private readonly links: EarLinks;
  private readonly told = new Emitter<readonly Buffer[] | undefined>();
  private readonly prefixes: PrefixTracking;
  private listener: Promise<number> | undefined;
  private tracked: Promise<SideLink> | undefined;

  constructor(open: () => Promise<SideLink>, clock: Clock) {
    this.links = new EarLinks(open);
    this.prefixes = new PrefixTracking(this.links, clock, () => this.listenerId(), this.told);
  }

  readonly onTold = this.told.event;

  get onLost(): Ear['onLost'] {
    return this.links.onLost;
  }

  async follow(keys: readonly Buffer[], prefixes: readonly Buffer[]): Promise<void> {
    await Promise.all([keys.length > 0 ? this.read(keys) : undefined, this.prefixes.set(prefixes)]);
  }

  arm(key: Buffer): Promise<void> {
    return this.read([key]);
  }

  check(): Promise<void> {
    return this.links.check();
  }

  dispose(): void {
    this.prefixes.dispose();
    this.links.dispose();
    this.told.dispose();
  }

  private async read(keys: readonly Buffer[]): Promise<void> {
    const link = await (this.tracked ??= this.openTracked());
    // Where the user may not ask for the type of a key, its value cannot be shown either.
    checkIsHere(await link.pipeline(keys.map((key) => ['TYPE', key])));
  }

  private async openTracked(): Promise<SideLink> {
    const [link, id] = await Promise.all([this.links.open(), this.listenerId()]);
    accepted(await link.pipeline([['CLIENT', 'TRACKING', 'ON', 'REDIRECT', id]]));
    return link;
  }

  private listenerId(): Promise<number> {
    return (this.listener ??= this.listen());
  }

  private async listen(): Promise<number> {
    const link = await this.links.open();
    link.onTold(({ payload }) => {
      // FLUSHDB and FLUSHALL send nil: all keys, of any database.
      const keys = Array.isArray(payload) ? payload.filter((key) => Buffer.isBuffer(key)) : undefined;
      if (keys) this.prefixes.count(keys.length);
      this.told.fire(keys);
    });
    const [id] = accepted(
      await link.pipeline([
        ['CLIENT', 'ID'],
        ['SUBSCRIBE', INVALIDATIONS],
      ]),
    );
    return asNumber(id ?? null);
  }
}
