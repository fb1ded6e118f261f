import type * as vscode from 'vscode';
import type { HostMessage, Port, SentHostMessage, SentWebviewMessage, WebviewMessage } from '../../protocol/rpc';

/**
 * How messages of the RPC travel between this host and a webview. The only place that posts to one. Of a panel whose pages
 * follow each other, `page` names the one that is heard.
 */
export function webviewPort(webview: vscode.Webview, page?: string): Port<HostMessage, WebviewMessage> {
  return {
    post(message) {
      // False when the webview is hidden or gone: it asks for everything again when it is back.
      const sent: SentHostMessage = { ...message, sentAt: Date.now() };
      void webview.postMessage(sent);
    },
    onMessage: (listener) =>
      webview.onDidReceiveMessage((message: SentWebviewMessage) => {
        if (message.page === page) listener(message);
      }),
  };
}
