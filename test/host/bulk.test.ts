import * as assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { collectKeys } from '../../src/core/keyspace/bulk/collectKeys';
import { type ConnectionManager, createConnectionManager } from '../../src/core/redis/connectionManager';
import type { RedisPatternsApi } from '../../src/api';
import { askAndDelete, describeDeletion } from '../../src/host/actions/deleteKeys';
import { exportTo } from '../../src/host/actions/exportKeys';
import { askAndImport, describeImport, describePlan, importFrom, readPlan } from '../../src/host/actions/importKeys';
import { commandIds } from '../../src/host/commands/ids';
import { createProfileStore } from '../../src/host/storage/profileStore';
import type { KeyNode } from '../../src/host/views/keyRows';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, codeOf, profileOf } from './product';

const SETTING = 'keys.confirmDelete';

// A modal question cannot be answered in an extension host under test: VS Code dismisses it, as a person by Escape does.
describe('work on many keys, in a real extension host', () => {
  let api: RedisPatternsApi;
  let server: RunningServer;
  let client: RespClient;
  let connections: ConnectionManager;
  let folder: string;
  const added: string[] = [];

  before(async function () {
    api = await activated();
    server = await startServer('redis7', {
      binary: await need(this, 'redis7'),
    });
    client = await connectResp(server.address);
    folder = await mkdtemp(path.join(tmpdir(), 'bulk-'));
    const store = createProfileStore(
      new MemoryMemento(),
      () => [],
      () => false,
    );
    connections = createConnectionManager({
      profiles: store,
      secrets: new MemorySecrets(),
    });
    await connections.save({ ...profileOf('dev', server.port), id: 'dev' });
    await connections.save({
      ...profileOf('shop', server.port, { environment: 'production' }),
      id: 'production',
    });
    await connections.save({ ...profileOf('trial', server.port, { environment: 'staging' }), id: 'staging' });
    await connections.save({
      ...profileOf('looked at', server.port, { readOnly: true }),
      id: 'readOnly',
    });
    for (const id of ['dev', 'staging', 'production', 'readOnly']) await connections.connect(id);
  });
  after(async () => {
    for (const id of added) await api.connections.remove(id);
    connections.dispose();
    client.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    await client.call('FLUSHALL');
    await client.call('MSET', 'n:1', 'a', 'n:2', 'b', 'one', '{"a":1}');
  });
  afterEach(() => ask(undefined));

  function ask(value: boolean | undefined): Thenable<void> {
    return vscode.workspace.getConfiguration('redisPatterns').update(SETTING, value, true);
  }

  function connection(id: string) {
    const found = connections.get(id);
    assert.ok(found);
    return found;
  }

  /** The product's own connection, which commands use. */
  async function useProduct(more: Parameters<typeof profileOf>[2] = {}): Promise<string> {
    const { profile } = await api.connections.add(profileOf(`bulk ${String(added.length)}`, server.port, more));
    added.push(profile.id);
    await api.connections.connect(profile.id);
    return profile.id;
  }

  function keyRow(connectionId: string, name: string): KeyNode {
    return {
      kind: 'key',
      connectionId,
      key: Buffer.from(name),
      label: Buffer.from(name),
    };
  }

  function namespaceRow(connectionId: string): KeyNode {
    return {
      kind: 'namespace',
      connectionId,
      path: Buffer.from('n:'),
      label: Buffer.from('n'),
      count: 2,
    };
  }

  it('deletes a single key without a question where that is switched off, and only there', async () => {
    const id = await useProduct();
    await vscode.commands.executeCommand(commandIds.deleteKeys, keyRow(id, 'one'));
    assert.equal(await client.call('EXISTS', 'one'), 1, 'the question was dismissed');
    await ask(false);
    await vscode.commands.executeCommand(commandIds.deleteKeys, keyRow(id, 'one'));
    assert.equal(await client.call('EXISTS', 'one'), 0);
    await vscode.commands.executeCommand(commandIds.deleteKeys, namespaceRow(id));
    const rows = [keyRow(id, 'n:1'), keyRow(id, 'n:2')];
    await vscode.commands.executeCommand(commandIds.deleteKeys, rows[0], rows);
    assert.equal(await client.call('DBSIZE'), 2, 'namespaces, and several keys, are always asked for');
  });

  it('is done on the connection that the rows are of, whichever is active, and not at all where that is closed', async () => {
    await ask(false);
    const first = await useProduct();
    const second = await useProduct({ database: 1 });
    const other = await connectResp(server.address);
    await other.call('SELECT', 1);
    await other.call('SET', 'one', 'of the other');
    await vscode.commands.executeCommand(commandIds.copyKeyCommand, keyRow(first, 'one'));
    assert.match(await vscode.env.clipboard.readText(), /^SET one "\{/);
    await vscode.commands.executeCommand(commandIds.deleteKeys, keyRow(first, 'one'));
    assert.equal(await other.call('EXISTS', 'one'), 1, 'the one of the active connection stays');
    other.close();
    assert.equal(await client.call('EXISTS', 'one'), 0);
    await api.connections.disconnect(second);
    await api.connections.connect(first);
    await client.call('SET', 'one', 'a');
    await vscode.commands.executeCommand(commandIds.deleteKeys, keyRow(second, 'one'));
    const mixed = [keyRow(first, 'one'), keyRow(second, 'one')];
    await vscode.commands.executeCommand(commandIds.deleteKeys, mixed[0], mixed);
    assert.equal(await client.call('EXISTS', 'one'), 1);
  });

  it('asks on staging and production whatever the setting says, and deletes nothing without an answer', async () => {
    await ask(false);
    const one = { keys: [Buffer.from('one')], prefixes: [] };
    for (const id of ['staging', 'production']) await assert.rejects(askAndDelete(connection(id), one));
    assert.equal(await client.call('DBSIZE'), 3);
  });

  it('refuses on a read-only connection before anything is counted or sent', async () => {
    await client.call('CONFIG', 'RESETSTAT');
    const all = { keys: [], prefixes: [Buffer.from('n:')] };
    assert.equal(await codeOf(askAndDelete(connection('readOnly'), all)), 'READ_ONLY_CONNECTION');
    assert.equal(await codeOf(askAndImport(connection('readOnly'))), 'READ_ONLY_CONNECTION');
    assert.doesNotMatch(String(await client.text('INFO', 'commandstats')), /cmdstat_(scan|unlink|exists)/);
  });

  it('exports into a file and imports it again; the file is there whole or not at all', async () => {
    const file = path.join(folder, 'keys.redis');
    const names = await collectKeys(
      connection('dev'),
      { keys: [], prefixes: [Buffer.from('n:')] },
      { signal: new AbortController().signal },
    );
    const report = await exportTo(connection('dev'), names, 'commands', vscode.Uri.file(file));
    assert.equal(report.keys, 2);
    assert.deepEqual((await readFile(file, 'utf8')).trimEnd().split('\n').sort(), ['SET n:1 a', 'SET n:2 b']);
    await client.call('FLUSHALL');
    const plan = await readPlan(file);
    assert.deepEqual([plan.keys, plan.lines], [2, 2]);
    const imported = await importFrom(connection('dev'), file, plan, 'stop');
    assert.equal(describeImport(imported, plan), 'Imported 2 keys.');
    assert.equal(await client.text('GET', 'n:2'), 'b');
    const again = await importFrom(connection('dev'), file, plan, 'stop');
    assert.match(describeImport(again, plan), /^Imported 0 keys\. Stopped because "n:[12]" is there already\.$/);
    await connections.disconnect('dev');
    await assert.rejects(exportTo(connection('dev'), names, 'commands', vscode.Uri.file(file)));
    assert.deepEqual(await readdir(folder), ['keys.redis'], 'nothing half-written stays');
    assert.match(await readFile(file, 'utf8'), /SET n:1 a/, 'and what was there stays');
    await connections.connect('dev');
  });

  it('shows the first names of an import, and how many more there are, before anything is written', async () => {
    const file = path.join(folder, 'named.redis');
    const lines = Array.from({ length: 8 }, (_, at) => `SET imported:${at} x\nPEXPIREAT imported:${at} 1\n`);
    await writeFile(file, lines.join(''));
    const asked = describePlan(await readPlan(file), 'overwrite');
    const names = [0, 1, 2, 3, 4].map((at) => `imported:${at}\n`).join('');
    assert.ok(asked.startsWith(`${names}… and 3 more\n\n16 lines were read`), asked);
    assert.match(asked, /replaced\. This cannot be undone.*8 keys of it expired/s);
    await writeFile(file, 'SET one x\n');
    assert.match(describePlan(await readPlan(file), 'skip'), /^one\n\nOne line was read/);
    await unlink(file);
  });

  it('names the line of a file that is no export, and writes nothing', async () => {
    const file = path.join(folder, 'wrong.redis');
    await writeFile(file, 'SET a 1\nFLUSHALL\n');
    await assert.rejects(readPlan(file), /Line 2: FLUSHALL is none of the commands/);
    assert.equal(await client.call('DBSIZE'), 3);
  });

  it('copies the commands that make a key', async () => {
    const id = await useProduct();
    await client.call('HSET', 'h', 'field', 'a "b"\n');
    await client.call('PEXPIREAT', 'h', 4_000_000_000_000);
    await vscode.commands.executeCommand(commandIds.copyKeyCommand, keyRow(id, 'h'));
    assert.equal(await vscode.env.clipboard.readText(), 'HSET h field "a \\"b\\"\\n"\nPEXPIREAT h 4000000000000');
  });

  it('compares two keys in the diff editor', async () => {
    const id = await useProduct();
    await client.call('SADD', 'left', 'b', 'a', '</script>');
    await client.call('SADD', 'right', 'a', 'c');
    const rows = [keyRow(id, 'left'), keyRow(id, 'right')];
    await vscode.commands.executeCommand(commandIds.diffKeys, rows[0], rows);
    const input = await until('the diff editor', () => {
      const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return Promise.resolve(shown instanceof vscode.TabInputTextDiff ? shown : undefined);
    });
    const textOf = async (uri: vscode.Uri): Promise<string> => (await vscode.workspace.openTextDocument(uri)).getText();
    assert.equal(await textOf(input.original), 'type: set\nexpires: never\n\n"</script>"\na\nb\n');
    assert.equal(await textOf(input.modified), 'type: set\nexpires: never\n\na\nc\n');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('offers what writes only where it may be written', async () => {
    const { contributes } = vscode.extensions.getExtension('redis-patterns.redis-patterns')?.packageJSON as {
      contributes: {
        menus: Record<string, { command: string; when: string }[]>;
        keybindings: { command: string; when: string }[];
      };
    };
    const writing: string[] = [commandIds.deleteKeys, commandIds.importKeys];
    const places = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    const offered = places.filter(({ command, when }) => writing.includes(command) && when !== 'false');
    assert.equal(offered.length, 3);
    for (const { command, when } of offered) assert.match(when, /redisPatterns:writable/, command);
    await Promise.resolve();
  });

  it('reports in whole sentences', () => {
    const counts = {
      deleted: 199_873,
      gone: 127,
      left: 5000,
      unknown: 0,
      refused: 0,
    };
    assert.equal(
      describeDeletion(counts),
      'Deleted 199\u202f873 keys; 127 were gone already; 5\u202f000 left because you stopped.',
    );
  });
});
