import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const FAULTS = ['cut', 'delay', 'half', 'reset'] as const;
export type FaultKind = (typeof FAULTS)[number];
/** Which way the bytes go at whose count the fault happens. */
export type Way = 'toServer' | 'toClient';

export interface Fault {
  readonly kind: FaultKind;
  readonly way: Way;
  /** Happens once this many bytes have gone that way since it was armed. */
  readonly at: number;
  readonly delayMs: number;
  readonly onHappened?: () => void;
}

interface Pair {
  readonly client: net.Socket;
  readonly server: net.Socket;
  /** The links end: what still comes is dropped. */
  dead: boolean;
  /** Nothing passes until the delay is over. */
  held: Promise<void> | undefined;
}

/** A TCP proxy on loopback that does one harm at one exact byte, as a network would. */
export class FaultProxy {
  readonly passed: Record<Way, number> = { toServer: 0, toClient: 0 };
  private readonly pairs = new Set<Pair>();
  private readonly delays = new Set<Promise<void>>();
  private fault: Fault | undefined;

  private constructor(
    private readonly target: number,
    private readonly listener: net.Server,
  ) {}

  static async start(target: number): Promise<FaultProxy> {
    const listener = net.createServer();
    const proxy = new FaultProxy(target, listener);
    listener.on('connection', (client) => {
      proxy.join(client);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as net.AddressInfo).port;
  }

  /** Whether the fault is still to come. */
  get armed(): boolean {
    return this.fault !== undefined;
  }

  /** Counts from here; `undefined` only counts. */
  arm(fault: Fault | undefined): void {
    this.passed.toServer = 0;
    this.passed.toClient = 0;
    this.fault = fault;
  }

  /** Resolves when everything that was held has been let go. */
  async settled(): Promise<void> {
    await Promise.all(this.delays);
    await sleep(50);
  }

  async stop(): Promise<void> {
    for (const pair of this.pairs) this.end(pair, 'cut');
    await new Promise<void>((resolve) => {
      this.listener.close(() => {
        resolve();
      });
    });
  }

  private join(client: net.Socket): void {
    const server = net.connect({ host: '127.0.0.1', port: this.target });
    const pair: Pair = { client, server, dead: false, held: undefined };
    this.pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk: Buffer) => void this.pass(pair, 'toServer', chunk));
    server.on('data', (chunk: Buffer) => void this.pass(pair, 'toClient', chunk));
    client.on('close', () => void this.follow(pair));
    server.on('close', () => void this.follow(pair));
  }

  private async pass(pair: Pair, way: Way, chunk: Buffer): Promise<void> {
    const { fault } = this;
    const before = this.passed[way];
    this.passed[way] += chunk.length;
    if (fault?.way === way && this.passed[way] >= fault.at && !pair.held) {
      this.fault = undefined;
      const at = splitAt(fault.kind, chunk.length, fault.at - before);
      this.write(pair, way, chunk.subarray(0, at));
      fault.onHappened?.();
      if (fault.kind === 'delay') this.hold(pair, fault.delayMs);
      else this.end(pair, fault.kind);
      await this.delayOf(pair);
      this.write(pair, way, chunk.subarray(at));
      return;
    }
    // Listeners of the same promise run in their order, so the bytes stay in theirs.
    await this.delayOf(pair);
    this.write(pair, way, chunk);
  }

  private async delayOf({ held }: Pair): Promise<void> {
    if (held) await held;
  }

  private write(pair: Pair, way: Way, bytes: Buffer): void {
    const to = way === 'toServer' ? pair.server : pair.client;
    if (!pair.dead && bytes.length > 0 && to.writable) to.write(bytes);
  }

  private hold(pair: Pair, ms: number): void {
    const held = sleep(ms).finally(() => {
      pair.held = undefined;
      this.delays.delete(held);
    });
    pair.held = held;
    this.delays.add(held);
  }

  /** One side went: what was held still arrives at the other before it goes too, as a slow network would have it. */
  private async follow(pair: Pair): Promise<void> {
    if (pair.held) await pair.held;
    pair.client.end();
    pair.server.end();
    this.pairs.delete(pair);
  }

  /** With a RST for `reset`, else with a FIN after what was let through. */
  private end(pair: Pair, kind: Exclude<FaultKind, 'delay'>): void {
    pair.dead = true;
    if (kind === 'reset') pair.client.resetAndDestroy();
    else pair.client.end();
    pair.server.end();
  }
}

/** How much of the chunk still passes: nothing of it when cut, never the whole of it when dropped half-way. */
function splitAt(kind: FaultKind, length: number, wanted: number): number {
  if (kind === 'cut') return 0;
  return Math.max(0, Math.min(kind === 'half' ? length - 1 : length, wanted));
}
