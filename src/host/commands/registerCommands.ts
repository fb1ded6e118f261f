import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { connectionIdOf } from './arguments';
import { auditCommands } from './auditCommands';
import { bulkCommands } from './bulkCommands';
import { connectionCommands } from './connectionCommands';
import type { CommandId } from './ids';
import { commandIds } from './ids';
import { inspectorCommands } from './inspectorCommands';
import { keyCommands } from './keyCommands';
import { patternCommands } from './patternCommands';
import type { CommandHandler, CommandServices } from './services';

function connectionTable(services: CommandServices) {
  const connection = connectionCommands(services);
  return {
    [commandIds.addConnection]: connection.add,
    [commandIds.discoverConnections]: connection.discover,
    [commandIds.startLocalRedis]: connection.startLocal,
    [commandIds.stopLocalRedis]: connection.stopLocal,
    [commandIds.editConnection]: connection.edit,
    [commandIds.removeConnection]: connection.remove,
    [commandIds.connect]: connection.connect,
    [commandIds.disconnect]: connection.disconnect,
    [commandIds.selectConnection]: connection.select,
    [commandIds.enterPassword]: connection.enterPassword,
    [commandIds.copyAddress]: connection.copyAddress,
    [commandIds.selectDatabase]: connection.selectDatabase,
  } satisfies Partial<Record<CommandId, CommandHandler>>;
}

/** Every command and what it does. */
function commandTable(services: CommandServices): Readonly<Record<CommandId, CommandHandler>> {
  const pattern = patternCommands(services);
  const audit = auditCommands(services);
  return {
    ...connectionTable(services),
    [commandIds.openPattern]: pattern.openPattern,
    [commandIds.openMarked]: pattern.openMarked,
    [commandIds.openLab]: pattern.openLab,
    [commandIds.scaffold]: pattern.scaffold,
    [commandIds.run]: pattern.run,
    [commandIds.simulateTraffic]: pattern.live,
    [commandIds.runExperiment]: pattern.experiment,
    [commandIds.cleanUp]: pattern.cleanUp,
    [commandIds.insertSnippet]: pattern.insertSnippet,
    [commandIds.previewSnippet]: pattern.previewSnippet,
    [commandIds.scaffoldProject]: pattern.scaffoldProject,
    [commandIds.showLesson]: pattern.showLesson,
    ...keyTable(services),
    [commandIds.runAudit]: audit.run,
    [commandIds.showAuditReport]: audit.report,
    [commandIds.exportAuditReport]: audit.export,
    [commandIds.groupAuditBySeverity]: audit.bySeverity,
    [commandIds.groupAuditByNamespace]: audit.byNamespace,
    [commandIds.showFindingKeys]: audit.showKeys,
    [commandIds.openFindingLesson]: audit.lesson,
    [commandIds.ignoreFinding]: audit.ignore,
    [commandIds.showLog]: () => {
      services.log.show();
    },
  };
}

function keyTable(services: CommandServices) {
  const key = keyCommands(services);
  const inspector = inspectorCommands(services);
  const bulk = bulkCommands(services);
  return {
    [commandIds.refreshKeys]: key.refresh,
    [commandIds.filterKeys]: key.filter,
    [commandIds.clearKeyFilter]: key.clearFilter,
    [commandIds.loadMoreKeys]: key.loadMore,
    [commandIds.sortKeys]: key.sort,
    [commandIds.loadAllKeys]: key.loadAll,
    [commandIds.stopLoadingKeys]: key.stopLoading,
    [commandIds.createKey]: key.create,
    [commandIds.openKey]: inspector.open,
    [commandIds.openKeyToSide]: inspector.openToSide,
    [commandIds.keepInspector]: inspector.keepOpen,
    [commandIds.followSelection]: inspector.follow,
    [commandIds.copyKeyName]: key.copyName,
    [commandIds.measureKeyMemory]: key.measureMemory,
    [commandIds.deleteKeys]: bulk.delete,
    [commandIds.exportKeys]: bulk.export,
    [commandIds.importKeys]: bulk.import,
    [commandIds.copyKeyCommand]: bulk.copyCommand,
    [commandIds.diffKeys]: bulk.diff,
  } satisfies Partial<Record<CommandId, CommandHandler>>;
}

/** Registers all commands. What one of them fails with is shown once; what is cancelled ends silently. */
export function registerCommands(services: CommandServices): Disposable {
  const store = new DisposableStore();
  for (const [id, handler] of Object.entries(commandTable(services))) {
    store.add(
      vscode.commands.registerCommand(id, async (argument: unknown, selected: unknown) => {
        try {
          await handler(argument, selected);
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
