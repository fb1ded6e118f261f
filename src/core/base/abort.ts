import { setMaxListeners } from 'node:events';

/** The error every cancelled operation ends with. It is silent: nobody is told about what they cancelled. */
export function abortError(): Error {
  return new DOMException('The operation was cancelled.', 'AbortError');
}

export function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError();
}

/**
 * Settles as `promise` does, or rejects with an abort error as soon as `signal` aborts. The work behind `promise` goes
 * on and its late result is dropped.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(abortError());
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

/** Settles as `work` does; calls `cut`, which makes it fail, as soon as `signal` aborts, or has already. */
export async function cutOnAbort<T>(
  signal: AbortSignal | undefined,
  cut: () => void,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted) {
    cut();
    throw abortError();
  }
  signal?.addEventListener('abort', cut, { once: true });
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', cut);
  }
}

/** Lets any number of commands listen to the signal without Node's warning of a leak: each stops when it is answered. */
export function forMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
