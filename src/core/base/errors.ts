/**
 * What went wrong, as a stable name that code can branch on. The text for people is made where the error is made: what
 * happened, what it means, what to do, in at most two sentences.
 */
export type ErrorCode =
  // Reaching the server
  | 'CONNECT_REFUSED'
  | 'CONNECT_TIMEOUT'
  | 'HOST_NOT_FOUND'
  | 'TLS_FAILED'
  | 'CONNECTION_LOST'
  | 'NOT_CONNECTED'
  | 'LOCAL_SERVER'
  | 'COMMAND_TIMEOUT'
  // Being let in
  | 'AUTH_REQUIRED'
  | 'WRONG_PASSWORD'
  | 'SENTINEL_AUTH'
  | 'NO_PERMISSION'
  | 'DATABASE_OUT_OF_RANGE'
  // What the server answers
  | 'SERVER_LOADING'
  | 'READONLY_REPLICA'
  | 'OUT_OF_MEMORY'
  | 'MISCONFIGURED'
  | 'SERVER_BUSY'
  | 'CLUSTER_DOWN'
  | 'TRY_AGAIN'
  | 'CROSS_SLOT'
  | 'WRONG_TYPE'
  | 'UNKNOWN_COMMAND'
  | 'SERVER_ERROR'
  // What we refuse
  | 'READ_ONLY_CONNECTION'
  | 'OUTSIDE_DEMO_PREFIX'
  | 'NOT_AVAILABLE'
  | 'INVALID_INPUT'
  | 'NOT_FOUND'
  | 'BUSY'
  | 'INTERNAL';

/** An error with a code and a text fit to be shown. `cause` keeps what was caught, for the log. */
export class CodedError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CodedError';
  }
}

/** The error as a coded one; what was not expected becomes `INTERNAL` with the original as its cause. */
export function toCodedError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new CodedError('INTERNAL', `Something unexpected happened: ${text}. The log has the details.`, {
    cause: error,
  });
}
