/**
 * One RPC for both ends of a panel. Every request ends in exactly one reply: a result, a coded error, or aborted.
 * Events go from the host to the webview only, one of a name at a time: the next is sent when the webview has shown the last,
 * so that a busy page or a slow link shows less often, and never late. What waits keeps its order across names.
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
  | { readonly type: 'cancel'; readonly id: number }
  /** A page begins: nothing that was sent to an earlier one will be shown. */
  | { readonly type: 'opened' }
  /** An event is on the screen. */
  | { readonly type: 'shown'; readonly event: number };

export type HostMessage =
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: RpcError }
  | { readonly type: 'aborted'; readonly id: number }
  | { readonly type: 'event'; readonly event: number; readonly name: string; readonly value: unknown };

/** A message of the host on its way, with the time of the host's clock (milliseconds): see webview/shared/hostClock.ts. */
export type SentHostMessage = HostMessage & { readonly sentAt: number };

/** A message of a webview on its way, with the page that it is from where a panel has one after the other. */
export type SentWebviewMessage = WebviewMessage & { readonly page?: string };

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

/** What is sent of two events of a name of which neither was sent yet, where it is not the later alone. */
export type Merges<C extends Contract> = {
  readonly [E in EventName<C>]?: (earlier: C['events'][E], later: C['events'][E]) => C['events'][E];
};

/** The host's end: answers requests and pushes events. */
export interface RpcHost<C extends Contract> {
  /** Sends at once, or when the last of that name was shown: then only the latest, or what `merges` makes of all. */
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
