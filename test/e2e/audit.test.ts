import assert from 'node:assert/strict';
import { Lab } from '../support/lab';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection } from './connecting';

// Audit, open a finding, read its lesson, mend it, audit again: as a person would.

describe('the audit, from a finding to its end', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    for (let n = 0; n < 300; n += 1) {
      await client.call('SET', `session:${String(n)}`, 'x'.repeat(300));
      await client.call('HSET', `user:${String(n)}`, 'name', 'anna', 'mail', 'anna@example.org');
      await client.call('SET', `device:${String(n)}:name`, 'lamp', 'EX', 1000 + 7 * n);
    }
    await client.call('RPUSH', 'export:all', ...Array.from({ length: 12_000 }, (_, n) => `row ${String(n)}`));
    workbench = await openWorkbench({ viewport: { width: 1280, height: 1000 } });
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'shop' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  it('finds what is wrong, by severity, each with its keys', async () => {
    await workbench.runCommand('Redis Patterns: Audit Keyspace...');
    const audit = workbench.tree('Audit');
    await audit.find('Errors');
    const texts = await audit.texts();
    assert.ok(
      texts.some((text) => /Temporary keys that never expire session:\* · 300 of 300 keys/.test(text)),
      texts.join('\n'),
    );
    await workbench.screenshot('audit-findings');
    await audit.expand('Temporary keys that never expire');
    await untilTrue('some of the keys are below', async () =>
      (await audit.texts()).some((text) => /^session:\d+/.test(text)),
    );
  });

  it('shows the report, in VS Code’s own Markdown', async () => {
    await workbench.tree('Audit').clickTitle('Show Audit Report');
    const report = await workbench.webviewFrame('h1:has-text("Keyspace audit")');
    await report.getByText('All 901 keys were looked at.').waitFor();
    await workbench.screenshot('audit-report');
    await workbench.runCommand('View: Close All Editors');
  });

  it('leads to the keys of a finding', async () => {
    await workbench.tree('Audit').clickInline('Temporary keys that never expire', 'Show Its Keys');
    await workbench.tree('Keys').find('session');
    await untilTrue('only those are shown', async () => {
      const rows = await workbench.tree('Keys').texts();
      return rows.length === 1 && /session .*300/.test(rows[0] ?? '');
    });
    await workbench.screenshot('audit-keys');
    await workbench.tree('Keys').clickTitle('Clear Key Filter');
  });

  it('leads to the lesson, and no longer finds what was mended', async () => {
    await workbench.tree('Audit').clickInline('Temporary keys that never expire', 'Open Lesson');
    await Lab.find(workbench);
    await workbench.screenshot('audit-lesson');
    await workbench.runCommand('View: Close All Editors');
    for (let n = 0; n < 300; n += 1) await client.call('EXPIRE', `session:${String(n)}`, 1000 + 60 * n);
    await workbench.runCommand('Redis Patterns: Audit Keyspace...');
    await untilTrue('it is gone', async () => {
      // The summary is the first row, which the place kept from before may have scrolled off.
      await workbench.tree('Audit').find('shop');
      const texts = await workbench.tree('Audit').texts();
      return texts.some((text) => /1 mended/.test(text)) && !texts.some((text) => text.startsWith('Temporary keys'));
    });
    await workbench.screenshot('audit-mended');
  });
});
