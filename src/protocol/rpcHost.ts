import type { Contract, Handlers, HostMessage, Merges, Port, RpcError, RpcHost, WebviewMessage } from './rpc';

export interface RpcHostOptions<C extends Contract> {
  readonly merges?: Merges<C>;
  /** Hears of errors that nobody foresaw; the webview is told only that there was one. */
  readonly onError?: (error: unknown) => void;
}

type Handler = (params: unknown, signal: AbortSignal) => unknown;
type Merge = (earlier: unknown, later: unknown) => unknown;

/** The host's end of a panel: each request that comes in ends in exactly one reply, until it is disposed. */
export function createRpcHost<C extends Contract>(
  port: Port<HostMessage, WebviewMessage>,
  handlers: Handlers<C>,
  options: RpcHostOptions<C> = {},
): RpcHost<C> {
  const running = new Map<number, AbortController>();
  const events = new Outbox(
    (event, name, value) => {
      port.post({ type: 'event', event, name, value });
    },
    (options.merges ?? {}) as Readonly<Record<string, Merge>>,
  );
  let disposed = false;

  const answer = async (id: number, method: string, params: unknown): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    const message = await outcome(id, () => handlerOf(handlers, method)(params, controller.signal), options.onError);
    running.delete(id);
    // A cancelled request is told so even when its handler got to its end: the webview has stopped waiting.
    if (!disposed) port.post(controller.signal.aborted ? { type: 'aborted', id } : message);
  };

  const subscription = port.onMessage((message) => {
    switch (message.type) {
      case 'request':
        void answer(message.id, message.method, message.params);
        break;
      case 'cancel':
        running.get(message.id)?.abort();
        break;
      case 'opened':
        events.forget();
        break;
      case 'shown':
        events.shown(message.event);
        break;
    }
  });

  return {
    push(name, value) {
      if (!disposed) events.push(name, value);
    },
    dispose() {
      disposed = true;
      subscription.dispose();
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}

/** At most one event of each name is under way; what is pushed meanwhile becomes one. None overtakes one that waits. */
class Outbox {
  private readonly underWay = new Map<string, number>();
  private readonly waiting = new Map<string, { value: unknown }>();
  private last = 0;

  constructor(
    private readonly post: (event: number, name: string, value: unknown) => void,
    private readonly merges: Readonly<Record<string, Merge>>,
  ) {}

  push(name: string, value: unknown): void {
    const there = this.waiting.get(name);
    if (there) there.value = this.merges[name]?.(there.value, value) ?? value;
    else if (this.waiting.size > 0 || this.underWay.has(name)) this.waiting.set(name, { value });
    else this.send(name, value);
  }

  shown(event: number): void {
    for (const [name, sent] of this.underWay) {
      if (sent === event) this.underWay.delete(name);
    }
    for (const [name, { value }] of this.waiting) {
      if (this.underWay.has(name)) break;
      this.waiting.delete(name);
      this.send(name, value);
    }
  }

  /** A new page asks for everything by itself. */
  forget(): void {
    this.underWay.clear();
    this.waiting.clear();
  }

  private send(name: string, value: unknown): void {
    this.last += 1;
    this.underWay.set(name, this.last);
    this.post(this.last, name, value);
  }
}

function handlerOf<C extends Contract>(handlers: Handlers<C>, method: string): Handler {
  // Messages come from a page: a name like "constructor" must not reach anything.
  if (!Object.hasOwn(handlers, method)) throw new Error(`There is no request "${method}".`);
  return (handlers as Readonly<Record<string, Handler>>)[method] as Handler;
}

async function outcome(
  id: number,
  work: () => unknown,
  onError: ((error: unknown) => void) | undefined,
): Promise<HostMessage> {
  try {
    return { type: 'result', id, result: await work() };
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return { type: 'aborted', id };
    return { type: 'error', id, error: toRpcError(error, onError) };
  }
}

function toRpcError(error: unknown, onError: ((error: unknown) => void) | undefined): RpcError {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return { code: error.code, message: error.message };
  }
  onError?.(error);
  return { code: 'INTERNAL', message: 'Something unexpected happened. The log has the details.' };
}
