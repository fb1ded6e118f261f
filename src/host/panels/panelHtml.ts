import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface PanelContent {
  /** What the panel's serializer gets back after a restart; the script hands it to VS Code. */
  readonly state: unknown;
  /** Of a panel whose pages follow each other: which one this is. Its messages say so. */
  readonly page?: string;
}

/** The page of a panel: one style sheet, one script, nothing else is allowed to load or run. */
export function panelHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: string,
  { state, page }: PanelContent,
): string {
  const asset = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', file)).toString();
  const ofPage = page === undefined ? '' : ` data-page="${escapeAttribute(page)}"`;
  const nonce = randomBytes(16).toString('base64');
  const csp = [
    "default-src 'none'",
    // The UI toolkit makes a style element of its own, to which it gives the nonce of the meta element.
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta property="csp-nonce" content="${nonce}">
<link rel="stylesheet" href="${asset(`${name}.css`)}">
<title>Redis Patterns</title>
</head>
<body>
<div id="${name}" data-state="${escapeAttribute(JSON.stringify(state))}"${ofPage}></div>
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
