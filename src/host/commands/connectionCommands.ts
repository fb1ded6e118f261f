import * as vscode from 'vscode';
import { describeAddress } from '../../core/redis/profile';
import { isLocalRedis } from '../actions/localRedis';
import { isFromSettings } from '../config/settingsProfiles';
import { confirm, openSettings, say } from '../ui/messages';
import { askDatabase, isDatabaseChoice, selectDatabase } from '../views/databaseRows';
import { connectionIdOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

type Name =
  | 'add'
  | 'discover'
  | 'startLocal'
  | 'stopLocal'
  | 'selectDatabase'
  | 'edit'
  | 'remove'
  | 'connect'
  | 'disconnect'
  | 'select'
  | 'enterPassword'
  | 'copyAddress';

const CHOICE = 'Choose the connection that commands use';

export function connectionCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { connections, connecting, localRedis } = services;
  const chosen = async (argument: unknown, placeholder: string): Promise<string> =>
    connectionIdOf(argument) ?? connecting.choose(placeholder);
  return {
    async add() {
      await connecting.connect(await connecting.add());
    },
    async discover() {
      await connecting.connect(await connecting.discover());
    },
    async startLocal() {
      await connecting.connect(await localRedis.start());
    },
    stopLocal: () => localRedis.stop(),
    async edit(argument) {
      const id = await chosen(argument, 'Which connection is to be edited?');
      if (isFromSettings(id)) return openSettings('redisPatterns.connections');
      const wasOpen = connections.get(id) !== undefined;
      await connecting.edit(id);
      if (wasOpen) await connecting.connect(id);
    },
    async remove(argument) {
      const id = await chosen(argument, 'Which connection is to be removed?');
      if (isFromSettings(id)) return openSettings('redisPatterns.connections');
      if (isLocalRedis(id)) return localRedis.stop();
      const { name } = connecting.profileOf(id);
      const detail = 'Its password is removed from the secret store too. The server and its data are not touched.';
      await confirm({ message: `Remove the connection "${name}"?`, detail, action: 'Remove' });
      await connections.remove(id);
    },
    async connect(argument) {
      await connecting.connect(await chosen(argument, 'Connect to which?'));
    },
    async disconnect(argument) {
      const id = connectionIdOf(argument) ?? connections.active?.profile.id;
      if (id !== undefined) await connecting.disconnect(id);
    },
    async select(argument) {
      await connecting.connect(connectionIdOf(argument) ?? (await connecting.pick(CHOICE)));
    },
    async selectDatabase(argument) {
      const choice = isDatabaseChoice(argument)
        ? argument
        : await askDatabase(connecting.profileOf(await chosen(argument, 'The database of which connection?')));
      await selectDatabase(connections, choice);
      await connecting.connect(choice.connectionId);
    },
    async enterPassword(argument) {
      const id = await chosen(argument, 'The password of which connection?');
      await connecting.enterPassword(id);
      await connecting.connect(id);
    },
    async copyAddress(argument) {
      const profile = connecting.profileOf(await chosen(argument, 'The address of which connection?'));
      await vscode.env.clipboard.writeText(describeAddress(profile));
      say(`Copied the address of ${profile.name}.`);
    },
  };
}
