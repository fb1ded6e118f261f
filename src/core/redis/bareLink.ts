import type { Command as WireCommand, Redis, RedisOptions } from 'ioredis';
import { abortError, cutOnAbort } from '../base/abort';
import type { Clock } from '../base/clock';
import { CodedError } from '../base/errors';
import type { BareLink, OpenOptions } from './client';
import { connectError, connectTimeout } from './connectErrors';
import { shakeHands } from './handshake';
import { likeResp2 } from './likeResp2';
import type { ConnectionProfile, SocketEndpoint, TcpEndpoint } from './profile';
import { formatEndpoint } from './profile';
import type { Command, Reply } from './reply';
import { ReplyError } from './reply';
import { loadTls } from './tlsFiles';
import { tellTlsMismatch } from './tlsMismatch';
import { fromWire } from './wireReply';

/**
 * One link to the server at `endpoint`, let in and on the profile's database; the only place that knows the client
 * library. Rejects with the `CodedError` that says why not and names this server, or an abort error; then nothing is left
 * open. The library is loaded at the first call, so that activating costs nothing.
 */
export async function openBareLink(
  profile: ConnectionProfile,
  endpoint: TcpEndpoint | SocketEndpoint,
  options: OpenOptions,
  clock: Clock,
): Promise<BareLink> {
  // Texts are about this server, not about the deployment that it belongs to.
  const here: ConnectionProfile = { ...profile, topology: { kind: 'standalone', endpoint } };
  const tls = profile.tls && (await loadTls(profile.tls, endpoint));
  const library = await import('ioredis');
  const redisOptions = { ...BARE, ...endpoint, connectTimeout: options.timeoutMs, ...(tls && { tls }) };
  const redis = new library.Redis(redisOptions);
  const client = new IoredisClient(redis, library.Command, endpoint);
  const deadline = clock.after(options.timeoutMs, () => {
    client.fail(connectTimeout(here));
  });
  const letIn = async (): Promise<2 | 3> => {
    await redis.connect();
    return shakeHands(client, here, options.password);
  };
  try {
    client.speaks = await cutOnAbort(options.signal, () => client.close(), letIn);
    return client;
  } catch (error) {
    client.close();
    if (options.signal?.aborted) throw abortError();
    // connect() rejects with "Connection is closed." only; the true cause was an error event before it.
    const failure = error instanceof CodedError ? error : connectError(here, client.cause);
    throw await tellTlsMismatch(profile, endpoint, failure, clock);
  } finally {
    deadline.dispose();
  }
}

/**
 * Nothing of the library's own cleverness. It would retry, queue and send again (a write could be done twice), skip a
 * failed SELECT (and land on database 0) and only warn on a useless password: retries are the connection's and the
 * handshake is ours, also that of RESP3: its replies are brought into the shapes of RESP2 (likeResp2.ts). `stringNumbers`, because
 * its integers are off by one near 2^53.
 */
const BARE = {
  lazyConnect: true,
  protocol: 2,
  stringNumbers: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: null,
  retryStrategy: () => null,
  enableReadyCheck: false,
  disableClientInfo: true,
} as const satisfies RedisOptions;

class IoredisClient implements BareLink {
  readonly address: string;
  /** The version of the protocol that the server was brought to. */
  speaks: 2 | 3 = 2;
  /** The last error the socket or the library reported. */
  cause: Error | undefined;
  private closed = false;

  constructor(
    private readonly redis: Redis,
    private readonly CommandClass: typeof WireCommand,
    readonly endpoint: TcpEndpoint | SocketEndpoint,
  ) {
    this.address = formatEndpoint(endpoint);
    redis.on('error', (error: Error) => {
      this.cause ??= error;
    });
  }

  write(commands: readonly Command[]): Promise<Reply>[] {
    const { stream } = this.redis;
    stream.cork();
    try {
      const replies = commands.map((command) => this.writeOne(command));
      return this.speaks === 3 ? likeResp2(commands, replies) : replies;
    } finally {
      stream.uncork();
    }
  }

  onMessage(listener: (channel: Buffer, payload: Reply) => void): void {
    this.redis.on('messageBuffer', (channel: Buffer, payload: unknown) => {
      listener(channel, fromWire(payload));
    });
    this.redis.on('pmessageBuffer', (_pattern: string, channel: Buffer, payload: unknown) => {
      listener(channel, fromWire(payload));
    });
  }

  onClose(listener: (cause: Error | undefined) => void): void {
    this.redis.once('close', () => {
      listener(this.cause);
    });
  }

  /** Closes for a reason of ours, which becomes the cause. */
  fail(reason: Error): void {
    this.cause = reason;
    this.close();
  }

  close(): void {
    // Each call of the library's leaves a listener and a timer; of many commands that time out, each may close the link.
    if (!this.closed) this.redis.disconnect();
    this.closed = true;
    // disconnect() alone waits up to two seconds for a server that is silent. Before the first connect there is no stream.
    (this.redis.stream as Redis['stream'] | undefined)?.destroy();
  }

  private async writeOne([name, ...args]: Command): Promise<Reply> {
    // Upper case, because the library changes arguments and replies of commands whose lower-case name it knows; what it
    // keeps count of itself it must know.
    const sent = /subscribe$/i.test(name) ? name.toLowerCase() : name.toUpperCase();
    const texts = args.map((arg) => (typeof arg === 'number' ? String(arg) : arg));
    const command = new this.CommandClass(sent, texts, { replyEncoding: null });
    try {
      return fromWire(await this.redis.sendCommand(command));
    } catch (error) {
      // The library's own error carries the arguments, and with them secrets.
      if (error instanceof Error && error.name === 'ReplyError') throw new ReplyError(error.message);
      throw error;
    }
  }
}
