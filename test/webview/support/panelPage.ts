import * as fs from 'node:fs';
import * as path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type {
  Contract,
  Handlers,
  HostMessage,
  Port,
  RpcHost,
  SentHostMessage,
  WebviewMessage,
} from '../../../src/protocol/rpc';
import { createRpcHost } from '../../../src/protocol/rpcHost';
import { repositoryRoot } from '../../support/repository';
import { THEMES, type ThemeName } from './themes';

/** Nothing listens there: every request to it is answered from the bundles' folder. */
const ORIGIN = 'http://panel.test';
const NONCE = 'bm9uY2U=';
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

export interface PanelOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** How far the host's clock is ahead of the page's. */
  readonly hostAheadMs?: number;
}

/** A panel's real bundle on a page like the one VS Code gives it, with the host's end of the RPC in this process. */
export interface PanelPage<C extends Contract> {
  readonly page: Page;
  readonly host: RpcHost<C>;
  /** Errors of the page: uncaught ones, and what the console calls errors, CSP violations among them. */
  readonly errors: readonly string[];
  /** What VS Code keeps for the panel. */
  state(): Promise<unknown>;
  /** As VS Code does when a hidden panel is shown again: a new page, the same state. */
  reload(): Promise<void>;
  /** Into dist/screenshots/webview. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export async function openPanelPage<C extends Contract>(
  context: BrowserContext,
  panel: string,
  handlers: Handlers<C>,
  options: PanelOptions = {},
): Promise<PanelPage<C>> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.setViewportSize({ width: options.width ?? 1200, height: options.height ?? 800 });
  await page.emulateMedia({ reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference' });
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') return route.fulfill({ contentType: 'text/html', body: html(panel, options.theme ?? 'dark') });
    const body = fs.readFileSync(path.join(repositoryRoot(), 'dist/webview', name));
    return route.fulfill({ contentType: MEDIA_TYPES[path.extname(name)] ?? 'text/plain', body });
  });
  const listeners: ((message: WebviewMessage) => void)[] = [];
  await page.exposeFunction('toHost', (message: WebviewMessage) => {
    for (const listener of [...listeners]) listener(message);
  });
  await page.addInitScript(vscodeApi);
  const host = createRpcHost<C>(portTo(page, listeners, options.hostAheadMs), handlers, {
    onError: (error) => errors.push(String(error)),
  });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    host,
    errors,
    state: () => page.evaluate(() => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown),
    reload: async () => {
      await page.reload();
    },
    screenshot: async (name) => {
      const file = path.join(repositoryRoot(), 'dist/screenshots/webview', `${name}.png`);
      await page.screenshot({ path: file });
    },
    close: async () => {
      host.dispose();
      await page.close();
    },
  };
}

function portTo(
  page: Page,
  listeners: ((message: WebviewMessage) => void)[],
  hostAheadMs = 0,
): Port<HostMessage, WebviewMessage> {
  return {
    post(message) {
      // As one string: the driver would take half a minute for an object of 100 000 rows.
      page
        .evaluate(
          (json) => {
            postMessage(JSON.parse(json), '*');
          },
          JSON.stringify({ ...message, sentAt: Date.now() + hostAheadMs } satisfies SentHostMessage),
        )
        .catch(() => undefined); // the page was closed
    },
    onMessage(listener) {
      listeners.push(listener);
      return { dispose: () => listeners.splice(listeners.indexOf(listener), 1) };
    },
  };
}

/** Runs in the page: what a webview is given there by VS Code. */
function vscodeApi(): void {
  let state = JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => (window as unknown as { toHost(message: unknown): void }).toHost(message),
      getState: () => state,
      setState: (next: unknown) => {
        state = next;
        sessionStorage.setItem('state', JSON.stringify(next));
      },
    }),
  });
}

/** As src/host/panels/panelHtml.ts writes it, and the theme as VS Code puts it on the page's root. */
function html(panel: string, name: ThemeName): string {
  const theme = THEMES[name];
  // The toolkit asks whether :focus-visible is known with a style element of its own, to which it gives this nonce.
  const csp = `default-src 'none'; style-src ${ORIGIN} 'nonce-${NONCE}'; font-src ${ORIGIN}; script-src 'nonce-${NONCE}'`;
  const variables = Object.entries(theme.variables).map(([key, value]) => `--vscode-${key}: ${value};`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta property="csp-nonce" content="${NONCE}">
<style nonce="${NONCE}">html { ${variables.join(' ')} }</style>
<link rel="stylesheet" href="${ORIGIN}/${panel}.css">
<title>Redis Patterns</title>
</head>
<body class="${theme.bodyClass}">
<div id="${panel}" data-state="{&quot;patternId&quot;:&quot;leaderboard&quot;}"></div>
<script nonce="${NONCE}" src="${ORIGIN}/${panel}.js"></script>
</body>
</html>`;
}
