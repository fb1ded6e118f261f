import type { CodedError } from '../base/errors';

/** Where a connection is in its life. Every state but `ready` refuses commands at once. */
export type ConnectionState =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** Lost and being tried again; `retryAt` is wall time in milliseconds. */
  | { readonly kind: 'reconnecting'; readonly attempt: number; readonly retryAt: number; readonly cause: CodedError }
  /** Given up until someone asks again. */
  | { readonly kind: 'failed'; readonly cause: CodedError };
