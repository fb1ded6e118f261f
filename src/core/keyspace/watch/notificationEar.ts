import { Emitter } from '../../base/events';
import type { Command, CommandArg } from '../../redis/reply';
import type { SideLink } from '../../redis/sideLink';
import type { Ear } from './ear';
import { accepted } from './ear';
import { EarLinks } from './earLinks';

/**
 * Hears by the keyspace notifications of one database, where they are on already.
 *
 * The server tells every single change, which would cost 10 000 messages for 10 000 writes. A key that changed is therefore left at
 * once and subscribed to again when it is armed, so that it costs a few messages for each of our readings.
 */
export class NotificationEar implements Ear {
  private readonly links: EarLinks;
  private readonly told = new Emitter<readonly Buffer[] | undefined>();
  private readonly channel: string;
  private link: Promise<SideLink> | undefined;
  private keys: readonly Buffer[] = [];
  private prefixes: readonly Buffer[] = [];
  /** Followed keys that changed and were not armed since: each leaving, by the key's name in latin1. */
  private readonly left = new Map<string, symbol>();

  constructor(open: () => Promise<SideLink>, database: number) {
    this.links = new EarLinks(open);
    this.channel = `__keyspace@${String(database)}__:`;
  }

  readonly onTold = this.told.event;

  get onLost(): Ear['onLost'] {
    return this.links.onLost;
  }

  async follow(keys: readonly Buffer[], prefixes: readonly Buffer[]): Promise<void> {
    const link = await this.opened();
    const commands: Command[] = [
      ...command('SUBSCRIBE', without(keys, this.keys), (key) => this.channelOf(key)),
      ...command('PSUBSCRIBE', without(prefixes, this.prefixes), (prefix) => this.patternOf(prefix)),
      ...command('UNSUBSCRIBE', without(this.keys, keys), (key) => this.channelOf(key)),
      ...command('PUNSUBSCRIBE', without(this.prefixes, prefixes), (prefix) => this.patternOf(prefix)),
    ];
    for (const key of without(this.keys, keys)) this.left.delete(nameOf(key));
    this.keys = keys;
    this.prefixes = prefixes;
    if (commands.length > 0) accepted(await link.pipeline(commands));
  }

  async arm(key: Buffer): Promise<void> {
    const name = nameOf(key);
    const leaving = this.left.get(name);
    if (!leaving) return;
    accepted(await (await this.opened()).pipeline([['SUBSCRIBE', this.channelOf(key)]]));
    // It may have been subscribed to by another reading, and left again, meanwhile.
    if (this.left.get(name) === leaving) this.left.delete(name);
  }

  check(): Promise<void> {
    return this.links.check();
  }

  dispose(): void {
    this.links.dispose();
    this.told.dispose();
  }

  private opened(): Promise<SideLink> {
    return (this.link ??= this.open());
  }

  private async open(): Promise<SideLink> {
    const link = await this.links.open();
    link.onTold(({ channel }) => {
      const key = channel.subarray(this.channel.length);
      this.leave(key, link);
      this.told.fire([key]);
    });
    return link;
  }

  private leave(key: Buffer, link: SideLink): void {
    const name = nameOf(key);
    if (this.left.has(name) || !this.keys.some((each) => each.equals(key))) return;
    this.left.set(name, Symbol('leaving'));
    // A link that fails is lost, which is told.
    void link.pipeline([['UNSUBSCRIBE', this.channelOf(key)]]).catch(() => undefined);
  }

  private channelOf(key: Buffer): Buffer {
    return Buffer.concat([Buffer.from(this.channel), key]);
  }

  private patternOf(prefix: Buffer): Buffer {
    const escaped = prefix.toString('latin1').replace(/[*?[\]\\]/g, '\\$&');
    return Buffer.concat([Buffer.from(this.channel), Buffer.from(`${escaped}*`, 'latin1')]);
  }
}

function nameOf(key: Buffer): string {
  return key.toString('latin1');
}

function command(name: string, some: readonly Buffer[], argOf: (each: Buffer) => CommandArg): Command[] {
  return some.length === 0 ? [] : [[name, ...some.map(argOf)]];
}

function without(some: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] {
  return some.filter((each) => !others.some((other) => other.equals(each)));
}
