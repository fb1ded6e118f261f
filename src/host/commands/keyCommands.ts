import * as vscode from 'vscode';
import type { Connection } from '../../core/redis/connection';
import { displayName } from '../../protocol/displayText';
import { formatBytes, formatCount } from '../../protocol/format';
import { askAndCreateKey } from '../actions/createKey';
import { askKeyFilter } from '../actions/askKeyFilter';
import { askChoice } from '../ui/inputs';
import { keyText } from '../ui/keyText';
import { say } from '../ui/messages';
import type { KeyOrder } from '../views/keyOrder';
import type { KeyNode } from '../views/keyRows';
import { readMemory } from '../views/keyTooltip';
import { connectionIdOfRows, keyOf, keyRowsOf, textOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

type Name =
  | 'refresh'
  | 'filter'
  | 'clearFilter'
  | 'sort'
  | 'loadMore'
  | 'loadAll'
  | 'stopLoading'
  | 'create'
  | 'copyName'
  | 'measureMemory';

export function keyCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { connecting, keys, inspectors, recentFilters } = services;
  return {
    async refresh() {
      await keys.refresh();
    },
    async filter() {
      const filter = await askKeyFilter(keys.filter ?? {}, recentFilters.all);
      const isAll = Object.keys(filter).length === 0;
      keys.setFilter(isAll ? undefined : filter);
      if (!isAll) await recentFilters.add(filter);
    },
    clearFilter() {
      keys.setFilter(undefined);
    },
    async sort() {
      keys.setOrder(await askOrder(keys.order));
    },
    async loadMore(argument) {
      await keys.loadMore(argument as KeyNode);
    },
    async loadAll(argument) {
      await keys.loadAll(argument as KeyNode | undefined);
    },
    stopLoading(argument) {
      keys.stopLoading(argument as KeyNode | undefined);
    },
    async create(argument) {
      const connection = await connecting.of(textOf(argument, 'connectionId'));
      const node = argument as KeyNode | undefined;
      const created = await askAndCreateKey(connection, node?.kind === 'namespace' ? node.path : undefined);
      await keys.keysChanged([created]);
      inspectors.keep(connection.profile.id, created);
    },
    async copyName(argument, selected) {
      const rows = await keyRowsOf(services, argument, selected);
      const names = keyOf(argument) && rows.length === 0 ? [keyOf(argument)] : rows.map(nameOf);
      await copyNames(names.filter((name) => name !== undefined));
    },
    async measureMemory(argument, selected) {
      const rows = await keyRowsOf(services, argument, selected);
      const key = keyOf(rows[0] ?? argument);
      if (!key) return;
      await measureMemory(services, await connecting.of(connectionIdOfRows(rows, argument)), key);
    },
  };
}

/** The name of a key, or what the names of a namespace begin with. */
function nameOf(node: KeyNode): Buffer | undefined {
  if (node.kind === 'key') return node.key;
  return node.kind === 'namespace' ? node.path : undefined;
}

async function copyNames(names: readonly Buffer[]): Promise<void> {
  const [first] = names;
  if (!first) return;
  await vscode.env.clipboard.writeText(names.map(keyText).join('\n'));
  say(names.length === 1 ? `Copied ${displayName(first, 60)}.` : `Copied ${formatCount(names.length)} names.`);
}

/** One key at a time, and only when asked: MEMORY USAGE is not cheap, so it is never sent for a list. */
async function measureMemory({ keys }: CommandServices, connection: Connection, key: Buffer): Promise<void> {
  const bytes = await readMemory(connection, key);
  if (bytes !== undefined) keys.noteMemory(connection, key, bytes);
  const name = displayName(key, 60);
  say(bytes === undefined ? `${name} is gone.` : `${name} takes ${formatBytes(bytes)}, as MEMORY USAGE estimates.`);
}

function askOrder(current: KeyOrder): Promise<KeyOrder> {
  const detail = 'Of all names that are loaded; in a large namespace it is read for each first.';
  const orders = [
    { label: 'Name', value: 'name' as const, detail: 'All that is loaded, in the order of the bytes.' },
    { label: 'Time to live', value: 'ttl' as const, detail: `What expires first comes first. ${detail}` },
    {
      label: 'Size',
      value: 'size' as const,
      detail: `Bytes of strings, elements of others, the largest first. Reading them counts as use of the key. ${detail}`,
    },
  ].map((order) => ({ ...order, ...(order.value === current && { description: 'now' }) }));
  return askChoice({ title: 'Sort Keys', placeholder: 'Sort by' }, orders);
}
