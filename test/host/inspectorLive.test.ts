import * as assert from 'node:assert/strict';
import { KeyWatchers } from '../../src/core/keyspace/watch/keyWatchers';
import { type ConnectionManager, createConnectionManager } from '../../src/core/redis/connectionManager';
import { InspectorController } from '../../src/host/panels/inspectorController';
import { createProfileStore } from '../../src/host/storage/profileStore';
import type { InspectorHeader, InspectorView } from '../../src/protocol/inspector';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, profileOf } from './product';

describe('the inspected key, live', () => {
  let server: RunningServer;
  let client: RespClient;
  let connections: ConnectionManager;
  let controller: InspectorController;
  let views: InspectorView[];
  let header: InspectorHeader | undefined;

  before(async function () {
    await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    const store = createProfileStore(
      new MemoryMemento(),
      () => [],
      () => false,
    );
    connections = createConnectionManager({ profiles: store, secrets: new MemorySecrets() });
    await connections.save({ ...profileOf('live', server.port, { readOnly: true }), id: 'a' });
  });
  after(async () => {
    connections.dispose();
    client.close();
    await server.stop();
  });
  beforeEach(async () => {
    await connections.connect('a');
    await client.call('FLUSHALL');
    [views, header] = [[], undefined];
    controller = new InspectorController(connections, 'a', Buffer.from('k'), new KeyWatchers());
    controller.bind({
      push: (event: string, what: unknown) => {
        if (event === 'view') views.push(what as InspectorView);
        else header = what as InspectorHeader;
      },
      dispose: () => undefined,
    });
  });
  afterEach(async () => {
    controller.dispose();
    await until('no link but one', async () => (await links()) === 1 || undefined);
  });

  async function links(): Promise<number> {
    return String(await client.text('CLIENT', 'LIST')).split('name=vscode-redis-patterns').length - 1;
  }

  async function shows(value: string | undefined): Promise<void> {
    await until(`${String(value)} to be shown`, () => {
      const last = views.at(-1);
      const shown = last?.kind === 'value' && last.content.kind === 'string' ? last.content.value.text : undefined;
      return Promise.resolve(shown === value || undefined);
    });
  }

  async function live(): Promise<void> {
    controller.setVisible(true);
    await until('the way to be told', () => Promise.resolve(header?.live === 'tracking' || undefined));
  }

  it('is read when it changes, and says by which way', async () => {
    await client.call('SET', 'k', 'first');
    await live();
    await shows('first');
    await client.call('SET', 'k', 'second');
    await shows('second');
    await client.call('DEL', 'k');
    await until('it to be gone', () => Promise.resolve(views.at(-1)?.kind === 'gone' || undefined));
    await client.call('SET', 'k', 'third', 'PX', 300);
    await shows('third');
    await until('it to be gone', () => Promise.resolve(views.at(-1)?.kind === 'gone' || undefined));
    const last = views.at(-1);
    assert.equal(last?.kind === 'gone' && last.reason, 'expired');
  });

  it('is never taken for the key of that name in another database', async () => {
    await client.call('SET', 'k', 'of zero');
    await client.pipeline([
      ['SELECT', 1],
      ['SET', 'k', 'of one'],
      ['SELECT', 0],
    ]);
    await live();
    await shows('of zero');
    const [profile] = connections.profiles;
    assert.ok(profile);
    await connections.save({ ...profile, database: 1 });
    await connections.connect('a');
    await until('a refusal', () => Promise.resolve(views.at(-1)?.kind === 'problem' || undefined));
    assert.match(JSON.stringify(views.at(-1)), /is in db0.*uses db1 now/);
    assert.throws(() => controller.target(), { code: 'NOT_AVAILABLE' });
    await connections.save(profile);
    await connections.connect('a');
    await shows('of zero');
    assert.doesNotMatch(JSON.stringify(views), /of one/);
  });

  it('is missing where it never was, and deleted where it was, also when it is read again', async () => {
    const reason = (): string | undefined => {
      const last = views.at(-1);
      return last?.kind === 'gone' ? last.reason : undefined;
    };
    await live();
    await until('it to be missing', () => Promise.resolve(reason() === 'missing' || undefined));
    await client.call('SET', 'k', 'now');
    await shows('now');
    await client.call('DEL', 'k');
    await until('it to be deleted', () => Promise.resolve(reason() === 'deleted' || undefined));
    views = [];
    controller.refresh();
    await until('it to be read again', () => Promise.resolve(reason() === 'deleted' || undefined));
  });

  it('is read far less often than it is written, and the last value is shown', async () => {
    await client.call('SET', 'k', 0);
    await live();
    const before = await calls();
    for (let round = 0; round < 40; round++) {
      await client.pipeline(Array.from({ length: 100 }, () => ['INCR', 'k']));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await shows('4000');
    const readings = (await calls()) - before;
    assert.ok(readings > 1 && readings < 400, `4000 writes, read ${readings} times`);
  });

  it('tells of a change beyond what the view brings, and of none where nothing changed', async () => {
    const fields = Array.from({ length: 2000 }, (_, at) => [`f${String(at)}`, 'x']).flat();
    await client.call('HSET', 'k', ...fields);
    await live();
    await until('it to be shown', () => Promise.resolve(views.at(-1)?.kind === 'value' || undefined));
    const first = views.at(-1);
    assert.ok(first?.kind === 'value' && 'rows' in first.content && first.content.next !== undefined);
    const shown = new Set(first.content.rows.map(({ name }) => name?.text));
    const beyond = fields.find((name) => name.startsWith('f') && !shown.has(name));
    assert.ok(beyond);
    const before = views.length;
    await client.call('HSET', 'k', beyond, 'y');
    await until('a view to be pushed', () => Promise.resolve(views.length > before || undefined));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const after = views.length;
    controller.refresh();
    await until('it to be read again', () => Promise.resolve(views.length > after || undefined));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(views.length, after + 1);
  });

  async function calls(): Promise<number> {
    return Number(/cmdstat_getrange:calls=(\d+)/.exec(String(await client.text('INFO', 'commandstats')))?.[1] ?? 0);
  }

  it('is left in peace while hidden, and read when shown again', async () => {
    await live();
    controller.setVisible(false);
    assert.equal(header?.live, undefined);
    await until('no link but one', async () => (await links()) === 1 || undefined);
    const before = await calls();
    await client.call('SET', 'k', 'unseen');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(await calls(), before);
    controller.setVisible(true);
    await shows('unseen');
  });

  it('is live again by itself after the server was gone', async () => {
    await live();
    client.close();
    await server.kill();
    await until('the loss', () => Promise.resolve(connections.active?.state.kind === 'reconnecting' || undefined));
    await server.restart();
    client = await connectResp(server.address);
    await until('its return', () => Promise.resolve(header?.live === 'tracking' || undefined));
    await client.call('SET', 'k', 'after');
    await shows('after');
  });
});
