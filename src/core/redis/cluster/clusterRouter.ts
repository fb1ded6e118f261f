import type { Clock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import type { CommandTable } from '../commandTable';
import { readAddress } from '../natMap';
import type { TcpEndpoint } from '../profile';
import type { Command, Reply } from '../reply';
import { ReplyError } from '../reply';
import type { Router, Share, Wire } from '../router';
import type { ClusterLinks } from './clusterLinks';
import { NodeLink } from './nodeLink';
import { namedEndpoint } from './topology';
import type { Unit } from './units';
import { checkNeedsNoNode, goesEverywhere, slotOfUnit, unitsOf } from './units';

/** How often the same command is sent again at most. With the waits below that is about four seconds of TRYAGAIN. */
const MAX_ATTEMPTS = 7;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1000;

type Redirection =
  | { readonly kind: 'moved' | 'ask'; readonly slot: number; readonly host: string; readonly port: number }
  | { readonly kind: 'tryAgain' };

/** Sends each command to the primary that has its keys, and follows where the cluster points. */
export class ClusterRouter implements Router {
  constructor(
    private readonly links: ClusterLinks,
    /** Undefined when the server does not tell: then the first argument is taken for the key, and redirections correct it. */
    private readonly table: CommandTable | undefined,
    private readonly clock: Clock,
  ) {}

  route(commands: readonly Command[], nodeId: string | undefined): readonly Share[] {
    if (nodeId !== undefined) return [{ wire: this.nodeLink(nodeId), indexes: [...commands.keys()] }];
    for (const command of commands) checkNeedsNoNode(command);
    return this.share(commands, unitsOf(commands, commands.keys()));
  }

  async redirect(
    commands: readonly Command[],
    share: Share,
    replies: readonly (Reply | ReplyError)[],
    attempt: number,
  ): Promise<readonly Share[]> {
    // By far the most shares have nothing to look for.
    if (attempt >= MAX_ATTEMPTS || !replies.some((reply) => reply instanceof ReplyError)) return [];
    const replyOf = new Map(share.indexes.map((index, at) => [index, replies[at] ?? null]));
    const again: Unit[] = [];
    const ways = new Map<NodeLink, Unit[]>();
    const asked = new Map<NodeLink, Unit[]>();
    for (const unit of unitsOf(commands, share.indexes)) {
      const redirection = redirectionOf(unit.indexes.map((index) => replyOf.get(index) ?? null));
      if (!redirection) continue;
      if (redirection.kind === 'tryAgain') {
        again.push(unit);
        continue;
      }
      const link = await this.links.at(this.endpointOf(redirection, share.wire));
      if (redirection.kind === 'moved') this.links.moved(redirection.slot, link);
      const target = redirection.kind === 'moved' ? ways : asked;
      target.set(link, [...(target.get(link) ?? []), unit]);
    }
    if (again.length > 0) await this.clock.sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt));
    return [
      ...[...ways].map(([wire, units]) => ({ wire, indexes: flat(units) })),
      ...[...asked].map(([link, units]) => ({
        wire: link.asking(units.map(({ indexes }) => indexes.length)),
        indexes: flat(units),
      })),
      ...this.share(commands, again),
    ];
  }

  private share(commands: readonly Command[], units: readonly Unit[]): Share[] {
    const shares = new Map<Wire, number[]>();
    const give = (wire: Wire, unit: Unit): void => {
      const indexes = shares.get(wire);
      if (indexes) indexes.push(...unit.indexes);
      else shares.set(wire, [...unit.indexes]);
    };
    for (const unit of units) {
      const [index = 0] = unit.indexes;
      const command = commands[index];
      if (command && goesEverywhere(command)) for (const { link } of this.links.primaries) give(link, unit);
      else give(this.links.linkOf(slotOfUnit(commands, unit, this.table)), unit);
    }
    return [...shares].map(([wire, indexes]) => ({ wire, indexes }));
  }

  private nodeLink(nodeId: string): NodeLink {
    const primary = this.links.primaries.find(({ id }) => id === nodeId);
    if (primary) return primary.link;
    const text = 'The node is no primary of the cluster any more. Nothing was sent: ask for the nodes again.';
    throw new CodedError('NOT_FOUND', text);
  }

  private endpointOf({ host, port }: { host: string; port: number }, wire: Wire): TcpEndpoint {
    const link = wire.link ?? wire;
    const asked = link instanceof NodeLink ? link.endpoint : { host, port };
    return namedEndpoint(host, port, asked, this.links.natMap);
  }
}

function flat(units: readonly Unit[]): readonly number[] {
  return units.flatMap(({ indexes }) => indexes);
}

/** Where the cluster points instead of an answer. A transaction counts only when its end was refused: then nothing of it ran. */
function redirectionOf(replies: readonly (Reply | ReplyError)[]): Redirection | undefined {
  if (!(replies.at(-1) instanceof ReplyError)) return undefined;
  for (const reply of replies) {
    const found = reply instanceof ReplyError ? readRedirection(reply.message) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** `MOVED 3999 127.0.0.1:6381`, `ASK …`, `TRYAGAIN …`. The host is empty when a node may not name it. */
function readRedirection(message: string): Redirection | undefined {
  if (message.startsWith('TRYAGAIN')) return { kind: 'tryAgain' };
  const [, word, slot, address] = /^(MOVED|ASK) (\d+) (\S*:\d+)$/.exec(message) ?? [];
  const endpoint = address === undefined ? undefined : readAddress(address);
  return endpoint && { kind: word === 'MOVED' ? 'moved' : 'ask', slot: Number(slot), ...endpoint };
}
