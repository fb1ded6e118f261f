// What each folder may not do, as pieces that eslint.config.mjs puts together. In a flat config a later
// `no-restricted-*` entry replaces an earlier one for the same file, so every file gets exactly one complete list.

/** @typedef {{ selector: string, message: string }} SyntaxBan */
/** @typedef {{ name: string, message: string, importNames?: string[], allowTypeImports?: boolean }} PathBan */
/** @typedef {{ regex: string, message: string }} PatternBan */

/**
 * Bans reaching a member by any spelling: `a.name`, `a['name']`, `const { name } = a`.
 * @param {string} names alternatives of a regular expression
 * @param {string} message
 * @returns {SyntaxBan[]}
 */
function memberBan(names, message) {
  return [
    { selector: `MemberExpression[computed=false][property.name=/^(${names})$/]`, message },
    { selector: `MemberExpression[computed=true][property.value=/^(${names})$/]`, message },
    { selector: `ObjectPattern > Property[key.name=/^(${names})$/]`, message },
  ];
}

const htmlNames = 'innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|srcdoc';
const htmlMessage = 'Values are painted with textContent: text from a server must never become markup.';

export const html = [
  ...memberBan(htmlNames, htmlMessage),
  // Object.assign(element, { innerHTML }) and helpers that take properties.
  { selector: `ObjectExpression > Property[key.name=/^(${htmlNames})$/]`, message: htmlMessage },
  {
    selector: `CallExpression[callee.object.name='document'][callee.property.name=/^write(ln)?$/]`,
    message: htmlMessage,
  },
];

const postMessage =
  'Messages go through the typed RPC: webview/shared/rpc.ts there, src/host/panels/webviewPort.ts here.';

export const messaging = [
  ...memberBan('postMessage|acquireVsCodeApi', postMessage),
  { selector: `CallExpression[callee.name=/^(postMessage|acquireVsCodeApi)$/]`, message: postMessage },
  { selector: `TSDeclareFunction[id.name='acquireVsCodeApi']`, message: postMessage },
];

export const dialogs = memberBan(
  'show(Information|Warning|Error)Message',
  'Messages to people are shown by src/host/ui, which knows about codes, cancelling and the log.',
);

export const commandRegistration = memberBan(
  'register(TextEditor)?Command',
  'Commands are registered in src/host/commands, where their ids and error handling live.',
);

const clock = 'Core takes the time from base/clock and chance from base/random, so that tests own both.';

export const time = [
  { selector: `MemberExpression[object.name='Date'][property.name='now']`, message: clock },
  { selector: `NewExpression[callee.name='Date'][arguments.length=0]`, message: clock },
  { selector: `CallExpression[callee.name='Date']`, message: clock },
  { selector: `MemberExpression[object.name='Math'][property.name='random']`, message: clock },
  { selector: `MemberExpression[object.name='AbortSignal'][property.name='timeout']`, message: clock },
  { selector: `MemberExpression[object.name='process'][property.name=/^(hrtime|uptime)$/]`, message: clock },
  ...memberBan('setTimeout|setInterval|setImmediate|performance', clock),
];

export const timeGlobals = ['setTimeout', 'setInterval', 'setImmediate', 'performance'].map((name) => ({
  name,
  message: clock,
}));

/** @type {PathBan[]} */
export const timeModules = [
  ...['node:timers', 'timers', 'node:timers/promises', 'timers/promises', 'node:perf_hooks', 'perf_hooks'].map(
    (name) => ({
      name,
      message: clock,
    }),
  ),
  ...['node:crypto', 'crypto'].map((name) => ({
    name,
    importNames: ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync', 'randomFill', 'webcrypto', 'default'],
    message: clock,
  })),
];

export const modules = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a name is the same wherever it is used.' },
  { selector: `ExportSpecifier[exported.name='default']`, message: 'Named exports only.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that declares it.' },
];

export const reexports = [
  { selector: 'ExportNamedDeclaration[source]', message: 'No barrels: import from the file that declares it.' },
];

/**
 * Bans a module in the spellings that no-restricted-imports does not see: `import('x')`, `require('x')`, and
 * `import('x').T` as a type.
 * @param {string} name a regular expression's body
 * @param {string} message
 * @returns {SyntaxBan[]}
 */
function dynamicBan(name, message) {
  return [
    { selector: `ImportExpression[source.value=/^${name}$/]`, message },
    { selector: `CallExpression[callee.name='require'][arguments.0.value=/^${name}$/]`, message },
    { selector: `TSImportType[source.value=/^${name}$/]`, message },
  ];
}

/**
 * A module that only some folders may import.
 * @param {string} name
 * @param {string} message
 * @param {{ allowTypeImports?: boolean }} [options]
 * @returns {{ paths: PathBan[], syntax: SyntaxBan[] }}
 */
function moduleBan(name, message, options = {}) {
  return { paths: [{ name, message, ...options }], syntax: dynamicBan(name.replaceAll('/', '\\u002F'), message) };
}

const vscodeMessage = 'Only src/host and src/extension.ts know vscode; core, protocol and webviews run without it.';
export const vscode = moduleBan('vscode', vscodeMessage);
export const vscodeValue = moduleBan('vscode', 'src/api.ts is types only.', { allowTypeImports: true });
export const ioredis = moduleBan('ioredis', 'Only src/core/redis talks to a server: every command passes its guard.');
export const toolkit = moduleBan(
  '@vscode/webview-ui-toolkit',
  'The UI toolkit is imported in webview/shared/toolkit.ts only.',
);

/** @type {PatternBan[]} */
export const snippetsAsCode = [
  {
    regex: '^\\.{1,2}/(?:[^?]*/)?snippets/[^?]*\\.(?:ts|js|py|go|java|txt)$|^\\./snippets/[^?]+$',
    message: "A snippet is text: import the folder with '?sources'.",
  },
];

/** @type {PatternBan[]} */
export const nodeModules = [{ regex: '^node:', message: 'A webview runs in a browser.' }];
