import * as assert from 'node:assert/strict';
import { DemoSessions } from '../../src/core/patterns/demoSessions';
import { pattern } from '../../src/core/patterns/leaderboard/index';
import { type ConnectionManager, createConnectionManager } from '../../src/core/redis/connectionManager';
import { LabController } from '../../src/host/panels/labController';
import { createProfileStore } from '../../src/host/storage/profileStore';
import type { LabState } from '../../src/protocol/lab';
import { need } from '../support/servers/need';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, profileOf } from './product';

describe('what a lab is told, in order', () => {
  let server: RunningServer;
  let connections: ConnectionManager;

  before(async function () {
    await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    const store = createProfileStore(
      new MemoryMemento(),
      () => [],
      () => false,
    );
    connections = createConnectionManager({ profiles: store, secrets: new MemorySecrets() });
    await connections.save({ ...profileOf('lab', server.port), id: 'a' });
    await connections.connect('a');
  });
  after(async () => {
    connections.dispose();
    await server.stop();
  });

  it('hears what goes on before anything of it can be read, and that it ended before anything else is asked', async () => {
    const sessions = new DemoSessions({ prefix: () => 'redis-patterns', ttlSeconds: () => 600 });
    const controller = new LabController({ pattern, connectionId: 'a', connections, sessions, snippets: [] });
    const states: LabState[] = [];
    controller.bind({
      push: (event: string, what: unknown) => {
        if (event === 'state') states.push(what as LabState);
      },
      dispose: () => undefined,
    });
    let atFirstCommand: LabState | undefined;
    controller.session.onDidTrace(() => {
      atFirstCommand ??= states.at(-1);
    });
    await controller.session.scaffold();
    assert.equal(atFirstCommand?.activity?.kind, 'scaffold');
    assert.equal(states.at(-1)?.activity, undefined);
    assert.equal(states.at(-1)?.scaffolded, true);
    await controller.session.cleanUp();
    controller.dispose();
    sessions.dispose();
  });
});
