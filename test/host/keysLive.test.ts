import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { KeyWatchers } from '../../src/core/keyspace/watch/keyWatchers';
import { type ConnectionManager, createConnectionManager } from '../../src/core/redis/connectionManager';
import { createProfileStore } from '../../src/host/storage/profileStore';
import type { KeyNode } from '../../src/host/views/keyRows';
import type { KeysWay } from '../../src/host/views/keysLive';
import { KeysLive } from '../../src/host/views/keysLive';
import { KeysTree } from '../../src/host/views/keysTree';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, profileOf } from './product';

describe('the rows of the Keys view, live', () => {
  let server: RunningServer;
  let client: RespClient;
  let connections: ConnectionManager;
  let tree: KeysTree;
  let live: KeysLive;
  let way: KeysWay | undefined;
  let paints: number;
  const visibility = new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>();
  const expanded = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<KeyNode>>();
  const collapsed = new vscode.EventEmitter<vscode.TreeViewExpansionEvent<KeyNode>>();
  /** What the view says of itself: which is all that is asked of it. */
  const view = {
    visible: true,
    onDidChangeVisibility: visibility.event,
    onDidExpandElement: expanded.event,
    onDidCollapseElement: collapsed.event,
  };

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
    await connections.connect('a');
  });
  after(async () => {
    connections.dispose();
    client.close();
    await server.stop();
  });
  beforeEach(async () => {
    await client.call('FLUSHALL');
    await client.pipeline([
      ['SET', 'user:1', 'a'],
      ['SET', 'user:2', 'a'],
      ['SET', 'top', 'a'],
    ]);
    tree = new KeysTree();
    tree.setConnection(connections.active);
    paints = 0;
    tree.onDidChangeTreeData(() => (paints += 1));
    await rows();
    view.visible = true;
    const onWay = (now: KeysWay | undefined): void => {
      way = now;
    };
    live = new KeysLive({ view, tree, connections, watchers: new KeyWatchers(), onWay });
    await until('to be live', () => Promise.resolve(way?.way === 'tracking' || undefined));
    // The listening begins a moment later.
    await until('links', async () => (await links()) === 3 || undefined);
  });
  afterEach(async () => {
    live.dispose();
    tree.dispose();
    await until('no link but one', async () => (await links()) === 1 || undefined);
  });

  async function links(): Promise<number> {
    return String(await client.text('CLIENT', 'LIST')).split('name=vscode-redis-patterns').length - 1;
  }

  /** As VS Code asks for them: the top rows, and those of each namespace. */
  async function rows(parent?: KeyNode): Promise<string[]> {
    const texts: string[] = [];
    for (const node of await tree.getChildren(parent)) {
      const { label } = tree.getTreeItem(node);
      texts.push(typeof label === 'string' ? label : (label?.label ?? ''));
      if (node.kind === 'namespace') texts.push(...(await rows(node)));
    }
    return texts;
  }

  async function shows(...wanted: string[]): Promise<void> {
    await until(wanted.join(), async () => (await rows()).join() === wanted.join() || undefined, 10_000).catch(
      async () => assert.deepEqual(await rows(), wanted),
    );
  }

  it('come and go by themselves, at the top and in namespaces', async () => {
    await shows('user', '1', '2', 'top');
    await client.call('SET', 'user:3', 'a');
    await client.call('SET', 'new', 'a');
    await client.call('DEL', 'user:1');
    await shows('user', '2', '3', 'new', 'top');
    await client.call('SET', 'top', 'a', 'PX', 200);
    await shows('user', '2', '3', 'new');
    await client.call('FLUSHDB');
    await shows();
    await client.call('SET', 'again', 'a');
    await shows('again');
  });

  it('are painted a few times a second however much changes, and then the opened namespaces only are followed', async () => {
    for (let round = 0; round < 30; round++) {
      await client.pipeline(Array.from({ length: 20 }, (_, at) => ['SET', `other:${round}:${at}`, 'a']));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await until('the narrow way', () => Promise.resolve(way?.narrow === true || undefined));
    assert.ok(paints < 30, `painted ${paints} times for 600 keys`);
  });

  it('are not read while their namespace is closed, and painted again when it is opened', async () => {
    await shows('user', '1', '2', 'top');
    const [user] = await tree.getChildren();
    assert.ok(user?.kind === 'namespace');
    collapsed.fire({ element: user });
    await client.call('CONFIG', 'RESETSTAT');
    await client.call('SET', 'user:1', 'b');
    const calls = async (): Promise<string> => String(await client.text('INFO', 'commandstats'));
    await until('a look whether it is there', async () => /cmdstat_exists/.test(await calls()) || undefined);
    assert.doesNotMatch(await calls(), /cmdstat_(type|pttl)/);
    const painted: unknown[] = [];
    const listening = tree.onDidChangeTreeData((what) => painted.push(what));
    expanded.fire({ element: user });
    assert.deepEqual(painted, [user]);
    expanded.fire({ element: user });
    assert.deepEqual(painted, [user], 'what was not closed is asked for by VS Code itself');
    listening.dispose();
    await client.call('DEL', 'user:1');
    await shows('user', '2', 'top');
  });

  it('are left in peace while hidden, and looked at when shown again', async () => {
    view.visible = false;
    visibility.fire({ visible: false });
    assert.equal(way, undefined);
    await until('no link but one', async () => (await links()) === 1 || undefined);
    await client.call('SET', 'unseen', 'a');
    const before = paints;
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(paints, before);
    view.visible = true;
    visibility.fire({ visible: true });
    await shows('user', '1', '2', 'top', 'unseen');
  });
});
