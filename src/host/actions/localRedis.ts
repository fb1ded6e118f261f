import { abortError } from '../../core/base/abort';
import { systemClock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposables';
import { CodedError } from '../../core/base/errors';
import type { LocalServer } from '../../core/localServer/localServer';
import { startLocalServer } from '../../core/localServer/localServer';
import { findLocalPrograms } from '../../core/localServer/programs';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { setContextKey } from '../ui/contextKeys';
import { offerPage, say } from '../ui/messages';
import { withProgress } from '../ui/progress';

const ID = 'local';
const HOW_TO_INSTALL = 'https://redis.io/docs/latest/operate/oss_and_stack/install/';

/** Whether a profile is that of the server this window started: it is kept nowhere, and ends with the window. */
export function isLocalRedis(profileId: string): boolean {
  return profileId === ID;
}

/** The Redis that this window starts when asked to; other servers of the machine are never touched. */
export class LocalRedis implements Disposable {
  private server: LocalServer | undefined;
  /** Asked for twice at once, one is started. */
  private starting: Promise<void> | undefined;

  constructor(private readonly connections: ConnectionManager) {}

  /** Starts it, or finds it running; answers the id of its connection. */
  async start(): Promise<string> {
    this.starting ??= this.startOne().finally(() => {
      this.starting = undefined;
    });
    await this.starting;
    return ID;
  }

  private async startOne(): Promise<void> {
    if (this.server) return;
    const [program] = await findLocalPrograms(process.env);
    if (!program) {
      await offerPage(
        'No Redis was found on the PATH (redis-stack-server, redis-server, valkey-server), and no Docker. Install one of them, or connect to a Redis elsewhere.',
        'How to Get One',
        HOW_TO_INSTALL,
      );
      throw abortError();
    }
    const server = await withProgress(`Starting ${program.title}`, (signal) =>
      startLocalServer(program, systemClock, signal),
    );
    this.server = server;
    void server.ended.then(() => this.forget(server));
    await this.connections.save({
      ...{ id: ID, name: 'Local Redis', database: 0, environment: 'development', readOnly: false },
      topology: { kind: 'standalone', endpoint: { host: '127.0.0.1', port: server.port } },
    });
    setContextKey('redisPatterns:localRedis', true);
    say(`${server.title} listens on 127.0.0.1:${String(server.port)}. It keeps nothing, and ends with this window.`);
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) throw new CodedError('NOT_FOUND', 'No local Redis was started from this window.');
    await this.forget(server);
    await server.ended;
    say('The local Redis was stopped.');
  }

  dispose(): void {
    this.server?.dispose();
  }

  private async forget(server: LocalServer): Promise<void> {
    if (this.server !== server) return;
    this.server = undefined;
    server.dispose();
    setContextKey('redisPatterns:localRedis', false);
    await this.connections.remove(ID);
  }
}
