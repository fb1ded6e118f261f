import type * as vscode from 'vscode';
import type { HostMessage, Port, WebviewMessage } from '../../protocol/rpc';

/** How messages of the RPC travel between this host and a webview. The only place that posts to one. */
export function webviewPort(webview: vscode.Webview): Port<HostMessage, WebviewMessage> {
  return {
    post(message) {
      // False when the webview is hidden or gone: it asks for everything again when it is back.
      void webview.postMessage(message);
    },
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
