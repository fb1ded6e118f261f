// The direction of imports. ESLint bans what a single line shows (eslint.config.mjs); this checks what needs the graph.

const patternRoot = '^src/core/patterns/';

/** Layers of core, lowest first: each may import itself and what stands before it. */
const layers = ['base', 'redis', 'keyspace', 'patterns', 'audit'];

const upward = layers.slice(0, -1).map((layer, index) => ({
  name: `core-${layer}-imports-upward`,
  comment: 'base ← redis ← keyspace ← patterns ← audit: a lower layer must not know a higher one, not even its types.',
  severity: 'error',
  from: { path: `^src/core/${layer}/` },
  to: { path: `^src/core/(${layers.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or want a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'unresolvable',
      comment:
        "Nothing answers to this import. Texts ('?text', '?file', '?sources') are resolved by esbuild.js, vscode by the editor.",
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['\\?(text|file|sources)$', '^vscode$'] },
    },
    {
      name: 'undeclared-package',
      comment: 'A package is used that package.json does not declare.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '(^|/)node_modules/@types/vscode/' },
    },
    ...upward,
    {
      name: 'core-imports-outward',
      comment: 'Core runs in plain Node: it knows neither the editor, nor the protocol, nor a browser.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: ['^src/(?!core/|textModules)', '^webview/', '^vscode$', '(^|/)node_modules/(@types/)?vscode/'] },
    },
    {
      name: 'snippets-stand-beside',
      comment: 'core/snippets builds on base alone; of a pattern it may know the plain types.',
      severity: 'error',
      from: { path: '^src/core/snippets/' },
      to: { path: '^src/core/(redis|keyspace|audit|patterns/(?!contract\\.ts$))' },
    },
    {
      name: 'snippets-see-pattern-types-only',
      comment: 'core/snippets builds on base alone; of a pattern it may know the plain types.',
      severity: 'error',
      from: { path: '^src/core/snippets/' },
      to: { path: patternRoot, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'layers-do-not-import-snippets',
      comment: 'core/snippets stands beside the layers: the host brings both together.',
      severity: 'error',
      from: { path: '^src/core/(?!snippets/|scaffold/)' },
      to: { path: '^src/core/(snippets|scaffold)/' },
    },
    {
      name: 'scaffold-builds-on-snippets',
      comment: 'core/scaffold puts the code of core/snippets into projects; nothing else of core is needed for it.',
      severity: 'error',
      from: { path: '^src/core/scaffold/' },
      to: { path: '^src/core/(?!scaffold/|snippets/|base/)' },
    },
    {
      name: 'snippets-do-not-import-scaffold',
      comment: 'Code is inserted without a project around it.',
      severity: 'error',
      from: { path: '^src/core/snippets/' },
      to: { path: '^src/core/scaffold/' },
    },
    {
      name: 'pattern-imports-sibling',
      comment: 'A pattern folder is whole: of patterns/ it sees itself, kit/ and the files of patterns/ itself.',
      severity: 'error',
      from: { path: `${patternRoot}([^/]+)/` },
      to: { path: `${patternRoot}[^/]+/`, pathNot: [`${patternRoot}$1/`, `${patternRoot}kit/`] },
    },
    {
      name: 'pattern-reads-sibling-text',
      comment: 'A text of a sibling pattern is an import of the sibling too.',
      severity: 'error',
      from: { path: `${patternRoot}[^/]+/` },
      to: { path: '^\\.\\./(?!kit/).*\\?(text|file|sources)$' },
    },
    {
      name: 'only-the-registry-knows-patterns',
      comment: 'Whatever works with patterns works with all of them, through the registry.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: [`${patternRoot}registry\\.ts$`, `${patternRoot}[^/]+/`] },
      to: { path: `${patternRoot}(?!kit/)[^/]+/` },
    },
    {
      name: 'only-redis-imports-ioredis',
      comment: 'Every command passes the guard of core/redis, so nobody else has a client to send one with.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/core/redis/' },
      to: { path: ['^ioredis', 'node_modules/ioredis/'] },
    },
    {
      name: 'protocol-sees-plain-types',
      comment: 'A message is data: the protocol takes types from core and nothing that runs.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: '^src/core/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'protocol-imports-outward',
      comment: 'The protocol is read by both ends, so it belongs to neither.',
      severity: 'error',
      from: { path: '^src/protocol/' },
      to: { path: ['^src/(?!core/|protocol/)', '^webview/', '^vscode$', '^node_modules/'] },
    },
    {
      name: 'host-imports-outward',
      comment: 'The host sees core and protocol, and the types of the API; it is composed by extension.ts.',
      severity: 'error',
      from: { path: '^src/host/' },
      to: { path: ['^src/(?!core/|protocol/|host/|api\\.ts$|textModules)', '^webview/'] },
    },
    {
      name: 'api-is-types',
      comment: 'The API file is a contract: whoever implements it lives elsewhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/api\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-the-composition-root',
      comment: 'Only extension.ts composes; what is needed twice belongs elsewhere.',
      severity: 'error',
      from: {},
      to: { path: '^src/extension\\.ts$' },
    },
    {
      name: 'product-imports-tests',
      comment: 'No test code, and no test switch, in the product.',
      severity: 'error',
      from: { path: '^(src|webview)/' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'webview-sees-only-the-protocol',
      comment: 'A webview never names a Redis command: what it knows of the product is the protocol.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/(?!protocol/|textModules)' },
    },
    {
      name: 'panel-imports-panel',
      comment: 'A panel folder is whole; what two panels share is in webview/shared.',
      severity: 'error',
      from: { path: '^webview/([^/]+)/' },
      to: { path: '^webview/[^/]+/', pathNot: ['^webview/$1/', '^webview/shared/'] },
    },
    {
      name: 'shared-imports-panel',
      comment: 'What is shared does not know who shares it.',
      severity: 'error',
      from: { path: '^webview/shared/' },
      to: { path: '^webview/(?!shared/)' },
    },
    {
      name: 'product-imports-webview',
      comment: 'The host serves the bundles; it imports nothing of them.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^webview/' },
    },
    {
      name: 'one-file-imports-the-toolkit',
      comment: 'So that the UI toolkit can be changed for its successor in one commit.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^webview/shared/toolkit\\.ts$' },
      to: { path: ['^@vscode/webview-ui-toolkit', 'node_modules/@vscode/webview-ui-toolkit/'] },
    },
  ],
  options: {
    // Type-only imports are imports too: without this they vanish before the rules see them.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // The package esbuild is taken for the build script of the same name at the top.
    doNotFollow: { path: ['node_modules', '^esbuild\\.js$'] },
    // Snippets are texts for other projects, with clients that are not installed here.
    exclude: { path: '^src/core/patterns/[^/]+/snippets/|^test/host/fixtures/|^dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
