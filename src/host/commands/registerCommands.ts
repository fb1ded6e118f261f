import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { connectionIdOf } from './arguments';
import { connectionCommands } from './connectionCommands';
import type { CommandId } from './ids';
import { commandIds } from './ids';
import { keyCommands } from './keyCommands';
import { patternCommands } from './patternCommands';
import type { CommandHandler, CommandServices } from './services';

/** Every command and what it does. */
function commandTable(services: CommandServices): Readonly<Record<CommandId, CommandHandler>> {
  const connection = connectionCommands(services);
  const pattern = patternCommands(services);
  const key = keyCommands(services);
  return {
    [commandIds.addConnection]: connection.add,
    [commandIds.discoverConnections]: connection.discover,
    [commandIds.editConnection]: connection.edit,
    [commandIds.removeConnection]: connection.remove,
    [commandIds.connect]: connection.connect,
    [commandIds.disconnect]: connection.disconnect,
    [commandIds.selectConnection]: connection.select,
    [commandIds.enterPassword]: connection.enterPassword,
    [commandIds.copyAddress]: connection.copyAddress,
    [commandIds.selectDatabase]: connection.selectDatabase,
    [commandIds.openPattern]: pattern.openPattern,
    [commandIds.openLab]: pattern.openLab,
    [commandIds.scaffold]: pattern.scaffold,
    [commandIds.run]: pattern.run,
    [commandIds.runExperiment]: pattern.experiment,
    [commandIds.cleanUp]: pattern.cleanUp,
    [commandIds.insertSnippet]: pattern.insertSnippet,
    [commandIds.showLesson]: pattern.showLesson,
    [commandIds.refreshKeys]: key.refresh,
    [commandIds.filterKeys]: key.filter,
    [commandIds.clearKeyFilter]: key.clearFilter,
    [commandIds.loadMoreKeys]: key.loadMore,
    [commandIds.openKey]: key.open,
    [commandIds.copyKeyName]: key.copyName,
    [commandIds.showLog]: () => {
      services.log.show();
    },
  };
}

/** Registers all commands. What one of them fails with is shown once; what is cancelled ends silently. */
export function registerCommands(services: CommandServices): Disposable {
  const store = new DisposableStore();
  for (const [id, handler] of Object.entries(commandTable(services))) {
    store.add(
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          await handler(argument);
        } catch (error) {
          services.errors.show(error, { connectionId: connectionOf(services, argument, error) });
        }
      }),
    );
  }
  return store;
}

/** Which connection a failed command worked on: the one that could not be reached, the one it was given, or the active one. */
function connectionOf(services: CommandServices, argument: unknown, error: unknown): string | undefined {
  const { connecting, connections } = services;
  const named = connectionIdOf(argument);
  const given = connections.profiles.find(({ id }) => id === named)?.id;
  return connecting.failedOn(error) ?? given ?? connections.active?.profile.id;
}
