import type { KeySelection } from '../../core/keyspace/bulk/collectKeys';
import type { DeleteReport } from '../../core/keyspace/bulk/deleteKeys';
import { deleteKeys } from '../../core/keyspace/bulk/deleteKeys';
import type { NameArena } from '../../core/keyspace/nameArena';
import type { Connection } from '../../core/redis/connection';
import { displayName } from '../../protocol/displayText';
import { formatCount } from '../../protocol/format';
import { settings } from '../config/settings';
import { say, tellOutcome } from '../ui/messages';
import { withProgress } from '../ui/progress';
import { countKeys, describeChoice, describeKeys, keysText } from './keyChoice';
import { permitKeyWrite, refuseReadOnly } from './keyPermission';

/**
 * Counts what was chosen, asks, deletes exactly that and tells what came of it; answers undefined when there was nothing.
 * Ends in an abort error when it is cancelled before anything was sent.
 */
export async function askAndDelete(connection: Connection, selection: KeySelection): Promise<DeleteReport | undefined> {
  refuseReadOnly(connection.profile);
  const names = await countKeys(connection, selection);
  if (names.count === 0) {
    say('There is no key to delete.');
    return undefined;
  }
  await permitDeletion(connection, selection, names);
  const report = await withProgress(`Deleting ${keysText(names.count)}`, (signal, tell) =>
    deleteKeys(connection, names, {
      signal,
      onProgress: (done, total) => {
        tell({ text: `${formatCount(done)} of ${formatCount(total)}`, progress: { done, total } });
      },
    }),
  );
  tellReport(report, names.count);
  return report;
}

function permitDeletion(connection: Connection, selection: KeySelection, names: NameArena): Promise<void> {
  const { profile } = connection;
  const isOne = names.count === 1 && selection.prefixes.length === 0;
  const what = isOne ? `"${displayName(names.read(0), 60)}"` : keysText(names.count);
  const detail = [describeChoice(selection), isOne ? '' : describeKeys(names), 'This cannot be undone.'];
  return permitKeyWrite(profile, {
    message: `Delete ${what} from "${profile.name}"?`,
    detail: detail.filter((text) => text !== '').join('\n\n'),
    action: isOne ? 'Delete' : `Delete ${keysText(names.count)}`,
    // What cannot be typed is counted.
    typed: isOne ? typable(names.read(0)) : String(names.count),
    quiet: isOne && profile.environment === 'development' && !settings.confirmKeyDeletion(),
  });
}

function typable(key: Buffer): string {
  const text = key.toString('utf8');
  return text.trim() !== '' && displayName(key, 60) === text ? text : '1';
}

/** In words: `Deleted 199 873 keys; 127 were gone already; 5 000 left because you stopped.` */
export function describeDeletion({ deleted, gone, left, unknown, refused, failure }: DeleteReport): string {
  const parts = [
    `Deleted ${keysText(deleted)}`,
    ...(gone > 0 ? [`${formatCount(gone)} ${gone === 1 ? 'was' : 'were'} gone already`] : []),
    ...(refused > 0 ? [`${formatCount(refused)} were refused`] : []),
    ...(unknown > 0 ? [`of ${formatCount(unknown)} nobody knows, because there was no answer`] : []),
    ...(left > 0 ? [`${formatCount(left)} left${failure ? '' : ' because you stopped'}`] : []),
  ];
  return `${parts.join('; ')}.${failure ? ` ${failure.message}` : ''}`;
}

/** What went as it was asked for is said in passing; what did not has to be seen. */
function tellReport(report: DeleteReport, total: number): void {
  const text = describeDeletion(report);
  const isProblem = report.failure !== undefined;
  if (isProblem || report.left > 0 || total > 1) void tellOutcome(text, isProblem);
  else say(text);
}
