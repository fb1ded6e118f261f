import type { Clock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import type { Client } from '../client';
import type { NatMap, TcpEndpoint } from '../profile';
import { formatEndpoint } from '../profile';
import type { Command, Reply } from '../reply';
import { SLOT_COUNT } from './keySlot';
import { NodeLink } from './nodeLink';
import type { SlotRange } from './topology';
import { readSlots } from './topology';

export interface ClusterLinksOptions {
  /** Opens a link to one node. */
  readonly open: (endpoint: TcpEndpoint) => Promise<Client>;
  readonly natMap: NatMap | undefined;
  readonly clock: Clock;
  /** Milliseconds for the answer to a question about the layout. */
  readonly timeoutMs: number;
  /** Hears of each layout that was learnt. */
  readonly onLayout: (ranges: readonly SlotRange[]) => void;
}

/** A primary that serves slots, and the link to it. */
export interface Primary {
  readonly id: string;
  readonly address: string;
  readonly link: NodeLink;
}

/**
 * The links to all primaries of a cluster, and which of them serves which slot. Replicas are not connected to. All links
 * are opened beforehand, so that nothing has to be waited for before a command is written. When one is lost, all are
 * closed and the connection begins anew: which primaries there are has to be asked then anyway, and what is shown of a
 * cluster with a hole in it would be wrong.
 */
export class ClusterLinks implements Client {
  private readonly links = new Map<string, NodeLink>();
  private readonly opening = new Map<string, Promise<NodeLink>>();
  private readonly owners = new Array<NodeLink | undefined>(SLOT_COUNT);
  private readonly listeners: ((cause: Error | undefined) => void)[] = [];
  private known: readonly Primary[] = [];
  private refreshing: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly options: ClusterLinksOptions) {}

  get natMap(): NatMap | undefined {
    return this.options.natMap;
  }

  /** In the order of their first slots; never empty once the layout is applied. */
  get primaries(): readonly Primary[] {
    return this.known;
  }

  get address(): string {
    return this.first.address;
  }

  /** Over the first primary: what is asked of any node. */
  write(commands: readonly Command[]): Promise<Reply>[] {
    return this.first.link.write(commands);
  }

  ownerOf(slot: number): Primary | undefined {
    const owner = this.owners[slot];
    return owner && this.known.find(({ link }) => link === owner);
  }

  linkOf(slot: number | undefined): NodeLink {
    return (slot === undefined ? undefined : this.owners[slot]) ?? this.first.link;
  }

  /** A slot is served by another node than was thought; the whole layout is asked for in the background. */
  moved(slot: number, link: NodeLink): void {
    this.owners[slot] = link;
    this.refresh(link).catch(() => undefined);
  }

  /** The link to a node, opened if there is none. Rejects with the `CodedError` that says why it cannot be. */
  at(endpoint: TcpEndpoint): Promise<NodeLink> {
    const address = formatEndpoint(endpoint);
    const present = this.links.get(address);
    if (present) return Promise.resolve(present);
    const begun = this.opening.get(address);
    if (begun) return begun;
    const opening = this.open(endpoint, address).finally(() => this.opening.delete(address));
    this.opening.set(address, opening);
    return opening;
  }

  /** Asks `link` for the layout and applies it. Joins a question that is under way. */
  refresh(link: NodeLink = this.first.link): Promise<void> {
    this.refreshing ??= this.ask(link)
      .then((ranges) => this.apply(ranges))
      .finally(() => {
        this.refreshing = undefined;
      });
    return this.refreshing;
  }

  async apply(ranges: readonly SlotRange[]): Promise<void> {
    const ordered = [...ranges].sort((left, right) => left.first - right.first);
    const links = await Promise.all(ordered.map(({ primary }) => this.at(primary.endpoint)));
    const primaries = new Map<NodeLink, Primary>();
    this.owners.fill(undefined);
    for (const [index, { first, last, primary }] of ordered.entries()) {
      const link = links[index];
      if (!link) continue;
      this.owners.fill(link, first, last + 1);
      if (!primaries.has(link))
        primaries.set(link, { id: primary.id, address: formatEndpoint(primary.endpoint), link });
    }
    this.known = [...primaries.values()];
    for (const [address, link] of this.links) {
      if (primaries.has(link)) continue;
      this.links.delete(address);
      link.retire();
    }
    this.options.onLayout(ranges);
  }

  onClose(listener: (cause: Error | undefined) => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    this.lose(undefined);
  }

  private get first(): Primary {
    const [first] = this.known;
    if (first) return first;
    throw new CodedError('NOT_CONNECTED', 'No node of the cluster is connected.');
  }

  private async open(endpoint: TcpEndpoint, address: string): Promise<NodeLink> {
    const client = await this.options.open(endpoint);
    if (this.closed) {
      client.close();
      throw new CodedError('CONNECTION_LOST', 'The connection to the cluster was closed in between.');
    }
    const link = new NodeLink(client, endpoint);
    this.links.set(address, link);
    link.onClose((cause) => {
      this.lose(cause);
    });
    return link;
  }

  private async ask(link: NodeLink): Promise<readonly SlotRange[]> {
    const { clock, timeoutMs, natMap } = this.options;
    const [slots] = link.write([['CLUSTER', 'SLOTS']]);
    const late = new Promise<never>((_, reject) => {
      const timer = clock.after(timeoutMs, () => {
        reject(new CodedError('COMMAND_TIMEOUT', 'The cluster did not tell its layout in time. Try again.'));
      });
      void Promise.allSettled([slots]).then(() => {
        timer.dispose();
      });
    });
    return readSlots((await Promise.race([slots, late])) ?? null, link.endpoint, natMap);
  }

  private lose(cause: Error | undefined): void {
    if (this.closed) return;
    this.closed = true;
    for (const link of this.links.values()) link.close();
    for (const listener of this.listeners) listener(cause);
  }
}
