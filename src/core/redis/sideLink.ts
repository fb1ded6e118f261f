import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposables';
import { CodedError } from '../base/errors';
import type { Event } from '../base/events';
import { Emitter } from '../base/events';
import type { BareLink } from './client';
import type { Recorder } from './recorder';
import { outcomeOf } from './recorder';
import type { Command, Reply, ReplyError } from './reply';
import { keepRefusal } from './reply';
import { describeCommand } from './serverErrors';
import type { Traced } from './trace';

/** What a server said by itself. */
export interface Told {
  readonly channel: Buffer;
  readonly payload: Reply;
}

export interface SideLinkOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** Milliseconds until an unanswered command means that the link is dead. */
  readonly timeoutMs: number;
  /** Throws the `CodedError` that says why these are not sent over this link. */
  readonly check: (commands: readonly Command[]) => void;
  /** Who hears of what is sent. */
  readonly scope: Traced;
  /** Why what was under way on a lost link has failed. */
  readonly lost: (cause: unknown) => CodedError;
}

/**
 * A link of its own to one server, for what would change the link that all views share: hearing of changes, and WATCH. It
 * sends only what its opener's check lets through, and is closed with its connection.
 */
export class SideLink implements Disposable {
  private readonly told = new Emitter<Told>();
  private readonly closed = new Emitter<void>();
  private over = false;

  constructor(
    private readonly client: BareLink,
    private readonly options: SideLinkOptions,
  ) {
    client.onMessage((channel, payload) => {
      this.told.fire({ channel, payload });
    });
    client.onClose(() => {
      this.end();
    });
  }

  get onTold(): Event<Told> {
    return this.told.event;
  }

  /** Fires once, when the link is lost or was closed. */
  get onClosed(): Event<void> {
    return this.closed.event;
  }

  get isClosed(): boolean {
    return this.over;
  }

  /**
   * Sends all commands in one round trip; a refusal becomes a `ReplyError` in its place. Rejects with a `CodedError` when
   * the link is lost. A server that does not answer in time is taken for gone: the link closes.
   */
  async pipeline(commands: readonly Command[]): Promise<(Reply | ReplyError)[]> {
    const { clock, recorder, timeoutMs, lost, check, scope } = this.options;
    check(commands);
    if (this.over) throw lost(undefined);
    const exchange = recorder.begin(commands, scope);
    let late: CodedError | undefined;
    const timer = clock.after(timeoutMs, () => {
      late = timedOut(commands, timeoutMs);
      this.dispose();
    });
    try {
      const all = await Promise.all(this.client.write(commands).map((reply) => reply.catch(keepRefusal)));
      exchange.end((index) => outcomeOf(all[index] ?? null));
      return all;
    } catch (cause) {
      const error = late ?? lost(cause);
      exchange.end(() => ({ kind: 'error', error }));
      throw error;
    } finally {
      timer.dispose();
    }
  }

  dispose(): void {
    this.client.close();
    this.end();
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    this.told.dispose();
    this.closed.fire();
    this.closed.dispose();
  }
}

function timedOut([first]: readonly Command[], timeoutMs: number): CodedError {
  const what = first ? describeCommand(first) : 'nothing';
  const text = `No answer to ${what} within ${String(timeoutMs / 1000)} s on its link of its own.`;
  return new CodedError('COMMAND_TIMEOUT', text);
}
