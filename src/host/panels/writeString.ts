import { CodedError } from '../../core/base/errors';
import type { RowPlace } from '../../core/keyspace/readRowValue';
import { readRowValue } from '../../core/keyspace/readRowValue';
import { streamString } from '../../core/keyspace/strings/streamString';
import type { Executor } from '../../core/redis/executor';
import { formatBytes } from '../../protocol/format';
import type { ProgressReport } from '../ui/progress';
import { writeWholeFile } from './wholeFile';

/** Writes a string into a file, a chunk at a time. Answers how many bytes it was. */
export function writeString(
  executor: Executor,
  key: Buffer,
  path: string,
  signal: AbortSignal,
  report: (report: ProgressReport) => void,
): Promise<number> {
  return writeWholeFile(path, (file) =>
    streamString(
      executor,
      key,
      async (chunk, progress) => {
        await file.writeFile(chunk);
        report({ text: `${formatBytes(progress.done)} of ${formatBytes(progress.total)}`, progress });
      },
      { signal },
    ),
  );
}

/** Writes the value of a field or an element, which comes in one piece. */
export function writeRow(
  executor: Executor,
  key: Buffer,
  place: RowPlace,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  return writeWholeFile(path, async (file) => {
    const value = await readRowValue(executor, key, place, signal);
    if (!value) throw new CodedError('NOT_FOUND', 'It is not there any more, so nothing was saved.');
    await file.writeFile(value);
    return value.length;
  });
}
