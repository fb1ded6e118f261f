import type { Plant } from './plant';

const syntax = 'no-restricted-syntax';
const imports = '@typescript-eslint/no-restricted-imports';

/** What ESLint sees in one file. */
export const linted: readonly Plant[] = [
  {
    title: 'vscode in core',
    file: 'src/core/redis/plant1.ts',
    code: "import * as vscode from 'vscode';\nexport const a = vscode.version;",
    rule: imports,
  },
  {
    title: 'a type of vscode in core',
    file: 'src/core/base/plant2.ts',
    code: "import type { Uri } from 'vscode';\nexport type A = Uri;",
    rule: imports,
  },
  {
    title: 'vscode in the protocol',
    file: 'src/protocol/plant3.ts',
    code: "import type { Uri } from 'vscode';\nexport type A = Uri;",
    rule: imports,
  },
  {
    title: 'vscode imported dynamically in core',
    file: 'src/core/redis/plant4.ts',
    code: "export const a = (): Promise<unknown> => import('vscode');",
    rule: syntax,
  },
  {
    title: 'ioredis in the host',
    file: 'src/host/plant5.ts',
    code: "import { Redis } from 'ioredis';\nexport const a = Redis;",
    rule: imports,
  },
  {
    title: 'ioredis in a pattern',
    file: 'src/core/patterns/plant-6/plant6.ts',
    code: "import { Redis } from 'ioredis';\nexport const a = Redis;",
    rule: imports,
  },
  {
    title: 'Date.now in core',
    file: 'src/core/keyspace/plant7.ts',
    code: 'export const a = (): number => Date.now();',
    rule: syntax,
  },
  {
    title: 'new Date() in core',
    file: 'src/core/redis/plant8.ts',
    code: 'export const a = (): Date => new Date();',
    rule: syntax,
  },
  {
    title: 'Math.random in core',
    file: 'src/core/audit/plant9.ts',
    code: 'export const a = (): number => Math.random();',
    rule: syntax,
  },
  {
    title: 'setTimeout in core',
    file: 'src/core/patterns/plant10.ts',
    code: 'export const a = (): void => void setTimeout(() => undefined, 1);',
    rule: 'no-restricted-globals',
  },
  {
    title: 'a timer by globalThis in core',
    file: 'src/core/patterns/plant11.ts',
    code: 'export const a = (): void => void globalThis.setTimeout(() => undefined, 1);',
    rule: syntax,
  },
  {
    title: 'randomUUID in core',
    file: 'src/core/patterns/plant12.ts',
    code: "import { randomUUID } from 'node:crypto';\nexport const a = (): string => randomUUID();",
    rule: imports,
  },
  {
    title: 'innerHTML in a webview',
    file: 'webview/lab/plant13.ts',
    code: "export const a = (e: HTMLElement): void => {\n  e.innerHTML = '';\n};",
    rule: syntax,
  },
  {
    title: "['innerHTML'] in a webview",
    file: 'webview/lab/plant14.ts',
    code: "export const a = (e: HTMLElement): void => {\n  e['innerHTML'] = '';\n};",
    rule: syntax,
  },
  {
    title: 'insertAdjacentHTML in webview/shared',
    file: 'webview/shared/plant15.ts',
    code: "export const a = (e: HTMLElement): void => {\n  e.insertAdjacentHTML('beforeend', '');\n};",
    rule: syntax,
  },
  {
    title: 'outerHTML by Object.assign',
    file: 'webview/lab/plant16.ts',
    code: "export const a = (e: HTMLElement): unknown => Object.assign(e, { outerHTML: '' });",
    rule: syntax,
  },
  {
    title: 'postMessage in a panel',
    file: 'webview/lab/plant17.ts',
    code: 'export const a = (w: Window): void => {\n  w.postMessage(1);\n};',
    rule: syntax,
  },
  {
    title: 'acquireVsCodeApi in a panel',
    file: 'webview/lab/plant18.ts',
    code: 'declare function acquireVsCodeApi(): unknown;\nexport const a = acquireVsCodeApi();',
    rule: syntax,
  },
  {
    title: 'postMessage in the host',
    file: 'src/host/panels/plant19.ts',
    code: "import type { Webview } from 'vscode';\nexport const a = (w: Webview): Thenable<boolean> => w.postMessage(1);",
    rule: syntax,
  },
  {
    title: 'showErrorMessage outside host/ui',
    file: 'src/host/views/plant20.ts',
    code: "import * as vscode from 'vscode';\nexport const a = (): unknown => vscode.window.showErrorMessage('');",
    rule: syntax,
  },
  {
    title: 'registerCommand outside host/commands',
    file: 'src/host/views/plant21.ts',
    code: "import { commands } from 'vscode';\nexport const a = commands.registerCommand('a', () => undefined);",
    rule: syntax,
  },
  {
    title: 'registerCommand in host/ui',
    file: 'src/host/ui/plant22.ts',
    code: "import { commands } from 'vscode';\nexport const a = commands.registerCommand('a', () => undefined);",
    rule: syntax,
  },
  {
    title: 'the UI toolkit in a panel',
    file: 'webview/lab/plant23.ts',
    code: "import { Button } from '@vscode/webview-ui-toolkit';\nexport const a = Button;",
    rule: imports,
  },
  {
    title: 'a value of vscode in the API',
    file: 'src/api.ts',
    code: "import * as vscode from 'vscode';\nexport const a = vscode.version;",
    rule: imports,
  },
  {
    title: 'console in the product',
    file: 'src/host/plant25.ts',
    code: "export const a = (): void => console.log('');",
    rule: 'no-console',
  },
  {
    title: 'a promise nobody waits for',
    file: 'src/host/plant26.ts',
    code: 'export const a = (): void => {\n  Promise.resolve(1);\n};',
    rule: '@typescript-eslint/no-floating-promises',
  },
  {
    title: 'any',
    file: 'src/host/plant27.ts',
    code: 'export const a = (b: any): unknown => b;',
    rule: '@typescript-eslint/no-explicit-any',
  },
  { title: 'a default export', file: 'src/core/base/plant28.ts', code: 'export default 1;', rule: syntax },
  { title: 'a barrel', file: 'src/core/base/plant29.ts', code: "export * from './clock';", rule: syntax },
  {
    title: 'a snippet imported as code',
    file: 'src/core/patterns/plant-30/index.ts',
    code: "import { a } from './snippets/ioredis';\nexport const b = a;",
    rule: imports,
  },
  {
    title: 'a file too long',
    file: 'src/host/plant31.ts',
    code: 'export const a = [\n' + '  1,\n'.repeat(400) + '];',
    rule: 'max-lines',
  },
  {
    title: 'an unhandled case',
    file: 'src/host/plant32.ts',
    code: "export function a(b: 'x' | 'y'): void {\n  switch (b) {\n    case 'x':\n      break;\n  }\n}",
    rule: '@typescript-eslint/switch-exhaustiveness-check',
  },

  {
    title: 'the clock in core/base',
    file: 'src/core/base/plant40.ts',
    code: 'export const a = (): number => Date.now() + performance.now();',
  },
  {
    title: 'a date of a given time in core',
    file: 'src/core/audit/plant41.ts',
    code: 'export const a = (at: number): string => new Date(at).toISOString();',
  },
  {
    title: 'a hash in core',
    file: 'src/core/redis/plant42.ts',
    code: "import { createHash } from 'node:crypto';\nexport const a = (t: string): string => createHash('sha1').update(t).digest('hex');",
  },
  {
    title: 'ioredis in core/redis',
    file: 'src/core/redis/plant43.ts',
    code: "import { Redis } from 'ioredis';\nexport const a = Redis;",
  },
  {
    title: 'snippets as text',
    file: 'src/core/patterns/plant-44/index.ts',
    code: "import sources from './snippets?sources';\nexport const b = sources;",
  },
  {
    title: 'messages in webview/shared/rpc.ts',
    file: 'webview/shared/rpc.ts',
    code: 'declare function acquireVsCodeApi(): { postMessage(message: unknown): void };\nexport const a = (): void => acquireVsCodeApi().postMessage(1);',
  },
  {
    title: 'messages in src/host/panels/webviewPort.ts',
    file: 'src/host/panels/webviewPort.ts',
    code: "import type { Webview } from 'vscode';\nexport const a = (w: Webview): Thenable<boolean> => w.postMessage(1);",
  },
  {
    title: 'dialogs in host/ui',
    file: 'src/host/ui/plant47.ts',
    code: "import * as vscode from 'vscode';\nexport const a = (): unknown => vscode.window.showErrorMessage('');",
  },
  {
    title: 'commands in host/commands',
    file: 'src/host/commands/plant48.ts',
    code: "import * as vscode from 'vscode';\nexport const a = vscode.commands.registerCommand('a', () => undefined);",
  },
  {
    title: 'the toolkit in its file',
    file: 'webview/shared/toolkit.ts',
    code: "export { vsCodeButton } from '@vscode/webview-ui-toolkit';",
  },
  {
    title: 'textContent in a webview',
    file: 'webview/lab/plant50.ts',
    code: "export const a = (e: HTMLElement): void => {\n  e.textContent = '<b>';\n};",
  },
];
