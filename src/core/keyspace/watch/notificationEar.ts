import { Emitter } from '../../base/events';
import type { Command, CommandArg } from '../../redis/reply';
import type { SideLink } from '../../redis/sideLink';
import type { Ear } from './ear';
import { accepted } from './ear';
import { EarLinks } from './earLinks';

/** Hears by the keyspace notifications of one database, where they are on already. */
export class NotificationEar implements Ear {
  private readonly links: EarLinks;
  private readonly told = new Emitter<readonly Buffer[] | undefined>();
  private readonly channel: string;
  private link: Promise<SideLink> | undefined;
  private keys: readonly Buffer[] = [];
  private prefixes: readonly Buffer[] = [];

  constructor(open: () => Promise<SideLink>, database: number) {
    this.links = new EarLinks(open);
    this.channel = `__keyspace@${String(database)}__:`;
  }

  readonly onTold = this.told.event;

  get onLost(): Ear['onLost'] {
    return this.links.onLost;
  }

  async follow(keys: readonly Buffer[], prefixes: readonly Buffer[]): Promise<void> {
    const link = await (this.link ??= this.open());
    const commands: Command[] = [
      ...command('SUBSCRIBE', without(keys, this.keys), (key) => this.channelOf(key)),
      ...command('PSUBSCRIBE', without(prefixes, this.prefixes), (prefix) => this.patternOf(prefix)),
      ...command('UNSUBSCRIBE', without(this.keys, keys), (key) => this.channelOf(key)),
      ...command('PUNSUBSCRIBE', without(this.prefixes, prefixes), (prefix) => this.patternOf(prefix)),
    ];
    this.keys = keys;
    this.prefixes = prefixes;
    if (commands.length > 0) accepted(await link.pipeline(commands));
  }

  arm(): Promise<void> {
    // The server tells every change, whether the last one was looked at or not.
    return Promise.resolve();
  }

  check(): Promise<void> {
    return this.links.check();
  }

  dispose(): void {
    this.links.dispose();
    this.told.dispose();
  }

  private async open(): Promise<SideLink> {
    const link = await this.links.open();
    link.onTold(({ channel }) => {
      this.told.fire([channel.subarray(this.channel.length)]);
    });
    return link;
  }

  private channelOf(key: Buffer): Buffer {
    return Buffer.concat([Buffer.from(this.channel), key]);
  }

  private patternOf(prefix: Buffer): Buffer {
    const escaped = prefix.toString('latin1').replace(/[*?[\]\\]/g, '\\$&');
    return Buffer.concat([Buffer.from(this.channel), Buffer.from(`${escaped}*`, 'latin1')]);
  }
}

function command(name: string, some: readonly Buffer[], argOf: (each: Buffer) => CommandArg): Command[] {
  return some.length === 0 ? [] : [[name, ...some.map(argOf)]];
}

function without(some: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] {
  return some.filter((each) => !others.some((other) => other.equals(each)));
}
