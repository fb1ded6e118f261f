import type { Plant } from './plant';

const value = 'export const a = 1;';

/** Plain files that the planted imports below lead to. */
export const targets: readonly Plant[] = [
  { title: '', file: 'src/core/patterns/plant-a/index.ts', code: value },
  { title: '', file: 'src/core/patterns/kit/plantKit.ts', code: value },
  { title: '', file: 'src/core/keyspace/plantTarget.ts', code: value },
  { title: '', file: 'src/core/snippets/plantTarget.ts', code: value },
  { title: '', file: 'src/core/scaffold/plantTarget.ts', code: value },
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
    code: "import a from '../plant-a/lesson.md?file';\nexport const b = a;",
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
  {
    title: 'the keyspace from core/scaffold',
    file: 'src/core/scaffold/plantV.ts',
    code: importA('../keyspace/plantTarget'),
    rule: 'scaffold-builds-on-snippets',
  },
  {
    title: 'core/scaffold from core/snippets',
    file: 'src/core/snippets/plantW.ts',
    code: importA('../scaffold/plantTarget'),
    rule: 'snippets-do-not-import-scaffold',
  },

  { title: 'the kit from a pattern', file: 'src/core/patterns/plant-b/kitUser.ts', code: importA('../kit/plantKit') },
  {
    title: 'texts of its own folder in a pattern',
    file: 'src/core/patterns/plant-b/ownText.ts',
    code: "import a from './lesson.md?file';\nimport c from './snippets?sources';\nexport const b = a + c;",
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
