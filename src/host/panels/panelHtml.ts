import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The hash of an empty style element: the UI toolkit makes one and fills it through the CSSOM, which the policy allows.
 * Nothing that has any content matches it.
 */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/**
 * The page of a panel: one style sheet, one script, nothing else is allowed to load or run. `state` is what the panel's
 * serializer gets back after a restart; the script hands it to VS Code.
 */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, name: string, state: unknown): string {
  const asset = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', file)).toString();
  const nonce = randomBytes(16).toString('base64');
  const csp = [
    "default-src 'none'",
    `style-src ${webview.cspSource} ${EMPTY_STYLE}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<link rel="stylesheet" href="${asset(`${name}.css`)}">
<title>Redis Patterns</title>
</head>
<body>
<div id="${name}" data-state="${escapeAttribute(JSON.stringify(state))}"></div>
<script nonce="${nonce}" src="${asset(`${name}.js`)}"></script>
</body>
</html>`;
}

/** What a panel's page may do. */
export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
  };
}

/** Names of keys and connections get into attributes: none of their characters may end one. */
function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
