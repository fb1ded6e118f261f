import type { Contract, HostMessage, Port, RpcClient, RpcError, WebviewMessage } from './rpc';

/** A request that the host answered with an error. */
export class RequestError extends Error {
  readonly code: string;

  constructor({ code, message }: RpcError) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

type Listener = (value: unknown) => void;

/**
 * The webview's end of a panel. Replies that nobody waits for any more are dropped. What comes before the first reply is
 * painted over by it, because a page asks for everything when it is loaded.
 * @param afterPaint Calls back when what was just changed is on the screen: only then the host sends the next event.
 */
export function createRpcClient<C extends Contract>(
  port: Port<WebviewMessage, HostMessage>,
  afterPaint: (then: () => void) => void,
): RpcClient<C> {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Listener[]>();
  // The host outlives its pages: what it still answers to an earlier one must not look like an answer to this one.
  let lastId = Math.floor(Math.random() * 2 ** 48);

  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    return found;
  };

  port.onMessage((message) => {
    switch (message.type) {
      case 'result':
        take(message.id)?.resolve(message.result);
        break;
      case 'error':
        take(message.id)?.reject(new RequestError(message.error));
        break;
      case 'aborted':
        take(message.id)?.reject(aborted());
        break;
      case 'event':
        try {
          for (const listener of listeners.get(message.name) ?? []) listener(message.value);
        } finally {
          afterPaint(() => {
            port.post({ type: 'shown', event: message.event });
          });
        }
        break;
    }
  });
  port.post({ type: 'opened' });

  return {
    request(method, params, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(aborted());
          return;
        }
        lastId += 1;
        const id = lastId;
        waiting.set(id, { resolve, reject });
        port.post({ type: 'request', id, method, params });
        signal?.addEventListener('abort', () => {
          if (waiting.has(id)) port.post({ type: 'cancel', id });
          take(id)?.reject(aborted());
        });
      });
    },
    on(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener as Listener]);
    },
  };
}

function aborted(): Error {
  return new DOMException('The request was cancelled.', 'AbortError');
}
