import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ConnectionManager, createConnectionManager } from '../../src/core/redis/connectionManager';
import { createProfileStore } from '../../src/host/storage/profileStore';
import { keyDrag } from '../../src/host/views/keyDrag';
import type { KeyNode } from '../../src/host/views/keyRows';
import { KeysTree } from '../../src/host/views/keysTree';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, profileOf } from './product';

const THIN = '\u202f';

describe('the rows of the Keys view, in a real extension host', () => {
  let server: RunningServer;
  let client: RespClient;
  let connections: ConnectionManager;
  let tree: KeysTree;

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
    await connections.save({ ...profileOf('rows', server.port), id: 'a' });
    await connections.connect('a');
  });
  after(async () => {
    connections.dispose();
    client.close();
    await server.stop();
  });
  beforeEach(async () => {
    await client.call('FLUSHALL');
    tree = new KeysTree();
    tree.setConnection(connections.active);
  });
  afterEach(() => tree.dispose());

  async function texts(parent?: KeyNode): Promise<string[]> {
    const items = (await tree.getChildren(parent)).map((node) => tree.getTreeItem(node));
    return items.map(({ label, description }) => `${plain(label)} ${plain(description)}`.trim());
  }

  async function row(kind: KeyNode['kind'], parent?: KeyNode): Promise<KeyNode> {
    const found = (await tree.getChildren(parent)).find((node) => node.kind === kind);
    assert.ok(found, `a row of kind ${kind}`);
    return found;
  }

  async function fill(count: number, nameOf: (index: number) => string): Promise<void> {
    for (let start = 0; start < count; start += 10_000) {
      const size = Math.min(10_000, count - start);
      await client.pipeline(Array.from({ length: size }, (_, index) => ['SET', nameOf(start + index), 1]));
    }
  }

  it('load all, telling how far they are, and stop when told to', async () => {
    await fill(60_000, (index) => `n:${index}`);
    const scan = await row('scan');
    assert.equal(tree.getTreeItem(scan).contextValue, 'scan.resting');
    const all = tree.loadAll(scan);
    const item = tree.getTreeItem(scan);
    assert.equal(item.contextValue, 'scan.running');
    assert.match(plain(item.label), /of about 60\u202f000 scanned$/);
    assert.equal(item.description, 'Stop');
    tree.stopLoading(scan);
    await all;
    assert.match((await texts())[0] ?? '', /^n ≥ /);
    await tree.loadAll();
    assert.deepEqual(await texts(), [`n 60${THIN}000`]);
  });

  it('of a namespace are scanned for by its prefix when it is opened before the whole is known', async () => {
    await fill(30_000, (index) => `many:${index}`);
    const odd = ['[x]*?\\-^:1', '[x]*?\\-^:2'];
    for (const key of odd) await client.call('SET', key, 1);
    await client.call('SET', 'x*:no', 1);
    tree.setFilter({ text: '*' });
    // Ten times the budget: with a filter the server looks, so a small budget is needed to be partial.
    await vscode.workspace.getConfiguration('redisPatterns').update('keys.scanBudget', 100, true);
    try {
      tree.setFilter(undefined);
      const namespace = { kind: 'namespace' as const, connectionId: 'a', count: 1, label: Buffer.from('') };
      const path = Buffer.from('[x]*?\\-^:');
      await tree.getChildren();
      const rows = await tree.getChildren({ ...namespace, path });
      const scan = rows.find(({ kind }) => kind === 'scan');
      assert.ok(scan, 'a budget is not enough to see all');
      await tree.loadAll(scan);
      assert.deepEqual(await texts({ ...namespace, path }), ['1', '2']);
      const roots = await texts();
      assert.ok(roots.includes('[x]*?\\-^ 2'), roots.join());
      assert.match(roots[0] ?? '', /(many ≥)|(2$)/);
      assert.match(roots.at(-1) ?? '', /scanned Load More$/, 'the whole is still partial');
    } finally {
      await vscode.workspace.getConfiguration('redisPatterns').update('keys.scanBudget', undefined, true);
    }
  });

  it('find a name that is typed in full at once, whatever else matches', async () => {
    await fill(200_000, (index) => `n:${index}`);
    await client.call('SET', 'n:exact', 1);
    tree.setFilter({ text: 'n:exact' });
    const [first] = await texts();
    assert.equal(first, 'n:exact exact name');
    const key = await row('key');
    assert.equal(tree.getTreeItem(key).id, `exact/${Buffer.from('n:exact').toString('base64')}`);
    tree.setFilter({ text: 'n:exact', type: 'hash' });
    await tree.loadAll();
    assert.deepEqual(await texts(), []);
  });

  it('are filtered by type and by what is left of their life, together', async () => {
    await fill(600, (index) => `forever:${index}`);
    await client.call('SET', 'soon:1', 1, 'PX', 50_000);
    await client.call('HSET', 'soon:2', 'f', 1);
    await client.call('PEXPIRE', 'soon:2', 50_000);
    await client.call('SET', 'later:1', 1, 'PX', 5_000_000);
    tree.setFilter({ ttl: { kind: 'none' } });
    assert.deepEqual(await texts(), ['forever 600']);
    tree.setFilter({ ttl: { kind: 'within', ms: 60_000 } });
    assert.deepEqual(await texts(), ['soon 2']);
    tree.setFilter({ ttl: { kind: 'within', ms: 60_000 }, type: 'hash' });
    assert.deepEqual(await texts(), ['soon 1']);
    tree.setFilter({ text: 'l*', ttl: { kind: 'within', ms: 60_000 } });
    assert.deepEqual(await texts(), []);
  });

  it('are sorted by what expires first, or by size', async () => {
    await client.call('SET', 'a', 'xx', 'PX', 90_500);
    await client.call('SET', 'b', 'x'.repeat(2000));
    await client.call('RPUSH', 'c', 1, 2, 3);
    await client.call('SET', 'd', 'x', 'PX', 50_900);
    await client.call('SET', 'z:1', 1);
    tree.setOrder('ttl');
    assert.deepEqual(await texts(), ['z 1', 'd 50 s', 'a 1 min', 'b', 'c']);
    tree.setOrder('size');
    assert.deepEqual(await texts(), ['z 1', 'b 2 kB', 'c 3 elements', 'a 2 B · 1 min', 'd 1 B · 50 s']);
    tree.setOrder('name');
    assert.deepEqual(await texts(), ['z 1', 'a 1 min', 'b', 'c', 'd 50 s']);
  });

  it('are sorted among all that are loaded, not only among the first by name', async () => {
    await fill(900, (index) => `n:${index}`);
    await client.call('SET', 'n:zz', 'x'.repeat(2000), 'PX', 50_900);
    const [n] = await tree.getChildren();
    tree.setOrder('ttl');
    assert.equal((await texts(n))[0], 'zz 50 s');
    tree.setOrder('size');
    assert.equal((await texts(n))[0], 'zz 2 kB · 50 s');
    await client.call('APPEND', 'n:500', 'x'.repeat(3000));
    await tree.keysChanged([Buffer.from('n:500')]);
    assert.deepEqual((await texts(n)).slice(0, 2), ['500 3 kB', 'zz 2 kB · 50 s']);
    assert.doesNotMatch(String(await client.text('INFO', 'commandstats')), /cmdstat_memory/);
  });

  it('of a large namespace are read while it is shown, telling how far, and no further once that is stopped', async () => {
    await fill(60_000, (index) => `n:${index}`);
    await client.call('SET', 'n:zz', 'x', 'EX', 5000);
    await tree.getChildren();
    await tree.loadAll();
    const [n] = await tree.getChildren();
    tree.setOrder('ttl');
    const sort = await row('sort', n);
    assert.deepEqual(plain(tree.getTreeItem(sort).description), 'Stop');
    tree.stopLoading(sort);
    await until('the stop', async () => {
      const item = tree.getTreeItem(await row('sort', n));
      return item.description === 'Read On' || undefined;
    });
    assert.match(plain(tree.getTreeItem(sort).label), / of 60\u202f001 sorted$/);
    await tree.loadMore(sort);
    await until('all to be sorted', async () => (await texts(n))[0]?.startsWith('zz ') || undefined);
    assert.ok((await texts(n)).every((text) => !text.includes('sorted')));
  });

  it('that are not there are asked for no more than their names need', async () => {
    await fill(20, (index) => `n:${index}`);
    await client.call('SET', 'top', 1);
    const [n] = await tree.getChildren();
    await texts();
    await texts(n);
    assert.ok(n?.kind === 'namespace');
    tree.closed(n.path);
    await client.call('CONFIG', 'RESETSTAT');
    await client.call('DEL', 'n:3');
    await client.call('SET', 'n:new', 1);
    await tree.keysChanged(['n:1', 'n:2', 'n:3', 'n:new'].map((name) => Buffer.from(name)));
    const calls = String(await client.text('INFO', 'commandstats'));
    assert.match(calls, /cmdstat_exists:calls=4,/);
    assert.doesNotMatch(calls, /cmdstat_p?t(ype|tl)/);
    await client.call('DEL', 'n:4');
    await tree.keysChanged([Buffer.from('n:4')]);
    assert.deepEqual(await texts(), ['n 19', 'top']);
  });

  it('tell how far a refresh of all is, and stay as they were when it is stopped', async () => {
    await fill(300_000, (index) => `n:${index}`);
    await tree.getChildren();
    await tree.loadAll();
    assert.deepEqual(await texts(), [`n 300${THIN}000`]);
    await client.call('SET', 'new', 1);
    const done = tree.refresh();
    const scan = await row('scan');
    const item = tree.getTreeItem(scan);
    assert.match(plain(item.label), /^Refreshing: /);
    assert.equal(item.description, 'Stop');
    tree.stopLoading(scan);
    await done;
    assert.deepEqual(await texts(), [`n 300${THIN}000`], 'what was there before');
    await tree.refresh();
    assert.deepEqual(await texts(), [`n 300${THIN}000`, 'new']);
  });

  it('cut names at each of several separators', async () => {
    const configuration = vscode.workspace.getConfiguration('redisPatterns');
    await configuration.update('keys.separators', [':', '/'], true);
    try {
      for (const key of ['a:b/c', 'a/b:c', 'a:b:c']) await client.call('SET', key, 1);
      assert.deepEqual(await texts(), ['a 1', 'a 2']);
      const [slash, colon] = await tree.getChildren();
      assert.ok(slash?.kind === 'namespace' && String(slash.path) === 'a/');
      assert.deepEqual(await texts(colon), ['b 1', 'b 1']);
      const [below] = await tree.getChildren(colon);
      assert.ok(below?.kind === 'namespace' && String(below.path) === 'a:b/');
      assert.deepEqual(await texts(below), ['c']);
    } finally {
      await configuration.update('keys.separators', undefined, true);
    }
  });

  it('come, change and go when they are told what changed', async () => {
    await client.call('SET', 'u:1', 1);
    await client.call('SET', 'gone', 1);
    tree.setFilter({ text: '*[u1g]*' });
    const fired: string[] = [];
    assert.deepEqual(await texts(), ['u 1', 'gone']);
    tree.onDidChangeTreeData((what) => {
      fired.push(Array.isArray(what) ? what.map(({ kind }) => kind).join() : what === undefined ? 'all' : 'one');
    });
    await client.call('DEL', 'gone');
    await client.call('SET', 'u:2', 1);
    await client.call('SET', 'xyz', 1);
    await tree.keysChanged(['gone', 'u:2', 'xyz'].map((name) => Buffer.from(name)));
    assert.deepEqual(fired, ['all']);
    assert.deepEqual(await texts(), ['u 2'], 'xyz does not match the filter');
    await client.call('SET', 'new1', 1);
    await tree.keysChanged([Buffer.from('new1')]);
    assert.deepEqual(await texts(), ['u 2', 'new1']);
    await client.call('DEL', 'new1');
    await client.call('HSET', 'new1', 'f', 1);
    await client.call('PEXPIRE', 'new1', 40_900);
    fired.splice(0);
    await tree.keysChanged([Buffer.from('new1')]);
    assert.deepEqual(fired, ['key'], 'one row is painted again, and no other');
    const [, changed] = await tree.getChildren();
    const item = tree.getTreeItem(changed!);
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'symbol-structure');
    assert.equal(item.description, '40 s');
  });

  it('tell more when the pointer rests on them, memory only on request', async () => {
    await client.call('SET', 'n', 'abc', 'PX', 90_000);
    const [node] = await tree.getChildren();
    await client.call('CONFIG', 'RESETSTAT');
    const tooltip = async (): Promise<string> => {
      const item = tree.getTreeItem(node!);
      assert.equal(item.tooltip, undefined, 'nothing is read before');
      const { token } = new vscode.CancellationTokenSource();
      return plain((await tree.resolveTreeItem(item, node!, token)).tooltip);
    };
    assert.match(await tooltip(), /^n\nstring · embstr\nexpires in 1 min (29|30) s$/);
    assert.doesNotMatch(String(await client.text('INFO', 'commandstats')), /memory/);
    tree.noteMemory(connections.active!, Buffer.from('n'), 56);
    assert.match(await tooltip(), /\n56 B of memory, as MEMORY USAGE estimates$/);
  });

  it('are names when they are dragged into an editor', async () => {
    await client.call('SET', Buffer.from([0xff, 0x0a]), 1);
    await client.call('SET', 'näme', 1);
    await client.call('SET', 'ns:1', 1);
    const transfer = new vscode.DataTransfer();
    await keyDrag.handleDrag!(await tree.getChildren(), transfer, new vscode.CancellationTokenSource().token);
    assert.equal(await transfer.get('text/plain')?.asString(), 'ns:\nnäme\n"\\xff\\n"');
  });

  it('of a flat namespace come in steps that double, so that a hundred thousand are a few clicks away', async () => {
    await fill(4000, (index) => `n:${index}`);
    const [n] = await tree.getChildren();
    const shown: number[] = [];
    for (let last = await row('rest', n).catch(() => undefined); last;) {
      assert.ok(last.kind === 'rest');
      shown.push(last.shown);
      const { label, description } = tree.getTreeItem(last);
      assert.match(plain(label), / more$/);
      assert.equal(
        description,
        `Show ${Math.min(last.shown, 4000 - last.shown)}`.replace(/(\d)(\d{3})$/, `$1${THIN}$2`),
      );
      await tree.loadMore(last);
      last = await row('rest', n).catch(() => undefined);
    }
    assert.deepEqual(shown, [500, 1000, 2000]);
    assert.equal((await tree.getChildren(n)).length, 4000);
  });

  it('keep ids, limits and looked-into namespaces through a refresh', async () => {
    await fill(1200, (index) => `n:${index}`);
    const [n] = await tree.getChildren();
    const rest = (await tree.getChildren(n)).at(-1);
    await tree.loadMore(rest!);
    const ids = async (): Promise<(string | undefined)[]> =>
      (await tree.getChildren(n)).map((node) => tree.getTreeItem(node).id);
    const before = await ids();
    assert.equal(before.length, 1001);
    await tree.refresh();
    await tree.getChildren();
    assert.deepEqual(await ids(), before);
  });
});

function plain(text: unknown): string {
  assert.equal(typeof text, 'string');
  return text as string;
}
