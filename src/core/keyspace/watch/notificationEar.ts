import type { Clock } from '../../base/clock';
import { Emitter } from '../../base/events';
import type { Command, CommandArg } from '../../redis/reply';
import type { SideLink } from '../../redis/sideLink';
import type { Ear } from './ear';
import { accepted } from './ear';
import { EarLinks } from './earLinks';
import { startsWith } from './prefixes';
import { Rests } from './rests';

/**
 * Hears by the keyspace notifications of one database, where they are on already.
 *
 * The server tells every single change, which would cost 10 000 messages for 10 000 writes. A key that changed is therefore left at
 * once and subscribed to again when it is armed, so that it costs a few messages for each of our readings. A pattern of
 * channels cannot be left for one key: where too much comes by the patterns, all of them are left for a while.
 */
export class NotificationEar implements Ear {
  private readonly links: EarLinks;
  private readonly told = new Emitter<readonly Buffer[] | undefined>();
  private readonly channel: string;
  private readonly rests: Rests;
  private link: Promise<SideLink> | undefined;
  private keys: readonly Buffer[] = [];
  private prefixes: readonly Buffer[] = [];
  /** Followed keys that changed and were not armed since: each leaving, by the key's name in latin1. */
  private readonly left = new Map<string, symbol>();

  constructor(open: () => Promise<SideLink>, database: number, clock: Clock) {
    this.links = new EarLinks(open);
    this.channel = `__keyspace@${String(database)}__:`;
    this.rests = new Rests({
      clock,
      stop: () => void this.send(this.patterns('PUNSUBSCRIBE', this.prefixes)).catch(ignore),
      goOn: () => void this.goOn(),
    });
  }

  readonly onTold = this.told.event;

  get onLost(): Ear['onLost'] {
    return this.links.onLost;
  }

  async follow(keys: readonly Buffer[], prefixes: readonly Buffer[]): Promise<void> {
    await this.opened();
    const commands: Command[] = [
      ...this.channels('SUBSCRIBE', without(keys, this.keys)),
      ...this.channels('UNSUBSCRIBE', without(this.keys, keys)),
    ];
    // After a rest it begins with all of them.
    if (!this.rests.resting) {
      commands.push(
        ...this.patterns('PSUBSCRIBE', without(prefixes, this.prefixes)),
        ...this.patterns('PUNSUBSCRIBE', without(this.prefixes, prefixes)),
      );
    }
    for (const key of without(this.keys, keys)) this.left.delete(nameOf(key));
    this.keys = keys;
    this.prefixes = prefixes;
    await this.send(commands);
  }

  async arm(key: Buffer): Promise<void> {
    const name = nameOf(key);
    const leaving = this.left.get(name);
    if (!leaving) return;
    await this.send(this.channels('SUBSCRIBE', [key]));
    // It may have been subscribed to by another reading, and left again, meanwhile.
    if (this.left.get(name) === leaving) this.left.delete(name);
  }

  check(): Promise<void> {
    return this.links.check();
  }

  dispose(): void {
    this.rests.dispose();
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
      this.leave(key);
      this.told.fire([key]);
      if (this.prefixes.some((prefix) => startsWith(key, prefix))) this.rests.count(1);
    });
    return link;
  }

  private async goOn(): Promise<void> {
    try {
      await this.send(this.patterns('PSUBSCRIBE', this.prefixes));
      this.told.fire(undefined);
    } catch {
      // The link was lost, which is told by itself.
    }
  }

  private leave(key: Buffer): void {
    const name = nameOf(key);
    if (this.left.has(name) || !this.keys.some((each) => each.equals(key))) return;
    this.left.set(name, Symbol('leaving'));
    void this.send(this.channels('UNSUBSCRIBE', [key])).catch(ignore);
  }

  private async send(commands: readonly Command[]): Promise<void> {
    const link = await this.opened();
    if (commands.length > 0) accepted(await link.pipeline(commands));
  }

  private channels(name: string, keys: readonly Buffer[]): Command[] {
    return command(name, keys, (key) => Buffer.concat([Buffer.from(this.channel), key]));
  }

  private patterns(name: string, prefixes: readonly Buffer[]): Command[] {
    return command(name, prefixes, (prefix) => this.patternOf(prefix));
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

function ignore(): void {
  // A link that fails is lost, which is told.
}
