import { abortError, throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposables';
import { CodedError } from '../base/errors';
import type { Emitter } from '../base/events';
import type { Client } from './client';
import type { ScopeOptions } from './connection';
import type { Executor, SendOptions } from './executor';
import type { Guard } from './guard';
import type { Exchange } from './recorder';
import { outcomeOf, Recorder } from './recorder';
import type { Command, Reply } from './reply';
import { keepRefusal, ReplyError } from './reply';
import type { Router, Wire } from './router';
import { sendRouted } from './router';
import { describeCommand, serverError } from './serverErrors';
import { checkSharedLink } from './sessionCommands';
import type { TraceEntry } from './trace';

/** A ready link with what decides which commands may use it. */
export interface Link {
  readonly client: Client;
  readonly guard: Guard;
  /** Of a cluster: which node gets what. */
  readonly router?: Router;
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

/** What was asked for in one call, while somebody waits for it. */
interface Call {
  readonly link: Link;
  readonly scope: ScopeOptions;
  /** Its round trips that have no answer yet. */
  readonly open: Map<Exchange, Wire>;
  /** Nobody waits any more. */
  over: boolean;
}

/**
 * The choke point: every command to a server passes here, in this order: guard and fence, write, trace, coded errors.
 * On a ready link nothing is awaited before the write, so commands of one tick are on the wire in the order they were
 * asked for, before any reply is handled: the experiments rely on it.
 */
export class Dispatcher {
  readonly recorder: Recorder;
  /** Monotonic time of the last answer on a link. */
  private readonly answeredAt = new WeakMap<Wire, number>();

  constructor(private readonly options: DispatcherOptions) {
    this.recorder = new Recorder(options.clock);
  }

  get traced(): Emitter<TraceEntry> {
    return this.recorder.traced;
  }

  /** Of the whole deployment, or of the node of a cluster that has this id. */
  executor(scope: ScopeOptions, nodeId?: string): Executor {
    return {
      send: (command, options) => this.send(command, options, scope, nodeId),
      pipeline: (commands, options) => this.call(commands, options, scope, nodeId),
    };
  }

  private async send(
    command: Command,
    options: SendOptions | undefined,
    scope: ScopeOptions,
    nodeId: string | undefined,
  ): Promise<Reply> {
    const [reply] = await this.call([command], options, scope, nodeId);
    if (reply instanceof ReplyError) throw serverError(reply, command);
    return reply ?? null;
  }

  private async call(
    commands: readonly Command[],
    options: SendOptions | undefined,
    scope: ScopeOptions,
    nodeId: string | undefined,
  ): Promise<(Reply | ReplyError)[]> {
    throwIfAborted(options?.signal);
    const link = this.options.link();
    if (commands.length === 0) return [];
    checkSharedLink(commands);
    for (const command of commands) link.guard.check(command, scope.writePrefix);
    const call: Call = { link, scope, open: new Map(), over: false };
    const exchange = (wire: Wire, some: readonly Command[]): Promise<(Reply | ReplyError)[]> =>
      this.exchange(wire, some, call);
    const answered = link.router
      ? sendRouted(link.router, commands, nodeId, exchange, () => call.over)
      : exchange(link.client, commands);
    return this.inTime(answered, commands, call, options);
  }

  /** One round trip: written at once, and answered or lost as a whole. */
  private exchange(wire: Wire, commands: readonly Command[], call: Call): Promise<(Reply | ReplyError)[]> {
    const exchange = this.recorder.begin(commands, call.scope);
    call.open.set(exchange, wire.link ?? wire);
    // A refused command must not hide the answers of the others; anything but a refusal ends them all.
    return Promise.all(wire.write(commands).map((reply) => reply.catch(keepRefusal))).then(
      (all) => {
        this.answeredAt.set(wire.link ?? wire, this.options.clock.monotonic());
        call.open.delete(exchange);
        exchange.end((index) => outcomeOf(all[index] ?? null));
        if (this.options.onReplica && all.some(isReplicaRefusal)) this.options.onReplica(call.link);
        return all;
      },
      (cause: unknown) => {
        const error = this.options.lost(cause);
        call.open.delete(exchange);
        exchange.end(() => ({ kind: 'error', error }));
        throw error;
      },
    );
  }

  private inTime<T>(
    answered: Promise<T>,
    commands: readonly Command[],
    call: Call,
    options: SendOptions | undefined,
  ): Promise<T> {
    const signal = options?.signal;
    const timeoutMs = options?.timeoutMs ?? this.options.timeoutMs;
    return new Promise((resolve, reject) => {
      const timer = this.timer(timeoutMs, () => {
        const error = timedOut(commands, timeoutMs);
        for (const exchange of call.open.keys()) exchange.end(() => ({ kind: 'error', error }));
        reject(error);
        call.over = true;
        // A caller that sets its own time may well expect to wait in vain; only the usual time says something.
        if (options?.timeoutMs === undefined && this.isStalled(call)) this.options.onStalled(call.link);
      });
      const onAbort = (): void => {
        call.over = true;
        reject(abortError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      void answered.then(resolve, reject).finally(() => {
        timer?.dispose();
        signal?.removeEventListener('abort', onAbort);
      });
    });
  }

  /** One of the links that the call waits for has answered nothing at all since. */
  private isStalled({ open }: Call): boolean {
    return [...open].some(([{ startedAt }, wire]) => (this.answeredAt.get(wire) ?? -Infinity) < startedAt);
  }

  private timer(ms: number, run: () => void): Disposable | undefined {
    return Number.isFinite(ms) ? this.options.clock.after(ms, run) : undefined;
  }
}

function isReplicaRefusal(reply: Reply | ReplyError): boolean {
  return reply instanceof ReplyError && reply.message.startsWith('READONLY ');
}

function timedOut(commands: readonly Command[], timeoutMs: number): CodedError {
  const [first] = commands;
  const what = commands.length === 1 && first ? describeCommand(first) : `${String(commands.length)} commands`;
  const text = `No answer to ${what} within ${String(timeoutMs / 1000)} s. The server may be busy and still carry it out: look before you repeat it.`;
  return new CodedError('COMMAND_TIMEOUT', text);
}
