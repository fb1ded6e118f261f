/** Code that breaks a rule, or that looks like it and must be let through. */
export interface Plant {
  readonly title: string;
  /** Where it is planted, in a copy of the repository. */
  readonly file: string;
  readonly code: string;
  /** The rule that must speak up; nothing for legitimate code. */
  readonly rule?: string;
}

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
    code: "import source from './snippets/ioredis.ts?text';\nexport const b = source;",
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

const value = 'export const a = 1;';

/** Plain files that the planted imports below lead to. */
export const targets: readonly Plant[] = [
  { title: '', file: 'src/core/patterns/plant-a/index.ts', code: value },
  { title: '', file: 'src/core/patterns/kit/plantKit.ts', code: value },
  { title: '', file: 'src/core/keyspace/plantTarget.ts', code: value },
  { title: '', file: 'src/core/snippets/plantTarget.ts', code: value },
  { title: '', file: 'src/host/plantTarget.ts', code: value },
  { title: '', file: 'src/host/plantQ.ts', code: "import { b } from './plantP';\nexport const a = (): unknown => b;" },
  { title: '', file: 'src/host/plantR2.ts', code: "import type { A } from './plantR1';\nexport type B = A | 2;" },
  { title: '', file: 'src/extension.ts', code: 'export const activate = 1;' },
  {
    title: '',
    file: 'src/protocol/plantTarget.ts',
    code: 'export interface A {\n  readonly a: 1;\n}\n' + value.replace('a =', 'b ='),
  },
  { title: '', file: 'webview/inspector/plantTarget.ts', code: value },
  { title: '', file: 'webview/shared/plantTarget.ts', code: value },
];

const importA = (from: string): string => `import { a } from '${from}';\nexport const b = a;`;
const importType = (from: string): string => `import type * as target from '${from}';\nexport type B = typeof target;`;

