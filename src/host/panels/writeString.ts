import { open, rename, rm } from 'node:fs/promises';
import { CodedError } from '../../core/base/errors';
import { streamString } from '../../core/keyspace/strings/streamString';
import type { Executor } from '../../core/redis/executor';
import { formatBytes } from '../../protocol/format';
import type { ProgressReport } from '../ui/progress';

/** Writes beside the file and moves it there when all of it has come: a file that was there stays until then. */
export async function writeString(
  executor: Executor,
  key: Buffer,
  path: string,
  signal: AbortSignal,
  report: (report: ProgressReport) => void,
): Promise<number> {
  const part = `${path}.part`;
  try {
    const file = await open(part, 'w');
    try {
      const bytes = await streamString(
        executor,
        key,
        async (chunk, progress) => {
          await file.writeFile(chunk);
          report({ text: `${formatBytes(progress.done)} of ${formatBytes(progress.total)}`, progress });
        },
        { signal },
      );
      await file.close();
      await rename(part, path);
      return bytes;
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
