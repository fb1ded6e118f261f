import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { CodedError } from '../../core/base/errors';

/**
 * Lets `fill` write beside the file, and moves that there when all of it has come: a file that was there stays until then.
 * Answers what `fill` does. Rejects as it does, or with a `CodedError`.
 */
export async function writeWholeFile<T>(path: string, fill: (file: FileHandle) => Promise<T>): Promise<T> {
  const part = `${path}.part`;
  try {
    const file = await open(part, 'w');
    try {
      const result = await fill(file);
      await file.close();
      await rename(part, path);
      return result;
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(part, { force: true });
    throw readable(error, path);
  }
}

function readable(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new CodedError('INVALID_INPUT', `${path} could not be written (${error.message}). Choose another place.`, {
    cause: error,
  });
}