/** What needs the graph of imports. */
export const cruised: readonly Plant[] = [
  {
    title: 'a sibling pattern',
    file: 'src/core/patterns/plant-b/steps.ts',
    code: importA('../plant-a/index'),
    rule: 'pattern-imports-sibling',
  },
  {
    title: 'a type of a sibling pattern',
    file: 'src/core/patterns/plant-b/types.ts',
    code: importType('../plant-a/index'),
    rule: 'pattern-imports-sibling',
  },
  {
    title: 'the text of a sibling pattern',
    file: 'src/core/patterns/plant-b/text.ts',
    code: "import a from '../plant-a/lesson.md?text';\nexport const b = a;",
    rule: 'pattern-reads-sibling-text',
  },
  {
    title: 'a pattern by name outside the registry',
    file: 'src/host/plantC.ts',
    code: importA('../core/patterns/plant-a/index'),
    rule: 'only-the-registry-knows-patterns',
  },
  {
    title: 'a higher layer',
    file: 'src/core/redis/plantD.ts',
    code: importA('../keyspace/plantTarget'),
    rule: 'core-redis-imports-upward',
  },
  {
    title: 'the type of a higher layer',
    file: 'src/core/base/plantE.ts',
    code: importType('../keyspace/plantTarget'),
    rule: 'core-base-imports-upward',
  },
  {
    title: 'the host from core',
    file: 'src/core/redis/plantF.ts',
    code: importA('../../host/plantTarget'),
    rule: 'core-imports-outward',
  },
  {
    title: 'a type of vscode from core',
    file: 'src/core/redis/plantG.ts',
    code: "import type { Uri } from 'vscode';\nexport type B = Uri;",
    rule: 'core-imports-outward',
  },
  {
    title: 'a value of core from the protocol',
    file: 'src/protocol/plantH.ts',
    code: importA('../core/keyspace/plantTarget'),
    rule: 'protocol-sees-plain-types',
  },
  {
    title: 'core from a webview',
    file: 'webview/lab/plantI.ts',
    code: importA('../../src/core/keyspace/plantTarget'),
    rule: 'webview-sees-only-the-protocol',
  },
  {
    title: 'a type of core from a webview',
    file: 'webview/lab/plantJ.ts',
    code: importType('../../src/core/keyspace/plantTarget'),
    rule: 'webview-sees-only-the-protocol',
  },
  {
    title: 'one panel from another',
    file: 'webview/lab/plantK.ts',
    code: importA('../inspector/plantTarget'),
    rule: 'panel-imports-panel',
  },
  {
    title: 'a panel from webview/shared',
    file: 'webview/shared/plantL.ts',
    code: importA('../inspector/plantTarget'),
    rule: 'shared-imports-panel',
  },
  {
    title: 'ioredis from the host',
    file: 'src/host/plantM.ts',
    code: "import { Redis } from 'ioredis';\nexport const b = Redis;",
    rule: 'only-redis-imports-ioredis',
  },
  {
    title: 'the composition root',
    file: 'src/host/plantN.ts',
    code: "import { activate } from '../extension';\nexport const b = activate;",
    rule: 'nobody-imports-the-composition-root',
  },
  {
    title: 'test code from the product',
    file: 'src/host/plantO.ts',
    code: "import { repositoryRoot } from '../../test/support/repository';\nexport const b = repositoryRoot;",
    rule: 'product-imports-tests',
  },
  {
    title: 'a cycle',
    file: 'src/host/plantP.ts',
    code: "import { a } from './plantQ';\nexport const b = (): unknown => a;",
    rule: 'no-cycles',
  },
  {
    title: 'a cycle of types',
    file: 'src/host/plantR1.ts',
    code: "import type { B } from './plantR2';\nexport type A = B | 1;",
    rule: 'no-cycles',
  },
  { title: 'a file that is not there', file: 'src/host/plantR.ts', code: importA('./nothing'), rule: 'unresolvable' },
  {
    title: 'the UI toolkit from a panel',
    file: 'webview/lab/plantS.ts',
    code: "import { Button } from '@vscode/webview-ui-toolkit';\nexport const b = Button;",
    rule: 'one-file-imports-the-toolkit',
  },
  {
    title: 'core/snippets from a layer',
    file: 'src/core/keyspace/plantT.ts',
    code: importA('../snippets/plantTarget'),
    rule: 'layers-do-not-import-snippets',
  },
  {
    title: 'the keyspace from core/snippets',
    file: 'src/core/snippets/plantU.ts',
    code: importA('../keyspace/plantTarget'),
    rule: 'snippets-stand-beside',
  },

  { title: 'the kit from a pattern', file: 'src/core/patterns/plant-b/kitUser.ts', code: importA('../kit/plantKit') },
  {
    title: 'texts of its own folder in a pattern',
    file: 'src/core/patterns/plant-b/ownText.ts',
    code: "import a from './lesson.md?text';\nimport c from './snippets/ioredis.ts?text';\nexport const b = a + c;",
  },
  {
    title: 'a type of core in the protocol',
    file: 'src/protocol/plantX.ts',
    code: importType('../core/keyspace/plantTarget'),
  },
  {
    title: 'the protocol in a webview',
    file: 'webview/lab/plantY.ts',
    code: importType('../../src/protocol/plantTarget'),
  },
  { title: 'webview/shared in a panel', file: 'webview/lab/plantZ.ts', code: importA('../shared/plantTarget') },
  { title: 'core in the host', file: 'src/host/plantAa.ts', code: importA('../core/keyspace/plantTarget') },
  { title: 'a lower layer', file: 'src/core/audit/plantAb.ts', code: importA('../keyspace/plantTarget') },
  {
    title: 'ioredis in core/redis',
    file: 'src/core/redis/plantAc.ts',
    code: "import { Redis } from 'ioredis';\nexport const b = Redis;",
  },
];

/** What only the compiler sees: what is global. */
export const compiled: readonly Plant[] = [
  {
    title: 'vscode as a type in core',
    file: 'src/core/base/plantVscode.ts',
    code: "import type { Uri } from 'vscode';\nexport type A = Uri;",
    rule: 'TS2306',
  },
  {
    title: 'the DOM in core',
    file: 'src/core/base/plantDom.ts',
    code: 'export const a = document.body;',
    rule: 'TS2584',
  },
  {
    title: 'plain Node in core',
    file: 'src/core/base/plantNode.ts',
    code: "import { EventEmitter } from 'node:events';\nexport const a = EventEmitter;",
  },
];
