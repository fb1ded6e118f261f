import type * as vscode from 'vscode';
import type { RedisPatternsApi } from './api';
import { DisposableStore } from './core/base/disposables';
import { KeyWatchers } from './core/keyspace/watch/keyWatchers';
import { DemoSessions } from './core/patterns/demoSessions';
import { patternDefinitions } from './core/patterns/registry';
import type { ConnectionManager } from './core/redis/connectionManager';
import { createConnectionManager } from './core/redis/connectionManager';
import { resolveProfile } from './core/redis/profileInput';
import { RedisConnection } from './core/redis/redisConnection';
import { Connecting } from './host/actions/connecting';
import { SnippetInserter } from './host/actions/insertSnippet';
import { labSnippets } from './host/actions/labSnippets';
import { isLocalRedis, LocalRedis } from './host/actions/localRedis';
import { ProjectScaffolder } from './host/actions/scaffoldProject';
import { LastEditor } from './host/actions/lastEditor';
import { createApi } from './host/api/createApi';
import { registerCommands } from './host/commands/registerCommands';
import { connectOnStart, followSettingsProfiles } from './host/config/followSettings';
import { settings } from './host/config/settings';
import { isFromSettings, readSettingsProfiles } from './host/config/settingsProfiles';
import { provideEditorFeatures } from './host/editor/editorFeatures';
import type { SessionOf } from './host/editor/snippetCode';
import { TextComparison } from './host/panels/comparedTexts';
import { InspectorPanels } from './host/panels/inspectorPanels';
import { KeyDocuments } from './host/panels/keyDocuments';
import { LabPanels } from './host/panels/labPanels';
import { provideLessons } from './host/panels/lessonDocuments';
import { createProfileStore } from './host/storage/profileStore';
import { RecentFilters } from './host/storage/recentFilters';
import { RememberedSessions } from './host/storage/rememberedSessions';
import type { Passwords } from './host/storage/secretStore';
import { createPasswords } from './host/storage/secretStore';
import { followConnections } from './host/ui/contextKeys';
import { createErrorPresenter } from './host/ui/errors';
import { createLog } from './host/ui/log';
import { showStatusBarItem } from './host/ui/statusBar';
import { showAuditView } from './host/views/auditView';
import { ConnectionsTree, showConnectionsView } from './host/views/connectionsView';
import { KeysTree } from './host/views/keysTree';
import { showKeysView } from './host/views/keysView';
import { PatternsTree } from './host/views/patternsTree';
import { showPatternsView } from './host/views/patternsView';

/** Composes the product. Opens no connection unless the setting `connectOnStart` names one. */
export function activate(context: vscode.ExtensionContext): RedisPatternsApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const patterns = [...patternDefinitions].sort((a, b) => a.title.localeCompare(b.title));
  const log = store.add(createLog());
  const errors = createErrorPresenter(log);
  const passwords = createPasswords(context.secrets);
  const connections = store.add(createConnections(context, passwords));
  const sessions = store.add(createSessions(context));
  const connecting = new Connecting(connections, passwords);
  const localRedis = store.add(new LocalRedis(connections));
  const editors = store.add(new LastEditor());
  const sessionOf: SessionOf = (pattern) =>
    sessions.all.find((one) => one.pattern === pattern && one.connection === connections.active);
  const inserter = new SnippetInserter({ state: context.workspaceState, editors, sessionOf });

  const watchers = new KeyWatchers();
  const inspectors = store.add(
    new InspectorPanels({
      ...{ extensionUri: context.extensionUri, connections, watchers, errors },
      comparison: store.add(new TextComparison()),
    }),
  );
  const labs = store.add(
    new LabPanels({
      ...{ extensionUri: context.extensionUri, patterns, connections, sessions, errors, inserter, inspectors },
      snippetsOf: labSnippets,
    }),
  );
  store.add(provideLessons(patterns, context.extensionUri));
  store.add(provideEditorFeatures(patterns, sessionOf));

  const keys = store.add(new KeysTree());
  store.add(showPatternsView(store.add(new PatternsTree({ patterns, connections, sessions, errors }))));
  store.add(showKeysView({ tree: keys, connections, watchers, sessions, errors }));
  const auditing = store.add(showAuditView(connections, patterns, context.workspaceState));
  store.add(showConnectionsView(store.add(new ConnectionsTree(connections))));

  store.add(followConnections(connections));
  store.add(showStatusBarItem(connections));
  store.add(followSettingsProfiles(connections, errors));
  store.add(
    registerCommands({
      log,
      errors,
      connections,
      connecting,
      localRedis,
      patterns,
      sessions,
      inserter,
      scaffolder: new ProjectScaffolder(context.workspaceState),
      keys,
      recentFilters: new RecentFilters(context.workspaceState),
      labs,
      inspectors,
      keyDocuments: store.add(new KeyDocuments(connections)),
      auditing,
    }),
  );
  connectOnStart(connections, errors);
  return createApi(patterns, connections, sessions);
}

function createConnections({ globalState }: vscode.ExtensionContext, passwords: Passwords): ConnectionManager {
  const fromSettings = () => readSettingsProfiles(settings.connections(), settings.folder()).profiles;
  return createConnectionManager({
    profiles: createProfileStore(globalState, fromSettings, (id) => isFromSettings(id) || isLocalRedis(id)),
    secrets: passwords,
    createConnection: (profile, password) => {
      const resolved = resolveProfile(profile, process.env);
      return new RedisConnection({
        profile: resolved.profile,
        sentinelPassword: resolved.sentinelPassword,
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
