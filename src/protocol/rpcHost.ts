import type { Contract, Handlers, HostMessage, Port, RpcError, RpcHost, WebviewMessage } from './rpc';

export interface RpcHostOptions {
  /** Of this page of the panel; a webview drops what was pushed for an earlier one. */
  readonly epoch: number;
  /** Hears of errors that nobody foresaw; the webview is told only that there was one. */
  readonly onError?: (error: unknown) => void;
}

type Handler = (params: unknown, signal: AbortSignal) => unknown;

/** The host's end of a panel: each request that comes in ends in exactly one reply, until it is disposed. */
export function createRpcHost<C extends Contract>(
  port: Port<HostMessage, WebviewMessage>,
  handlers: Handlers<C>,
  options: RpcHostOptions,
): RpcHost<C> {
  const running = new Map<number, AbortController>();
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
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else void answer(message.id, message.method, message.params);
  });

  return {
    push(name, value) {
      if (!disposed) port.post({ type: 'event', epoch: options.epoch, name, value });
    },
    dispose() {
      disposed = true;
      subscription.dispose();
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
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
