import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { webviewPort } from '../../src/host/panels/webviewPort';
import type { WebviewMessage } from '../../src/protocol/rpc';
import { until } from '../support/servers/until';
import { activated } from './product';

describe('what a host hears of pages that follow each other in one panel', () => {
  let panel: vscode.WebviewPanel;

  before(async () => {
    await activated();
  });
  afterEach(() => {
    panel.dispose();
  });

  /** A page that asks under each of these names, in this order. */
  async function heard(expected: string | undefined, ...sent: readonly (string | undefined)[]): Promise<number[]> {
    panel = vscode.window.createWebviewPanel('redisPatterns.test', 'pages', vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    const ids: number[] = [];
    const all: unknown[] = [];
    panel.webview.onDidReceiveMessage((message) => all.push(message));
    webviewPort(panel.webview, expected).onMessage((message: WebviewMessage) => {
      if (message.type === 'request') ids.push(message.id);
    });
    const messages = sent.map((page, id) => ({ type: 'request', id, method: 'refresh', params: null, page }));
    panel.webview.html = `<script>
      const api = acquireVsCodeApi();
      for (const message of ${JSON.stringify(messages)}) api.postMessage(message);
    </script>`;
    await until('all to be sent', () => Promise.resolve(all.length === sent.length || undefined));
    return ids;
  }

  it('is the last one: what is asked on a page of a former key is not done to this one', async () => {
    assert.deepEqual(await heard('2', '1', '2', undefined, '2'), [1, 3]);
  });

  it('is all where there is but one page', async () => {
    assert.deepEqual(await heard(undefined, undefined, undefined), [0, 1]);
  });
});
