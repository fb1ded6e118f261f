import { throwIfAborted } from '../../base/abort';
import type { Command, Reply } from '../../redis/reply';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { PipelinesContext } from './parameters';

interface Waiting {
  readonly command: Command;
  readonly done: (reply: Reply) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A way to the server that counts its round trips and is as much longer as the user chose: it waits before each of them.
 * The delay is simulated; what the real network takes comes on top.
 */
export class Link {
  /** Round trips so far. */
  roundTrips = 0;
  /** Commands sent so far. */
  commands = 0;
  private waiting: Waiting[] = [];

  constructor(private readonly context: PipelinesContext) {}

  /** One round trip. Rejects with the `CodedError` of the first command that was refused. */
  async trip(commands: readonly Command[]): Promise<readonly Reply[]> {
    const { clock, signal, redis, parameters } = this.context;
    throwIfAborted(signal);
    this.roundTrips += 1;
    this.commands += commands.length;
    if (parameters.delay > 0) await clock.sleep(parameters.delay, signal);
    const replies = await redis.pipeline(commands, { signal });
    for (const [index, reply] of replies.entries()) {
      if (reply instanceof ReplyError) throw serverError(reply, commands[index] ?? ['SET']);
    }
    return replies;
  }

  /** As clients do that pipeline by themselves: what is asked for in one turn of the event loop goes in one round trip. */
  gathered(command: Command): Promise<Reply> {
    return new Promise((done, failed) => {
      if (this.waiting.push({ command, done, failed }) === 1) queueMicrotask(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    const sent = this.waiting;
    this.waiting = [];
    try {
      const replies = await this.trip(sent.map(({ command }) => command));
      for (const [index, { done }] of sent.entries()) done(replies[index] ?? null);
    } catch (error) {
      for (const { failed } of sent) failed(error);
    }
  }
}
