import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CodedError } from '../../base/errors';
import { abortError } from '../../base/abort';

export type Compression = 'gzip' | 'zlib' | 'brotli';

export interface Inflated {
  readonly bytes: Buffer;
  /** Why there may be more: the bound was reached, or the compressed bytes end before their end. */
  readonly cut?: 'bound' | 'input';
}

const MAKERS: Readonly<Record<Compression, () => Transform>> = {
  gzip: () => createGunzip(),
  zlib: () => createInflate(),
  brotli: () => createBrotliDecompress(),
};

/** What zlib and brotli call an input that ends early; what came out of it until then is good. */
const ENDS_EARLY = new Set(['Z_BUF_ERROR', 'ERR_BROTLI_DECODER_NEEDS_MORE_INPUT']);

/**
 * The bytes that were compressed, `maxBytes` of them at most: it stops there, so that a small value that unpacks to
 * gigabytes does no harm. Rejects with `INVALID_INPUT` when they are not of that form, or with an abort error.
 */
export function inflate(
  compression: Compression,
  bytes: Buffer,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Inflated> {
  return new Promise((resolve, reject) => {
    const stream = MAKERS[compression]();
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void): void => {
      signal?.removeEventListener('abort', onAbort);
      stream.destroy();
      act();
    };
    const done = (cut?: 'bound' | 'input'): void => {
      settle(() => {
        resolve({ bytes: Buffer.concat(chunks).subarray(0, maxBytes), ...(cut && { cut }) });
      });
    };
    const onAbort = (): void => {
      settle(() => {
        reject(abortError());
      });
    };
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) done('bound');
    });
    stream.on('end', () => {
      done();
    });
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (ENDS_EARLY.has(error.code ?? '')) {
        done('input');
        return;
      }
      settle(() => {
        reject(new CodedError('INVALID_INPUT', `These bytes are not ${compression}.`, { cause: error }));
      });
    });
    stream.end(bytes);
  });
}
