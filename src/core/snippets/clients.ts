/** How a language says what it needs from elsewhere; `none` where nothing is imported. */
export type ImportSyntax = 'ecmascript' | 'python' | 'go' | 'java' | 'none';

/** A client library that snippets are written for. */
export interface SnippetClient {
  /** Also the name of its files in the `snippets` folder of a pattern, before the dot. */
  readonly id: string;
  /** As the lab and the pickers show it. */
  readonly title: string;
  /** What its files end with, without the dot. */
  readonly extension: string;
  /** VS Code's ids of the languages it is used from, the snippet's own first. */
  readonly languageIds: readonly [string, ...string[]];
  /** One level of indentation in its files. */
  readonly indent: string;
  readonly importSyntax: ImportSyntax;
  /** What to install, by the name that the manifests use. */
  readonly packageName: string;
  /** The version that the tests run, the newest when it was set; of redis-cli the oldest that will do. */
  readonly version: string;
  /** A command that installs it into a project; for Maven, what to add. */
  readonly install: string;
  /** Files of a workspace that name the package where it is used; `*` stands for anything. None where it is no dependency. */
  readonly manifests: readonly string[];
  /** The client whose code this is in another language: esbuild.js makes it, so that there are no files of its own. */
  readonly madeFrom?: string;
}

const TYPESCRIPT = {
  extension: 'ts',
  languageIds: ['typescript', 'typescriptreact'],
  indent: '  ',
  importSyntax: 'ecmascript',
  manifests: ['package.json'],
} as const satisfies Partial<SnippetClient>;

const IOREDIS = {
  ...TYPESCRIPT,
  id: 'ioredis',
  title: 'TypeScript, ioredis',
  packageName: 'ioredis',
  version: '6.0.0',
  install: 'npm install ioredis',
} as const satisfies SnippetClient;

const NODE_REDIS = {
  ...TYPESCRIPT,
  id: 'node-redis',
  title: 'TypeScript, node-redis',
  packageName: 'redis',
  version: '6.3.1',
  install: 'npm install redis',
} as const satisfies SnippetClient;

/** The same client for those who write no types. */
function inJavaScript(client: SnippetClient): SnippetClient {
  return {
    ...client,
    id: `${client.id}-js`,
    title: client.title.replace('TypeScript', 'JavaScript'),
    extension: 'js',
    languageIds: ['javascript', 'javascriptreact'],
    madeFrom: client.id,
  };
}

/** Adding a client is one entry here, one source file per pattern, and a runner for its tests. */
export const snippetClients: readonly SnippetClient[] = [
  IOREDIS,
  NODE_REDIS,
  inJavaScript(IOREDIS),
  inJavaScript(NODE_REDIS),
  {
    id: 'redis-py',
    title: 'Python, redis-py',
    extension: 'py',
    languageIds: ['python'],
    indent: '    ',
    importSyntax: 'python',
    packageName: 'redis',
    version: '8.1.0',
    install: 'pip install redis',
    manifests: ['pyproject.toml', 'requirements*.txt', 'Pipfile', 'setup.py', 'setup.cfg'],
  },
  {
    id: 'go-redis',
    title: 'Go, go-redis',
    extension: 'go',
    languageIds: ['go'],
    indent: '\t',
    importSyntax: 'go',
    packageName: 'github.com/redis/go-redis/v9',
    version: '9.23.0',
    install: 'go get github.com/redis/go-redis/v9',
    manifests: ['go.mod'],
  },
  {
    id: 'jedis',
    title: 'Java, Jedis',
    extension: 'java',
    languageIds: ['java'],
    indent: '    ',
    importSyntax: 'java',
    packageName: 'redis.clients:jedis',
    version: '8.0.2',
    install: 'redis.clients:jedis:8.0.2 as a dependency in pom.xml or build.gradle',
    manifests: ['pom.xml', 'build.gradle', 'build.gradle.kts', 'libs.versions.toml'],
  },
  {
    id: 'redis-cli',
    title: 'Shell, redis-cli',
    extension: 'sh',
    languageIds: ['shellscript'],
    indent: '  ',
    importSyntax: 'none',
    packageName: 'redis-cli',
    version: '7.0.0',
    install: 'redis-cli comes with Redis',
    manifests: [],
  },
];

export function clientOf(id: string): SnippetClient | undefined {
  return snippetClients.find((client) => client.id === id);
}
