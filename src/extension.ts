import type * as vscode from 'vscode';
import type { RedisPatternsApi } from './api';
import { DisposableStore } from './core/base/disposables';
import { DemoSessions } from './core/patterns/demoSessions';
import { patternDefinitions } from './core/patterns/registry';
import type { ConnectionManager } from './core/redis/connectionManager';
import { createConnectionManager } from './core/redis/connectionManager';
import { resolveProfile } from './core/redis/profileInput';
import { RedisConnection } from './core/redis/redisConnection';
import { Connecting } from './host/actions/connecting';
import { labSnippets } from './host/actions/labSnippets';
import { LastEditor } from './host/actions/lastEditor';
import { createApi } from './host/api/createApi';
import { registerCommands } from './host/commands/registerCommands';
import { connectOnStart, followSettingsProfiles } from './host/config/followSettings';
import { settings } from './host/config/settings';
import { isFromSettings, readSettingsProfiles } from './host/config/settingsProfiles';
import { InspectorPanels } from './host/panels/inspectorPanels';
import { LabPanels } from './host/panels/labPanels';
import { provideLessons } from './host/panels/lessonDocuments';
import { createProfileStore } from './host/storage/profileStore';
import { RememberedSessions } from './host/storage/rememberedSessions';
import { createSecretStore } from './host/storage/secretStore';
import { followConnections } from './host/ui/contextKeys';
import { createErrorPresenter } from './host/ui/errors';
import { createLog } from './host/ui/log';
import { showStatusBarItem } from './host/ui/statusBar';
import { ConnectionsTree, showConnectionsView } from './host/views/connectionsView';
import { KeysTree } from './host/views/keysTree';
import { showKeysView } from './host/views/keysView';
import { PatternsTree } from './host/views/patternsTree';
import { showPatternsView } from './host/views/patternsView';

/** Composes the product. Opens no connection unless the setting `connectOnStart` names one. */
export function activate(context: vscode.ExtensionContext): RedisPatternsApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const patterns = patternDefinitions;
  const log = store.add(createLog());
  const errors = createErrorPresenter(log);
  const connections = store.add(createConnections(context));
  const sessions = store.add(createSessions(context));
  const connecting = new Connecting(connections);
  const editors = store.add(new LastEditor());

  const inspectors = store.add(new InspectorPanels({ extensionUri: context.extensionUri, connections, errors }));
  const labs = store.add(
    new LabPanels({
      ...{ extensionUri: context.extensionUri, patterns, connections, sessions, errors, editors, inspectors },
      snippetsOf: labSnippets,
    }),
  );
  store.add(provideLessons(patterns));

  const keys = store.add(new KeysTree());
  store.add(showPatternsView(store.add(new PatternsTree({ patterns, connections, sessions, errors }))));
  store.add(showKeysView({ tree: keys, connections, sessions, errors }));
  store.add(showConnectionsView(store.add(new ConnectionsTree(connections))));

  store.add(followConnections(connections));
  store.add(showStatusBarItem(connections));
  store.add(followSettingsProfiles(connections, errors));
  store.add(
    registerCommands({ log, errors, connections, connecting, patterns, sessions, editors, keys, labs, inspectors }),
  );
  connectOnStart(connections, errors);
  return createApi(patterns, connections, sessions);
}

function createConnections({ globalState, secrets }: vscode.ExtensionContext): ConnectionManager {
  const fromSettings = () => readSettingsProfiles(settings.connections()).profiles;
  return createConnectionManager({
    profiles: createProfileStore(globalState, fromSettings, isFromSettings),
    secrets: createSecretStore(secrets),
    createConnection: (profile, password) => {
      const resolved = resolveProfile(profile, process.env);
      return new RedisConnection({
        profile: resolved.profile,
        password: async () => resolved.password ?? (await password()),
        connectTimeoutMs: settings.connectTimeoutMs(),
        commandTimeoutMs: settings.commandTimeoutMs(),
      });
    },
  });
}

function createSessions({ workspaceState }: vscode.ExtensionContext): RememberedSessions {
  const { demoPrefix: prefix, demoTtlSeconds: ttlSeconds } = settings;
  return new RememberedSessions(new DemoSessions({ prefix, ttlSeconds }), workspaceState, ttlSeconds);
}
