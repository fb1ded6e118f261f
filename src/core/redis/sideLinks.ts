import type { Clock } from '../base/clock';
import { CodedError } from '../base/errors';
import { openBareLink } from './bareLink';
import type { Client } from './client';
import { endpointOf } from './cluster/nodeHandles';
import type { OpenLink } from './openLink';
import type { ConnectionProfile } from './profile';
import type { Recorder } from './recorder';
import type { SideLinkOptions } from './sideLink';
import { SideLink } from './sideLink';

export interface SideLinksOptions {
  readonly profile: ConnectionProfile;
  readonly password?: () => Promise<string | undefined>;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly lost: (cause: unknown) => CodedError;
}

/** The side links of one connection: they live no longer than the link that was ready when they were asked for. */
export class SideLinks {
  private readonly links = new Set<SideLink>();
  /** Changes whenever those that are being opened are not wanted any more. */
  private era = Symbol('era');

  constructor(private readonly options: SideLinksOptions) {}

  async open(nodeId: string, linked: OpenLink, use: Pick<SideLinkOptions, 'check' | 'scope'>): Promise<SideLink> {
    const { profile, clock, recorder, connectTimeoutMs, commandTimeoutMs: timeoutMs, lost } = this.options;
    const { era } = this;
    const endpoint = endpointOf(nodeId, linked);
    if (!endpoint) throw new CodedError('NOT_FOUND', 'The node is no primary of the cluster any more.');
    const password = await this.options.password?.();
    // In RESP2, where what a server tells by itself is a message of a channel. RESP3 has another form for it.
    const client = await openBareLink(
      { ...profile, protocol: 2 },
      endpoint,
      { password, timeoutMs: connectTimeoutMs },
      clock,
    );
    if (this.era !== era) throw closed(client, lost);
    const link = new SideLink(client, { clock, recorder, timeoutMs, lost, ...use });
    this.links.add(link);
    link.onClosed(() => this.links.delete(link));
    return link;
  }

  closeAll(): void {
    this.era = Symbol('era');
    for (const link of [...this.links]) link.dispose();
  }
}

function closed(client: Client, lost: SideLinksOptions['lost']): CodedError {
  client.close();
  return lost(undefined);
}
