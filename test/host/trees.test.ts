import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { DemoSessions } from '../../src/core/patterns/demoSessions';
import { pattern } from '../../src/core/patterns/leaderboard/index';
import { type ConnectionManager, createConnectionManager } from '../../src/core/redis/connectionManager';
import { createProfileStore } from '../../src/host/storage/profileStore';
import { ConnectionsTree } from '../../src/host/views/connectionsView';
import { selectDatabase } from '../../src/host/views/databaseRows';
import type { KeyNode } from '../../src/host/views/keyRows';
import { KeysTree } from '../../src/host/views/keysTree';
import { PatternsTree } from '../../src/host/views/patternsTree';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, profileOf } from './product';

// The providers are VS Code's view of the product: rows with labels, descriptions, ids, icons and what a click does.
describe('the rows of the trees, in a real extension host', () => {
  let server: RunningServer;
  let client: RespClient;
  let connections: ConnectionManager;

  before(async function () {
    await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    connections = createConnectionManager({
      profiles: createProfileStore(
        new MemoryMemento(),
        () => [],
        () => false,
      ),
      secrets: new MemorySecrets(),
    });
    await connections.save({
      ...profileOf('shop', server.port, { environment: 'production', readOnly: false }),
      id: 'a',
    });
    await connections.save({ ...profileOf('other', server.port), id: 'b' });
    await connections.connect('a');
  });

  after(async () => {
    connections.dispose();
    client.close();
    await server.stop();
  });

  beforeEach(() => client.call('FLUSHALL'));

  describe('connections', () => {
    it('say state, environment and address; the server’s facts are below', () => {
      const tree = new ConnectionsTree(connections);
      const [shop, other] = tree.getChildren();
      const item = tree.getTreeItem(shop!);
      assert.equal(item.label, 'shop');
      assert.equal(item.description, `production · connected · active · 127.0.0.1:${server.port}`);
      assert.equal(item.contextValue, 'connection.open');
      assert.match(item.accessibilityInformation?.label ?? '', /shop, production, connected/);
      const facts = tree.getChildren(shop).map((fact) => textOf(tree.getTreeItem(fact)));
      assert.match(facts[0] ?? '', /^Redis 7\./);
      assert.equal(facts[1], 'standalone · primary');
      assert.equal(tree.getTreeItem(other!).contextValue, 'connection.closed');
      assert.deepEqual(tree.getChildren(other), []);
      tree.dispose();
    });

    it('tell how the server does, while they can be seen and are open', async () => {
      await client.call('SET', 'one', 1);
      await client.pipeline([
        ['SELECT', 3],
        ['MSET', 'a', 1, 'b', 2],
        ['SELECT', 0],
        ['CONFIG', 'SET', 'maxmemory', '2gb', 'maxmemory-policy', 'allkeys-lru'],
        ['CONFIG', 'RESETSTAT'],
      ]);
      const tree = new ConnectionsTree(connections);
      const [shop] = tree.getChildren();
      const rows = (): string[] => tree.getChildren(shop).map((row) => textOf(tree.getTreeItem(row)));
      rows();
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.doesNotMatch(
        String(await client.text('INFO', 'commandstats')),
        /cmdstat_info:/,
        'nobody asks while hidden',
      );
      tree.live.setVisible(true);
      await until('facts', async () => (await Promise.resolve(rows().length > 4)) || undefined);
      const all = rows();
      assert.match(all[2] ?? '', /^[\d.]+ [kM]B of 2\.1\d? GB · allkeys-lru$/);
      assert.ok(all.includes('2 clients'), all.join());
      assert.ok(all.includes('hit ratio: no reads yet') && all.includes('no replicas'), all.join());
      assert.deepEqual(all.slice(-2), ['db0 1 key · in use', 'db3 2 keys']);
      await client.call('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
      tree.dispose();
    });

    it('say what the server does not tell, and use the database that is chosen', async () => {
      await client.call('ACL', 'SETUSER', 'narrow', 'on', 'nopass', '~*', '+@all', '-info');
      await connections.save({ ...profileOf('narrow', server.port, { username: 'narrow' }), id: 'c' }, 'any');
      const tree = new ConnectionsTree(connections);
      tree.live.setVisible(true);
      const rows = (): string[] =>
        tree.getChildren({ kind: 'connection', connectionId: 'c' }).map((row) => textOf(tree.getTreeItem(row)));
      await connections.connect('c');
      await until('facts', async () => (await Promise.resolve(rows().includes('memory: not allowed'))) || undefined);
      for (const name of ['clients', 'hit ratio', 'replication', 'databases'])
        assert.ok(rows().includes(`${name}: not allowed`), rows().join());
      await selectDatabase(connections, { connectionId: 'c', database: 5 });
      const connection = await connections.connect('c');
      await connection.send(['SET', 'in five', 1]);
      assert.deepEqual(await client.text('INFO', 'keyspace').then((text) => /db5:keys=1,/.test(String(text))), true);
      tree.dispose();
      await connections.remove('c');
      await connections.connect('a');
    });
  });

  describe('keys', () => {
    let tree: KeysTree;

    beforeEach(() => {
      tree = new KeysTree();
      tree.setConnection(connections.active);
    });
    afterEach(() => tree.dispose());

    async function texts(parent?: KeyNode): Promise<string[]> {
      const items = (await tree.getChildren(parent)).map((node) => tree.getTreeItem(node));
      return items.map(textOf);
    }

    it('are namespaces with counts, then keys with type and TTL; binary names are shown and kept', async () => {
      await client.call('SET', 'user:1:name', 'x');
      await client.call('SET', 'user:2', 'x', 'PX', 59_900);
      await client.call('ZADD', 'board', 1, 'a');
      await client.call('SET', Buffer.from([0xff, 0x0a, 0x41]), 'x');
      assert.deepEqual(await texts(), ['user 2', 'board', '\\xff\\nA']);
      const [user, board, binary] = await tree.getChildren();
      assert.deepEqual(await texts(user), ['1 1', '2 59 s']);
      assert.equal((tree.getTreeItem(board!).iconPath as vscode.ThemeIcon).id, 'graph');
      assert.ok(binary?.kind === 'key' && binary.key.equals(Buffer.from([0xff, 0x0a, 0x41])));
      const ids = (await tree.getChildren()).map((node) => tree.getTreeItem(node).id);
      await tree.refresh();
      assert.deepEqual(
        (await tree.getChildren()).map((node) => tree.getTreeItem(node).id),
        ids,
        'ids outlive a refresh',
      );
    });

    it('stop at the budget, say so, and go on', async () => {
      await client.pipeline(Array.from({ length: 25_000 }, (_, index) => ['SET', `n:${index}`, 1]));
      const [first, last] = await texts();
      assert.match(first ?? '', /^n ≥ 1\d\u202f\d{3}$/);
      assert.match(last ?? '', /^1\d\u202f\d{3} of about 25\u202f000 scanned Load More$/);
      const scan = (await tree.getChildren()).find(({ kind }) => kind === 'scan');
      await tree.loadMore(scan!);
      await tree.loadMore(scan!);
      assert.deepEqual(await texts(), ['n 25\u202f000']);
    });

    it('page a large namespace by 500 rows', async () => {
      await client.pipeline(Array.from({ length: 1200 }, (_, index) => ['SET', `n:${index}`, 1]));
      const [n] = await tree.getChildren();
      const rows = await tree.getChildren(n);
      assert.equal(rows.length, 501);
      assert.equal(tree.getTreeItem(rows[500]!).label, '700 more');
      await tree.loadMore(rows[500]!);
      assert.equal((await tree.getChildren(n)).length, 1001);
    });

    it('are filtered by the server, a part of a name being enough', async () => {
      for (const key of ['user:1', 'user:2', 'order:1']) await client.call('SET', key, 'x');
      tree.setFilter({ text: 'der' });
      assert.deepEqual(tree.filter, { text: 'der' });
      assert.deepEqual(await texts(), ['order 1']);
      tree.setFilter(undefined);
      assert.deepEqual(await texts(), ['order 1', 'user 2']);
    });

    it('read no type and no TTL beyond the rows that are shown', async () => {
      await client.pipeline(Array.from({ length: 300 }, (_, index) => ['SET', `closed:${index}`, 1]));
      await client.call('SET', 'top', 1);
      await client.call('CONFIG', 'RESETSTAT');
      await tree.getChildren();
      const stats = String(await client.text('INFO', 'commandstats'));
      assert.match(stats, /cmdstat_type:calls=1,/);
      assert.match(stats, /cmdstat_pttl:calls=1,/);
      assert.ok(!stats.includes('cmdstat_keys:') && !stats.includes('memory'), stats);
    });

    it('leave when they expire', async () => {
      await client.call('SET', 'brief', 'x', 'PX', 1500);
      assert.deepEqual(await texts(), ['brief 1 s']);
      await until('the key has gone', async () => {
        tree.tick();
        return (await texts()).length === 0 ? true : undefined;
      });
    });
  });

  it('patterns say their state, and show their keys by the part that differs', async () => {
    const sessions = new DemoSessions({ prefix: () => 'redis-patterns', ttlSeconds: () => 900 });
    const fail = (error: unknown): never => {
      throw error;
    };
    const errors = { show: fail, log: fail };
    const tree = new PatternsTree({ patterns: [pattern], connections, sessions, errors });
    const [leaderboard] = tree.getChildren();
    const state = (): string => String(tree.getTreeItem(leaderboard!).description);
    assert.equal(state(), 'ready');
    assert.equal(tree.getTreeItem(leaderboard!).contextValue, 'pattern.ready');
    await sessions.get(pattern, connections.active!).scaffold();
    await tree.tick();
    assert.match(state(), /^\d+ keys · 1[45] min left$/);
    assert.equal(tree.getTreeItem(leaderboard!).contextValue, 'pattern.scaffolded');
    const labels = tree.getChildren(leaderboard).map((node) => textOf(tree.getTreeItem(node)).split(' ')[0]);
    assert.ok(labels.includes('board:all'), labels.join());
    await client.call('FLUSHALL');
    await tree.tick();
    assert.equal(state(), 'ready', 'a server that came back empty has nothing scaffolded');
    tree.dispose();
    sessions.dispose();
  });
});

/** Label and description, as they stand in the row. */
function textOf({ label, description }: vscode.TreeItem): string {
  assert.equal(typeof label, 'string');
  const name = typeof label === 'string' ? label : '';
  return typeof description === 'string' && description !== '' ? `${name} ${description}` : name;
}
