import { need } from '../support/servers/need';
import type { Flavour } from '../support/servers/flavours';
import type { RunningServer, ServerOptions } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

/** A running server that can also stop answering without dying. */
export class LiveServer {
  private constructor(private readonly running: RunningServer) {}

  /** Skips the suite, with the reason, where there is no such server. */
  static async start(
    context: Mocha.Context,
    flavour: Flavour = 'redis7',
    options: ServerOptions = {},
  ): Promise<LiveServer> {
    const binary = await need(context, flavour);
    return new LiveServer(await startServer(flavour, { ...options, binary }));
  }

  get port(): number {
    return this.running.port;
  }

  /** As a crash would: no goodbye. */
  kill(): Promise<void> {
    return this.running.kill();
  }

  restart(): Promise<void> {
    return this.running.restart();
  }

  freeze(): void {
    process.kill(this.running.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.running.pid, 'SIGCONT');
  }

  stop(): Promise<void> {
    return this.running.stop();
  }
}
