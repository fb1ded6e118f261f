import * as assert from 'node:assert/strict';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { DemoSessions } from '../../src/core/patterns/demoSessions';
import { pattern } from '../../src/core/patterns/leaderboard/index';
import { type ConnectionManager, createConnectionManager } from '../../src/core/redis/connectionManager';
import { describeWrites } from '../../src/host/actions/permission';
import { LabController } from '../../src/host/panels/labController';
import type { LabHandlersOptions } from '../../src/host/panels/labHandlers';
import { labHandlers } from '../../src/host/panels/labHandlers';
import { createProfileStore } from '../../src/host/storage/profileStore';
import type { LabLive, LabState } from '../../src/protocol/lab';
import { need } from '../support/servers/need';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
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

  it('names what is deleted, before it is asked for on production', async () => {
    const sessions = new DemoSessions({ prefix: () => 'redis-patterns', ttlSeconds: () => 600 });
    const session = sessions.get(pattern, connections.get('a')!);
    await session.scaffold();
    const keys = (await session.keys(100)).map(({ key }) => key.toString());
    assert.ok(keys.length > 1);
    const asked = await describeWrites(session, 'cleanUp');
    assert.match(
      asked,
      new RegExp(`^It deletes the ${String(keys.length)} keys of this demo, all under redis-patterns:`),
    );
    for (const key of keys.slice(0, 5)) assert.ok(asked.split('\n').includes(key), `${key} in ${asked}`);
    await session.cleanUp();
    sessions.dispose();
  });

  it('shows no fault of keys that are still being made', async () => {
    const sessions = new DemoSessions({ prefix: () => 'redis-patterns', ttlSeconds: () => 600 });
    let halfMade = false;
    let finish: () => void = () => undefined;
    const slow: AnyPattern = {
      ...pattern,
      async scaffold(context) {
        await pattern.scaffold(context);
        halfMade = true;
        await new Promise<void>((resolve) => (finish = resolve));
        halfMade = false;
      },
      view: (context) => (halfMade ? Promise.reject(new Error('A key is missing.')) : pattern.view(context)),
    };
    const controller = new LabController({ pattern: slow, connectionId: 'a', connections, sessions, snippets: [] });
    const lives: LabLive[] = [];
    controller.bind({
      push: (event: string, what: unknown) => {
        if (event === 'live') lives.push(what as LabLive);
      },
      dispose: () => undefined,
    });
    controller.setVisible(true);
    const made = controller.session.scaffold();
    await until('the keys to be half made', () => Promise.resolve(halfMade || undefined));
    const before = lives.length;
    // The first of them may have been read before.
    await until('two more views', () => Promise.resolve(lives.length >= before + 2 || undefined));
    finish();
    await made;
    await until('the ranking', () => Promise.resolve(lives.at(-1)?.blocks.some(isRanking)));
    assert.deepEqual(
      lives.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'note')),
      [],
    );
    await controller.session.cleanUp();
    controller.dispose();
    sessions.dispose();
  });

  it('has its own session when code is inserted, whichever connection is active', async () => {
    const sessions = new DemoSessions({ prefix: () => 'redis-patterns', ttlSeconds: () => 600 });
    const controller = new LabController({ pattern, connectionId: 'a', connections, sessions, snippets: [] });
    await connections.save({ ...profileOf('other', server.port), id: 'b' });
    await connections.connect('b');
    assert.equal(connections.active?.profile.id, 'b');
    const asked: unknown[] = [];
    const inserter = { insert: (_pattern: AnyPattern, wish: unknown) => Promise.resolve(void asked.push(wish)) };
    const options = { controller, pattern, connectionId: 'a', connections, inserter };
    const { insertSnippet } = labHandlers(options as unknown as LabHandlersOptions);
    await insertSnippet({ client: 'ioredis' }, new AbortController().signal);
    assert.deepEqual(asked, [{ clientId: 'ioredis', session: controller.session }]);
    assert.equal(controller.session.connection.profile.id, 'a');
    controller.dispose();
    sessions.dispose();
  });
});

function isRanking({ kind }: { readonly kind: string }): true | undefined {
  return kind === 'ranking' || undefined;
}
