import { abortError, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposables';
import { CodedError } from '../base/errors';
import { Emitter } from '../base/events';
import type { Client } from './client';
import type { ScopeOptions } from './connection';
import type { Executor, SendOptions } from './executor';
import type { Guard } from './guard';
import type { Command, Reply } from './reply';
import { ReplyError } from './reply';
import { maskCommand } from './secrets';
import { describeCommand, serverError } from './serverErrors';
import { checkSharedLink } from './sessionCommands';
import type { TraceEntry } from './trace';

/** A ready link with what decides which commands may use it. */
export interface Link {
  readonly client: Client;
  readonly guard: Guard;
}

export interface DispatcherOptions {
  readonly clock: Clock;
  /** Milliseconds until a command that gives no time of its own is given up. */
  readonly timeoutMs: number;
  /** The link that is ready now. Throws the `CodedError` that says why there is none. */
  readonly link: () => Link;
  /** Why commands that were under way on a lost link have failed. */
  readonly lost: (cause: unknown) => CodedError;
  /** A link on which a command timed out and nothing at all was answered since: it is as good as cut. */
  readonly onStalled: (link: Link) => void;
  /** A server refused to write because it is a replica (now). Not given where that is no reason to look for another. */
  readonly onReplica?: (link: Link) => void;
}

interface RoundTrip {
  readonly link: Link;
  readonly commands: readonly Command[];
  readonly number: number;
  readonly firstId: number;
  readonly startedAt: number;
  readonly startedMonotonic: number;
}

type Outcome = TraceEntry['outcome'];

/**
 * The choke point: every command to a server passes here, in this order: guard and fence, write, trace, coded errors.
 * On a ready link nothing is awaited before the write, so commands of one tick are on the wire in the order they were
 * asked for, before any reply is handled: the experiments rely on it.
 */
export class Dispatcher {
  readonly traced = new Emitter<TraceEntry>();
  private roundTrips = 0;
  private sent = 0;
  /** Monotonic time of the last answer on any link. */
  private answeredAt = -Infinity;

  constructor(private readonly options: DispatcherOptions) {}

  executor(scope: ScopeOptions): Executor {
    return {
      send: (command, options) => this.send(command, options, scope),
      pipeline: (commands, options) => this.roundTrip(commands, options, scope),
    };
  }

  private async send(command: Command, options: SendOptions | undefined, scope: ScopeOptions): Promise<Reply> {
    const [reply] = await this.roundTrip([command], options, scope);
    if (reply instanceof ReplyError) throw serverError(reply, command);
    return reply ?? null;
  }

  private async roundTrip(
    commands: readonly Command[],
    options: SendOptions | undefined,
    scope: ScopeOptions,
  ): Promise<(Reply | ReplyError)[]> {
    throwIfAborted(options?.signal);
    const link = this.options.link();
    if (commands.length === 0) return [];
    checkSharedLink(commands);
    for (const command of commands) link.guard.check(command, scope.writePrefix);
    const trip = this.begin(link, commands);
    // A refused command must not hide the answers of the others; anything but a refusal ends them all.
    const replies = Promise.all(link.client.write(commands).map((reply) => reply.catch(keepRefusal)));
    const trace = this.tracer(trip, scope);
    const answered = replies.then(
      (all) => {
        this.answeredAt = this.options.clock.monotonic();
        trace?.(all.map(outcomeOf));
        if (this.options.onReplica && all.some(isReplicaRefusal)) this.options.onReplica(link);
        return all;
      },
      (cause: unknown) => {
        const error = this.options.lost(cause);
        trace?.(commands.map(() => ({ kind: 'error', error })));
        throw error;
      },
    );
    return this.inTime(answered, trip, options, trace);
  }

  private begin(link: Link, commands: readonly Command[]): RoundTrip {
    const { clock } = this.options;
    const firstId = this.sent + 1;
    this.sent += commands.length;
    this.roundTrips += 1;
    return {
      link,
      commands,
      number: this.roundTrips,
      firstId,
      startedAt: clock.now(),
      startedMonotonic: clock.monotonic(),
    };
  }

  /** What reports the round trip once, or undefined when nobody listens: then not even the masking is done. */
  private tracer(trip: RoundTrip, scope: ScopeOptions): ((outcomes: readonly Outcome[]) => void) | undefined {
    if (this.traced.listenerCount === 0 && !scope.onTrace) return undefined;
    let done = false;
    return (outcomes) => {
      if (done) return;
      done = true;
      const durationMs = this.options.clock.monotonic() - trip.startedMonotonic;
      for (const [index, outcome] of outcomes.entries()) {
        const command = trip.commands[index];
        if (!command) continue;
        const { number: roundTrip, startedAt } = trip;
        const id = trip.firstId + index;
        this.report({ id, roundTrip, command: maskCommand(command), startedAt, durationMs, outcome }, scope);
      }
    };
  }

  private report(entry: TraceEntry, scope: ScopeOptions): void {
    this.traced.fire(entry);
    try {
      scope.onTrace?.(entry);
    } catch {
      // A listener's fault is not the command's. Those of the event report theirs through the emitter.
    }
  }

  private inTime<T>(
    answered: Promise<T>,
    trip: RoundTrip,
    options: SendOptions | undefined,
    trace: ((outcomes: readonly Outcome[]) => void) | undefined,
  ): Promise<T> {
    const signal = options?.signal;
    const timeoutMs = options?.timeoutMs ?? this.options.timeoutMs;
    return new Promise((resolve, reject) => {
      const timer = this.timer(timeoutMs, () => {
        const error = timedOut(trip.commands, timeoutMs);
        trace?.(trip.commands.map(() => ({ kind: 'error', error })));
        reject(error);
        // A caller that sets its own time may well expect to wait in vain; only the usual time says something.
        if (options?.timeoutMs === undefined && this.answeredAt < trip.startedMonotonic) {
          this.options.onStalled(trip.link);
        }
      });
      const onAbort = (): void => {
        reject(abortError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      void answered.then(resolve, reject).finally(() => {
        timer?.dispose();
        signal?.removeEventListener('abort', onAbort);
      });
    });
  }

  private timer(ms: number, run: () => void): Disposable | undefined {
    return Number.isFinite(ms) ? this.options.clock.after(ms, run) : undefined;
  }
}

function keepRefusal(error: unknown): ReplyError {
  if (error instanceof ReplyError) return error;
  throw error;
}

function isReplicaRefusal(reply: Reply | ReplyError): boolean {
  return reply instanceof ReplyError && reply.message.startsWith('READONLY ');
}

function outcomeOf(reply: Reply | ReplyError): Outcome {
  return reply instanceof ReplyError ? { kind: 'error', error: reply } : { kind: 'reply', reply };
}

function timedOut(commands: readonly Command[], timeoutMs: number): CodedError {
  const [first] = commands;
  const what = commands.length === 1 && first ? describeCommand(first) : `${String(commands.length)} commands`;
  const text = `No answer to ${what} within ${String(timeoutMs / 1000)} s. The server may be busy and still carry it out: look before you repeat it.`;
  return new CodedError('COMMAND_TIMEOUT', text);
}
