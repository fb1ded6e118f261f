// Bundles everything that runs: the extension host bundle, one bundle per webview, and the test suites.
//   node esbuild.js [--production] [--watch] [--tests]
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { filePlugin } = require('./scripts/filePlugin.js');
const { leanDecoderPlugin } = require('./scripts/leanDecoder.js');
const { writeSnippetFiles } = require('./scripts/snippetFiles.js');

const root = __dirname;

/** `import text from './file.ext?text'` gives the file's content as a string, whatever its extension. */
const textPlugin = {
  name: 'text',
  setup(build) {
    build.onResolve({ filter: /\?text$/ }, (args) => ({
      path: path.resolve(args.resolveDir, args.path.slice(0, -'?text'.length)),
      namespace: 'text',
    }));
    build.onLoad({ filter: /.*/, namespace: 'text' }, async (args) => ({
      contents: await fs.promises.readFile(args.path, 'utf8'),
      loader: 'text',
      watchFiles: [args.path],
    }));
  },
};

/** Packages that are bundles of their own beside the extension's: Node reads them at their first `import()`, not at the start. */
const LAZY_PACKAGES = ['ioredis', 'yaml'];

const lazyPackagesPlugin = {
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(${LAZY_PACKAGES.join('|')})$`) }, (args) =>
      args.kind === 'dynamic-import' ? { path: `./${args.path}.js`, external: true } : undefined,
    );
  },
};

/** Tests and benches talk to servers through the client library as it ships, which is not quite what is in node_modules. */
const shippedClientPlugin = {
  name: 'shipped-client',
  setup(build) {
    build.onResolve({ filter: /^ioredis$/ }, (args) =>
      args.kind === 'dynamic-import' ? { path: path.join(root, 'dist/ioredis.js'), external: true } : undefined,
    );
  },
};

/** Options every bundle shares. Node 20 is the extension host of the oldest VS Code that engines allows. */
function common(production) {
  return {
    absWorkingDir: root,
    bundle: true,
    plugins: [textPlugin],
    minify: production,
    sourcemap: production ? false : 'linked',
    logLevel: 'warning',
    legalComments: 'none',
    metafile: true,
  };
}

function extensionOptions(production) {
  return {
    ...common(production),
    plugins: [textPlugin, filePlugin(true), lazyPackagesPlugin, leanDecoderPlugin],
    entryPoints: { extension: 'src/extension.ts', ...Object.fromEntries(LAZY_PACKAGES.map((name) => [name, name])) },
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  };
}

function webviewOptions(production) {
  return {
    ...common(production),
    entryPoints: webviewEntries(),
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    target: 'chrome130',
    loader: { '.ttf': 'file' },
  };
}

/** One bundle per folder of webview/ that has a main.ts; its CSS is found through the imports of main.ts. */
function webviewEntries() {
  const folders = fs.readdirSync(path.join(root, 'webview'), { withFileTypes: true });
  const names = folders
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(root, 'webview', entry.name, 'main.ts')))
    .map((entry) => entry.name);
  return Object.fromEntries(names.map((name) => [name, `webview/${name}/main.ts`]));
}

/** Every *.test.ts and every module that the test runners load, each with what it imports from src; packages stay outside. */
function testOptions() {
  const entries = fs
    .readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.startsWith('host/fixtures/'));
  return {
    ...common(false),
    plugins: [textPlugin, filePlugin(false), shippedClientPlugin],
    minify: false,
    sourcemap: 'inline',
    entryPoints: entries.map((file) => `test/${file}`),
    outbase: 'test',
    outdir: 'dist/test',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    external: ['vscode'],
  };
}

async function main() {
  const production = process.argv.includes('--production');
  const all = [extensionOptions(production), webviewOptions(production)];
  if (process.argv.includes('--tests')) all.push(testOptions());
  if (process.argv.includes('--watch')) {
    for (const options of all) await (await esbuild.context(options)).watch();
    return;
  }
  await Promise.all(all.map((options) => esbuild.build(options)));
  await writeSnippetFiles({ ...common(production), plugins: [textPlugin, filePlugin(false)] });
}

main().catch((error) => {
  if (!error.errors) console.error(error);
  process.exitCode = 1;
});
