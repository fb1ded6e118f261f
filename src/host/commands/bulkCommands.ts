import * as vscode from 'vscode';
import { CodedError } from '../../core/base/errors';
import type { KeySelection } from '../../core/keyspace/bulk/collectKeys';
import { copyCommand } from '../../core/keyspace/bulk/copyCommand';
import { typedName } from '../../core/keyspace/typedName';
import { displayName } from '../../protocol/displayText';
import { askAndDelete } from '../actions/deleteKeys';
import { askAndExport } from '../actions/exportKeys';
import { askAndImport } from '../actions/importKeys';
import { askText } from '../ui/inputs';
import { say } from '../ui/messages';
import { withProgress } from '../ui/progress';
import { connectionIdOfRows, keyOf, keyRowsOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

type Name = 'delete' | 'export' | 'import' | 'copyCommand' | 'diff';

/** What is done with many keys, or with keys as a whole. */
export function bulkCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { connecting, keys, keyDocuments } = services;
  return {
    async delete(argument, selected) {
      const { connectionId, selection } = await selectionOf(services, argument, selected);
      const report = await askAndDelete(await connecting.of(connectionId), selection);
      if (!report) return;
      if (selection.prefixes.length > 0) await keys.refresh();
      else await keys.keysChanged(selection.keys);
    },
    async export(argument, selected) {
      const { connectionId, selection } = await selectionOf(services, argument, selected);
      await askAndExport(await connecting.of(connectionId), selection);
    },
    async import() {
      if (await askAndImport(await connecting.required())) await keys.refresh();
    },
    async copyCommand(argument, selected) {
      const { connectionId, selection } = await selectionOf(services, argument, selected);
      const [key] = selection.keys;
      if (!key) return;
      const connection = await connecting.of(connectionId);
      const text = await withProgress('Reading the key', (signal) => copyCommand(connection, key, signal));
      await vscode.env.clipboard.writeText(text);
      say(`Copied the commands that make ${displayName(key, 60)}.`);
    },
    async diff(argument, selected) {
      const { connectionId, selection } = await selectionOf(services, argument, selected);
      const [left, right] = selection.keys;
      if (!left) return;
      const { id } = (await connecting.of(connectionId)).profile;
      const other = right ?? (await askOther(left));
      await keyDocuments.diff({ connectionId: id, key: left }, { connectionId: id, key: other });
    },
  };
}

interface Chosen {
  /** Undefined where nobody named one: then it is the active connection. */
  readonly connectionId: string | undefined;
  readonly selection: KeySelection;
}

/** The rows that the command is about, or the key that a caller names. Throws `INVALID_INPUT` where there is neither. */
async function selectionOf(services: CommandServices, argument: unknown, selected: unknown): Promise<Chosen> {
  const rows = await keyRowsOf(services, argument, selected);
  const named = rows.length > 0 ? undefined : keyOf(argument);
  const keys = named ? [named] : rows.flatMap((node) => (node.kind === 'key' ? [node.key] : []));
  const prefixes = rows.flatMap((node) => (node.kind === 'namespace' ? [node.path] : []));
  if (keys.length + prefixes.length === 0) {
    throw new CodedError('INVALID_INPUT', 'No key is selected. Select keys or namespaces in the Keys view first.');
  }
  const { filter } = services.keys;
  return { connectionId: connectionIdOfRows(rows, argument), selection: { keys, prefixes, ...(filter && { filter }) } };
}

async function askOther(left: Buffer): Promise<Buffer> {
  const name = await askText({
    title: `Diff ${displayName(left, 60)} with`,
    prompt: 'The exact name of the other key. Two selected keys are compared without asking.',
    validate: (text) => (text === '' ? 'Enter the name of a key.' : undefined),
  });
  return typedName(name);
}
