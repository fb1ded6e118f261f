import * as vscode from 'vscode';
import { CodedError } from '../../core/base/errors';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ConnectionProfile } from '../../core/redis/profile';
import type { DatabaseFacts } from '../../core/redis/serverFacts';
import { formatCount } from '../../protocol/format';
import { commandIds } from '../commands/ids';
import { askText } from '../ui/inputs';

/** Which database of which connection. */
export interface DatabaseChoice {
  readonly connectionId: string;
  readonly database: number;
}

interface DatabaseRow extends DatabaseChoice {
  readonly keys: number;
}

export function databaseItem({ connectionId, database, keys }: DatabaseRow, used: number | undefined): vscode.TreeItem {
  const name = `db${String(database)}`;
  const item = new vscode.TreeItem(name);
  const words = [`${formatCount(keys)} ${keys === 1 ? 'key' : 'keys'}`, ...(database === used ? ['in use'] : [])];
  item.id = `${connectionId}/${name}`;
  item.description = words.join(' · ');
  item.iconPath = new vscode.ThemeIcon('database');
  item.tooltip = [name, ...words].join(' · ');
  item.contextValue = database === used ? 'database.used' : 'database';
  if (database !== used) {
    const choice: DatabaseChoice = { connectionId, database };
    item.command = { command: commandIds.selectDatabase, title: 'Use This Database', arguments: [choice] };
  }
  return item;
}

/** The server tells of databases with keys only; the one in use is listed all the same. */
export function withUsed(databases: readonly DatabaseFacts[], used: number): readonly DatabaseFacts[] {
  if (databases.some(({ database }) => database === used)) return databases;
  return [...databases, { database: used, keys: 0 }].sort((a, b) => a.database - b.database);
}

/** Asks for the number of a database: any may be used, not only those that have keys. */
export async function askDatabase({ id, name, database }: ConnectionProfile): Promise<DatabaseChoice> {
  const text = await askText({
    title: `Database of ${name}`,
    prompt: 'Number of the database that is used from now on; 0 is always there.',
    value: String(database),
    validate: (input) => (/^\d{1,5}$/.test(input.trim()) ? undefined : 'A whole number from 0 on.'),
  });
  return { connectionId: id, database: Number(text) };
}

/** Arguments of commands may be anything. */
export function isDatabaseChoice(value: unknown): value is DatabaseChoice {
  if (typeof value !== 'object' || value === null) return false;
  const { connectionId, database } = value as Partial<DatabaseChoice>;
  return typeof connectionId === 'string' && Number.isInteger(database);
}

/** Keeps in the profile that another database of the same server is used from now on; the connection is closed for it. */
export async function selectDatabase(
  connections: ConnectionManager,
  { connectionId, database }: DatabaseChoice,
): Promise<void> {
  const profile = connections.profiles.find(({ id }) => id === connectionId);
  if (!profile) throw new CodedError('NOT_FOUND', 'This connection is not there any more. Add it again.');
  if (profile.database === database) return;
  await connections.save({ ...profile, database, ...(profile.template && { chosenDatabase: database }) });
}
