import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ConnectionManager } from '../../src/core/redis/connectionManager';
import { createConnectionManager } from '../../src/core/redis/connectionManager';
import { Audits } from '../../src/host/actions/audits';
import { AuditMemories } from '../../src/host/storage/auditMemories';
import { createProfileStore } from '../../src/host/storage/profileStore';
import type { AuditNode } from '../../src/host/views/auditRows';
import { AuditTree } from '../../src/host/views/auditTree';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, profileOf } from './product';

describe('the audit, in a real extension host', () => {
  let server: RunningServer;
  let client: RespClient;
  let connections: ConnectionManager;

  before(async function () {
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
    await connections.save({ ...profileOf('shop', server.port, { readOnly: true }), id: 'a' });
    await connections.connect('a');
    for (let n = 0; n < 30; n += 1) await client.call('SET', `session:${n}`, 'x');
  });

  after(async () => {
    connections.dispose();
    client.close();
    await server.stop();
  });

  it('shows findings by severity and by namespace, each with its keys, and says what was mended', async () => {
    const audits = new Audits(new AuditMemories(new MemoryMemento()));
    const tree = new AuditTree(audits, connections, new Set(['expiration']));
    const labelOf = (node: AuditNode): string => tree.getTreeItem(node).label as string;
    try {
      assert.deepEqual(tree.getChildren(), [], 'nothing before it was run');
      await audits.run(connections.get('a')!);
      const [summary, errors] = tree.getChildren();
      assert.match(String(tree.getTreeItem(summary!).description), /^30 keys · \d+ findings$/);
      assert.equal(labelOf(errors!), 'Errors');
      const [finding] = tree.getChildren(errors);
      const item = tree.getTreeItem(finding!);
      assert.equal(item.label, 'Temporary keys that never expire');
      assert.equal(item.description, 'session:* · 30 of 30 keys (100 %) have no TTL.');
      assert.equal(item.contextValue, 'audit.finding.lesson.keys');
      const keys = tree.getChildren(finding);
      assert.equal(keys.length, 5);
      assert.match(labelOf(keys[0]!), /^session:\d+$/);

      tree.groupBy('namespace');
      const groups = tree.getChildren().map((node) => labelOf(node));
      assert.ok(groups.includes('session:*') && groups.includes('The server'), groups.join(', '));

      for (let n = 0; n < 30; n += 1) await client.call('EXPIRE', `session:${n}`, 1000 + 60 * n);
      await audits.run(connections.get('a')!);
      assert.match(String(tree.getTreeItem(tree.getChildren()[0]!).description), /1 mended/);
      const left = tree.getChildren().flatMap((node) => tree.getChildren(node));
      assert.ok(!left.some((node) => isAbout(node, 'expiry.temporary')));
    } finally {
      tree.dispose();
      audits.dispose();
    }
  });

  it('compares with the audit before in a new window too, and writes no name of a key down', async () => {
    const state = new MemoryMemento();
    const inWindow = async (work: (audits: Audits) => Promise<unknown>): Promise<void> => {
      const audits = new Audits(new AuditMemories(state));
      await work(audits);
      audits.dispose();
    };
    await client.call('SET', 'export:customers', 'x'.repeat(200_000));
    await inWindow((audits) => audits.run(connections.get('a')!));
    await client.call('DEL', 'export:customers');
    await inWindow(async (audits) => {
      const { gone } = await audits.run(connections.get('a')!);
      assert.ok(gone?.some(({ ruleId }) => ruleId === 'memory.big'));
    });
    assert.ok(state.written.length === 2 && !state.written.some((text) => /export|session/.test(text)));
  });

  it('runs as a command, opens its report, and leaves out what is ignored', async () => {
    const api = await activated();
    const { id } = (await api.connections.add(profileOf('audited', server.port))).profile;
    try {
      await client.call('SET', 'lock:door', 'x');
      await vscode.commands.executeCommand('redisPatterns.audit.run', id);
      const text = async (): Promise<string> => {
        await vscode.commands.executeCommand('redisPatterns.audit.exportReport');
        return vscode.window.activeTextEditor?.document.getText() ?? '';
      };
      assert.match(await text(), /# Keyspace audit of `audited`[\s\S]*`lock:door`/);
      const ignored = vscode.workspace.getConfiguration('redisPatterns').get<string[]>('audit.ignore');
      await vscode.commands.executeCommand('redisPatterns.finding.ignore', {
        connectionId: id,
        finding: { ruleId: 'expiry.temporary', subject: 'lock:door' },
      });
      assert.ok(!(await text()).includes('### Temporary keys that never expire: `lock:door`'));
      assert.deepEqual(vscode.workspace.getConfiguration('redisPatterns').get('audit.ignore'), [
        ...(ignored ?? []),
        'expiry.temporary lock:door',
      ]);
    } finally {
      await vscode.workspace
        .getConfiguration('redisPatterns')
        .update('audit.ignore', undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await api.connections.remove(id);
    }
  });
});

function isAbout(node: AuditNode, ruleId: string): boolean {
  return node.kind === 'finding' && node.finding.ruleId === ruleId;
}
