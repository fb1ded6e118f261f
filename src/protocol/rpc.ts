/**
 * One RPC for both ends of a panel. Every request ends in exactly one reply: a result, a coded error, or aborted.
 * Events go from the host to the webview only and carry the host's epoch, so that what was pushed before a webview was
 * loaded again is dropped.
 */

/** What a panel's two ends agree on. */
export interface Contract {
  /** Asked by the webview, answered by the host. */
  readonly requests: Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;
  /** Pushed by the host. */
  readonly events: Readonly<Record<string, unknown>>;
}

export interface RpcError {
  readonly code: string;
  readonly message: string;
}

export type WebviewMessage =
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: number };

export type HostMessage =
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: RpcError }
  | { readonly type: 'aborted'; readonly id: number }
  | { readonly type: 'event'; readonly epoch: number; readonly name: string; readonly value: unknown };

/** How messages travel: `vscode.Webview` at one end, `acquireVsCodeApi()` at the other, a pair of functions in tests. */
export interface Port<Out, In> {
  post(message: Out): void;
  onMessage(listener: (message: In) => void): { dispose(): void };
}

type Method<C extends Contract> = keyof C['requests'] & string;
type EventName<C extends Contract> = keyof C['events'] & string;

/** The host's handlers: one for each request of the contract. */
export type Handlers<C extends Contract> = {
  readonly [M in Method<C>]: (
    params: C['requests'][M]['params'],
    signal: AbortSignal,
  ) => Promise<C['requests'][M]['result']> | C['requests'][M]['result'];
};

/** The host's end: answers requests and pushes events. */
export interface RpcHost<C extends Contract> {
  push<E extends EventName<C>>(name: E, value: C['events'][E]): void;
  dispose(): void;
}

/** The webview's end: asks, and hears events. */
export interface RpcClient<C extends Contract> {
  request<M extends Method<C>>(
    method: M,
    params: C['requests'][M]['params'],
    signal?: AbortSignal,
  ): Promise<C['requests'][M]['result']>;
  on<E extends EventName<C>>(name: E, listener: (value: C['events'][E]) => void): void;
}
