import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CodedError } from '../../core/base/errors';
import type { KeySelection } from '../../core/keyspace/bulk/collectKeys';
import type { ExportForm, ExportReport } from '../../core/keyspace/bulk/exportKeys';
import { exportKeys } from '../../core/keyspace/bulk/exportKeys';
import type { NameArena } from '../../core/keyspace/nameArena';
import type { Connection } from '../../core/redis/connection';
import { displayName } from '../../protocol/displayText';
import { formatCount } from '../../protocol/format';
import { askChoice } from '../ui/inputs';
import { say, tellOutcome } from '../ui/messages';
import { withProgress } from '../ui/progress';
import { countKeys, keysText } from './keyChoice';

const FORMS: readonly { label: string; detail: string; value: ExportForm; extension: string }[] = [
  {
    label: 'redis-cli commands',
    detail: 'To be read, edited and fed to redis-cli. Types of modules are written as RESTORE.',
    value: 'commands',
    extension: 'redis',
  },
  {
    label: 'JSON lines',
    detail: 'One object for each key (large ones in several): for scripts. Bytes that are not UTF-8 are base64.',
    value: 'jsonLines',
    extension: 'jsonl',
  },
  {
    label: 'DUMP and RESTORE',
    detail:
      'Exact, consumers of streams included, but only for a server of this version or newer; each value is read whole.',
    value: 'dump',
    extension: 'redis',
  },
];

/** Asks for a form and a file and writes the chosen keys into it. The file is there only when all of it was written. */
export async function askAndExport(connection: Connection, selection: KeySelection): Promise<ExportReport | undefined> {
  const names = await countKeys(connection, selection);
  if (names.count === 0) {
    say('There is no key to export.');
    return undefined;
  }
  const form = await askChoice({ title: `Export ${keysText(names.count)}`, placeholder: 'As what?' }, FORMS);
  const extension = FORMS.find(({ value }) => value === form)?.extension ?? 'redis';
  const target = await vscode.window.showSaveDialog({
    title: `Export ${keysText(names.count)}`,
    filters: { Export: [extension] },
    saveLabel: 'Export',
  });
  if (!target) return undefined;
  const report = await exportTo(connection, names, form, target);
  void tellReport(report, target);
  return report;
}

/** Writes the keys into the file, with progress that can be cancelled. */
export function exportTo(
  connection: Connection,
  names: NameArena,
  form: ExportForm,
  target: vscode.Uri,
): Promise<ExportReport> {
  return withProgress(`Exporting ${keysText(names.count)}`, (signal, tell) =>
    intoFile(target, (write) =>
      exportKeys(connection, names, {
        ...{ form, write, signal },
        onProgress: (done, total) => {
          tell({ text: `${formatCount(done)} of ${formatCount(total)}`, progress: { done, total } });
        },
      }),
    ),
  );
}

/** Writes beside the file and puts it in its place at the end: what is cancelled or fails leaves the old one. */
async function intoFile<T>(
  target: vscode.Uri,
  work: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  if (target.scheme !== 'file') {
    throw new CodedError('NOT_AVAILABLE', 'An export is written to a file of this machine. Choose a folder on it.');
  }
  const part = `${target.fsPath}.part`;
  const stream = createWriteStream(part);
  try {
    await once(stream, 'open');
    const result = await work(async (text) => {
      if (!stream.write(text)) await once(stream, 'drain');
    });
    stream.end();
    await once(stream, 'finish');
    await rename(part, target.fsPath);
    return result;
  } catch (error) {
    stream.destroy();
    await rm(part, { force: true });
    throw error;
  }
}

/** In words, with what the file does not hold. */
export function describeExport({ keys, gone, dumped, pendingLeft, failed, failure }: ExportReport): string {
  const types = [...dumped].map(([type, count]) => `${formatCount(count)} of ${type}`).join(', ');
  return [
    `Exported ${keysText(keys)}.`,
    ...(gone > 0 ? [`${formatCount(gone)} were gone already.`] : []),
    ...(types === '' ? [] : [`Only the server can read some types, which were written as DUMP: ${types}.`]),
    ...(pendingLeft > 0 ? [`${formatCount(pendingLeft)} pending entries of consumer groups were left out.`] : []),
    ...(failure
      ? [`${keysText(failed)} could not be read, first "${displayName(failure.key, 60)}": ${failure.error.message}`]
      : []),
  ].join(' ');
}

async function tellReport(report: ExportReport, target: vscode.Uri): Promise<void> {
  const text = describeExport(report);
  const choice = await tellOutcome(text, report.failed > 0, 'Open File');
  if (choice === 'Open File') await vscode.window.showTextDocument(target);
}
