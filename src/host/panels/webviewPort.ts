import type * as vscode from 'vscode';
import type { HostMessage, Port, SentHostMessage, WebviewMessage } from '../../protocol/rpc';

/** How messages of the RPC travel between this host and a webview. The only place that posts to one. */
export function webviewPort(webview: vscode.Webview): Port<HostMessage, WebviewMessage> {
  return {
    post(message) {
      // False when the webview is hidden or gone: it asks for everything again when it is back.
      const sent: SentHostMessage = { ...message, sentAt: Date.now() };
      void webview.postMessage(sent);
    },
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
