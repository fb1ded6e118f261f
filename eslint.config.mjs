import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import * as bans from './scripts/eslintBans.mjs';

const SNIPPETS = 'src/core/patterns/*/snippets/**/*.ts';

/**
 * The one complete list of bans for some files; see scripts/eslintBans.mjs for why it must be complete.
 * @param {string[]} files
 * @param {object} lists
 * @param {{ paths: object[], syntax: object[] }[]} [lists.modules]
 * @param {object[]} [lists.syntax]
 * @param {object[]} [lists.paths]
 * @param {object[]} [lists.patterns]
 * @param {object[]} [lists.globals]
 * @param {string[]} [ignores]
 */
function forbid(files, lists, ignores = []) {
  const { modules = [], syntax = [], paths = [], patterns = [], globals = [] } = lists;
  return {
    files,
    ignores,
    rules: {
      'no-restricted-syntax': listed([...syntax, ...modules.flatMap((ban) => ban.syntax)]),
      'no-restricted-globals': listed(globals),
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [...paths, ...modules.flatMap((ban) => ban.paths)], patterns },
      ],
    },
  };
}

/** A bare 'error' would keep the options of an earlier entry: an empty list must switch the rule off. */
function listed(/** @type {object[]} */ list) {
  return list.length === 0 ? 'off' : ['error', ...list];
}

const everywhere = [...bans.html, ...bans.modules];
const outsideHost = [...everywhere, ...bans.dialogs, ...bans.commandRegistration];

const core = {
  modules: [bans.vscode, bans.ioredis, bans.toolkit],
  syntax: [...outsideHost, ...bans.messaging, ...bans.reexports, ...bans.time],
  paths: bans.timeModules,
  patterns: bans.snippetsAsCode,
  globals: bans.timeGlobals,
};
const timeless = { ...core, syntax: [...outsideHost, ...bans.messaging, ...bans.reexports], paths: [], globals: [] };
const host = {
  modules: [bans.ioredis, bans.toolkit],
  syntax: [...everywhere, ...bans.messaging, ...bans.reexports, ...bans.dialogs, ...bans.commandRegistration],
};
const webview = {
  modules: [bans.vscode, bans.ioredis, bans.toolkit],
  syntax: [...outsideHost, ...bans.messaging, ...bans.reexports],
  patterns: bans.nodeModules,
};

/** @param {object} lists @param {object[]} allowed */
function without(lists, allowed) {
  return { ...lists, syntax: lists.syntax.filter((ban) => !allowed.includes(ban)) };
}

const folders = [
  forbid(['src/core/**/*.ts'], core, [SNIPPETS]),
  forbid(['src/core/base/**/*.ts'], timeless),
  forbid(['src/core/redis/**/*.ts'], { ...core, modules: [bans.vscode, bans.toolkit] }),
  forbid(['src/protocol/**/*.ts'], timeless),
  forbid(['src/extension.ts', 'src/host/**/*.ts'], host),
  forbid(['src/host/ui/**/*.ts'], without(host, bans.dialogs)),
  forbid(['src/host/commands/**/*.ts'], without(host, bans.commandRegistration)),
  forbid(['src/host/panels/webviewPort.ts'], without(host, bans.messaging)),
  // The API's types may gather what core declares; that is not a barrel but its purpose.
  forbid(['src/api.ts'], { ...without(host, bans.reexports), modules: [bans.ioredis, bans.toolkit, bans.vscodeValue] }),
  forbid(['webview/**/*.ts'], webview),
  forbid(['webview/shared/rpc.ts'], without(webview, bans.messaging)),
  forbid(['webview/shared/toolkit.ts'], { ...without(webview, bans.reexports), modules: [bans.vscode, bans.ioredis] }),
  forbid(['test/**/*.ts'], { modules: [bans.vscode, bans.toolkit], syntax: bans.modules }),
  forbid(['test/host/**/*.ts', 'test/support/vscode/**/*.ts'], { modules: [bans.toolkit], syntax: bans.modules }),
  // Ambient modules can only be described with a default export.
  forbid(['**/*.d.ts'], {}),
];

export default defineConfig(
  globalIgnores(['**/node_modules/**', 'dist/**', '.cache/**', '.vscode-test/**', 'media/**', 'test/host/fixtures/**']),
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.ts'],
    ignores: [SNIPPETS],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // What createElement answers is never made by a constructor that one could see.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A loop that an abort ends is written `while (true)`.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  // Snippets are other projects' code, with other clients and without the rules of this house.
  { files: [SNIPPETS], extends: [tseslint.configs.recommended] },
  { files: ['src/**/*.ts', 'webview/**/*.ts'], ignores: [SNIPPETS], rules: { 'no-console': 'error' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A describe() is as long as the tests in it; each of them stays short by review.
      'max-lines-per-function': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Mocha's describe and it may be given async functions, and expectations are often arrow shorthands.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  ...folders,
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'readonly', __dirname: 'readonly' },
    },
  },
);
