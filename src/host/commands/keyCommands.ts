import * as vscode from 'vscode';
import { displayName } from '../../protocol/displayText';
import { askText } from '../ui/inputs';
import { say } from '../ui/messages';
import type { KeyNode } from '../views/keyRows';
import { connectionIdOf, keyOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

type Name = 'refresh' | 'filter' | 'clearFilter' | 'loadMore' | 'open' | 'copyName';

export function keyCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { connecting, keys, inspectors } = services;
  return {
    async refresh() {
      await keys.refresh();
    },
    async filter() {
      const text = await askText({
        title: 'Filter Keys',
        prompt: 'Part of a name, or a pattern as SCAN MATCH takes it: user:*, ?, [ab]. Empty shows all.',
        placeholder: 'user:*',
        value: keys.filter ?? '',
      });
      keys.setFilter(text.trim() === '' ? undefined : text.trim());
    },
    clearFilter() {
      keys.setFilter(undefined);
    },
    async loadMore(argument) {
      await keys.loadMore(argument as KeyNode);
    },
    async open(argument) {
      const key = keyOf(argument) ?? (await askKey());
      const id = typeof argument === 'object' ? connectionIdOf(argument) : undefined;
      inspectors.show(id ?? (await connecting.required()).profile.id, key);
    },
    async copyName(argument) {
      const key = keyOf(argument);
      if (!key) return;
      await vscode.env.clipboard.writeText(key.toString('utf8'));
      say(`Copied ${displayName(key, 60)}.`);
    },
  };
}

async function askKey(): Promise<Buffer> {
  const name = await askText({
    title: 'Open Key',
    prompt: 'The exact name; nothing is scanned.',
    validate: (text) => (text === '' ? 'Enter the name of a key.' : undefined),
  });
  return Buffer.from(name);
}
