import { createReadStream } from 'node:fs';
import { systemClock } from '../../core/base/clock';
import { CodedError } from '../../core/base/errors';
import type { ExistingKeys, ImportPlan, ImportReport } from '../../core/keyspace/bulk/importKeys';
import { importKeys, planImport } from '../../core/keyspace/bulk/importKeys';
import { importSteps } from '../../core/keyspace/bulk/importSteps';
import type { Connection } from '../../core/redis/connection';
import { displayName } from '../../protocol/displayText';
import { formatCount } from '../../protocol/format';
import type { Choice } from '../ui/inputs';
import { askChoice, askFile } from '../ui/inputs';
import { tellOutcome } from '../ui/messages';
import { withProgress } from '../ui/progress';
import { describeNames, keysText } from './keyChoice';
import { permitKeyWrite, refuseReadOnly } from './keyPermission';

const EXISTING: readonly Choice<ExistingKeys>[] = [
  { label: 'Skip', detail: 'Keys that are there already stay as they are.', value: 'skip' },
  { label: 'Overwrite', detail: 'Keys that are there already are replaced whole.', value: 'overwrite' },
  { label: 'Stop', detail: 'At the first key that is there already; what came before it is written.', value: 'stop' },
];

/**
 * Asks for an export, reads it to its end before anything is written (a line that is none of ours refuses the whole), asks
 * what to do with keys that are there, and writes it.
 */
export async function askAndImport(connection: Connection): Promise<ImportReport | undefined> {
  const { profile } = connection;
  refuseReadOnly(profile);
  const file = await askFile('Import an export: redis-cli commands, JSON lines or RESTORE lines');
  if (file === undefined) return undefined;
  const plan = await readPlan(file);
  if (plan.keys === 0) throw new CodedError('INVALID_INPUT', 'The file is empty: there is nothing to import.');
  const existing = await askChoice(
    { title: `Import ${keysText(plan.keys)}`, placeholder: 'What is done with keys that are there already?' },
    EXISTING,
  );
  await permitKeyWrite(profile, {
    message: `Import ${keysText(plan.keys)} into "${profile.name}"?`,
    detail: describePlan(plan, existing),
    action: 'Import',
    typed: String(plan.keys),
  });
  const report = await importFrom(connection, file, plan, existing);
  const text = describeImport(report, plan);
  void tellOutcome(text, Boolean(report.failure ?? report.stoppedAt) || report.refused > 0);
  return report;
}

/** Reads the whole file; throws `INVALID_INPUT` that names the first line that is none of an export. */
export function readPlan(file: string): Promise<ImportPlan> {
  return withProgress('Reading the export', (signal) =>
    planImport(importSteps(createReadStream(file)), systemClock, signal),
  );
}

/** Writes what the file holds, with progress that can be cancelled. */
export function importFrom(
  connection: Connection,
  file: string,
  plan: ImportPlan,
  existing: ExistingKeys,
): Promise<ImportReport> {
  return withProgress(`Importing ${keysText(plan.keys)}`, (signal, tell) =>
    importKeys(connection, importSteps(createReadStream(file)), {
      ...{ existing, signal },
      onProgress: (line) => {
        const text = `line ${formatCount(line)} of ${formatCount(plan.lastLine)}`;
        tell({ text, progress: { done: line, total: plan.lastLine } });
      },
    }),
  );
}

/** What is asked about: the first names, and what will be done. */
export function describePlan({ lines, keys, first, expired }: ImportPlan, existing: ExistingKeys): string {
  return [
    describeNames(first, keys),
    lines === 1
      ? 'One line was read, and it is that of an export.'
      : `${formatCount(lines)} lines were read, and all of them are lines of an export.`,
    ...(existing === 'overwrite' ? ['Keys that are there already are replaced. This cannot be undone.'] : []),
    ...(expired > 0 ? [`${keysText(expired)} of it expired since it was exported, and will not stay.`] : []),
  ].join('\n\n');
}

/** In words, with the line where it ended if that is not the last. */
export function describeImport(report: ImportReport, { lastLine }: Pick<ImportPlan, 'lastLine'>): string {
  const { written, skipped, overwritten, refused, refusal, line, stoppedAt, failure } = report;
  const stop = stoppedAt
    ? [`Stopped because "${displayName(stoppedAt, 60)}" is there already.`]
    : line < lastLine && !failure
      ? [`Stopped after line ${formatCount(line)}: the key of that line may not be complete.`]
      : [];
  return [
    `Imported ${keysText(written)}${overwritten > 0 ? `, ${formatCount(overwritten)} of them in place of others` : ''}.`,
    ...(skipped > 0 ? [`${keysText(skipped)} skipped: there already.`] : []),
    ...(refusal
      ? [
          `${formatCount(refused)} lines were refused, first line ${formatCount(refusal.line)}: ${refusal.error.message}`,
        ]
      : []),
    ...stop,
    ...(failure ? [`Ended after line ${formatCount(line)}. ${failure.message}`] : []),
  ].join(' ');
}
