import type { Client } from '../client';
import type { TcpEndpoint } from '../profile';
import type { Command, Reply } from '../reply';
import type { Wire } from '../router';

/** The link to one node, which can be let go of without losing the answers that are under way. */
export class NodeLink implements Wire {
  private waiting = 0;
  private retired = false;

  constructor(
    private readonly client: Client,
    readonly endpoint: TcpEndpoint,
  ) {}

  write(commands: readonly Command[]): Promise<Reply>[] {
    const replies = this.client.write(commands);
    this.waiting += 1;
    void Promise.allSettled(replies).then(() => {
      this.waiting -= 1;
      this.closeIfIdle();
    });
    return replies;
  }

  onClose(listener: (cause: Error | undefined) => void): void {
    this.client.onClose((cause) => {
      if (!this.retired) listener(cause);
    });
  }

  /** Closes as soon as everything is answered. It then no longer counts as lost. */
  retire(): void {
    this.retired = true;
    this.closeIfIdle();
  }

  close(): void {
    this.client.close();
  }

  /** A way of using the link on which each of the units, by how many commands it has, is asked for as an import. */
  asking(lengths: readonly number[]): Wire {
    return {
      link: this,
      write: (commands) => {
        const sent: Command[] = [];
        const own = new Set<number>();
        let next = 0;
        for (const length of lengths) {
          own.add(sent.length);
          // It holds for the next command, and for a whole transaction.
          sent.push(['ASKING'], ...commands.slice(next, next + length));
          next += length;
        }
        return this.write(sent).filter((reply, index) => {
          if (!own.has(index)) return true;
          // Were it refused, the command behind it would be redirected again.
          reply.catch(() => undefined);
          return false;
        });
      },
    };
  }

  private closeIfIdle(): void {
    if (this.retired && this.waiting === 0) this.client.close();
  }
}
