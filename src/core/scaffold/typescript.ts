import type { Example, Layout, ProjectFile } from './layout';
import { nodeTest } from './nodeTest';
import { toolVersions } from './versions';

/** TypeScript, compiled by tsc and tested by Node's own test runner. */
export function typescriptLayout(example: Example): Layout {
  const { id, client } = example;
  return {
    source: { module: `${id}.ts`, project: `src/${id}.ts` },
    test: { path: `src/${id}.test.ts`, text: nodeTest(example, { isTyped: true }) },
    manifests: [manifestOf(example), COMPILER],
    ignored: ['node_modules/', 'dist/'],
    tools: 'Node 20 or newer with npm',
    install: ['npm install'],
    runTests: 'npm test',
    run: `npm run build && node dist/${id}.js`,
    // Node strips types by itself since 22.18.
    runModule: [client.install, `node ${id}.ts`],
  };
}

function manifestOf({ client }: Example): ProjectFile {
  const manifest = {
    name: 'redis-patterns-example',
    private: true,
    type: 'module',
    engines: { node: '>=20' },
    scripts: { build: 'tsc', test: 'tsc && node --test dist/*.test.js' },
    dependencies: { [client.packageName]: `^${client.version}` },
    devDependencies: { '@types/node': `^${toolVersions.nodeTypes}`, typescript: `^${toolVersions.typescript}` },
  };
  return { path: 'package.json', text: `${JSON.stringify(manifest, undefined, 2)}\n` };
}

const COMPILER: ProjectFile = {
  path: 'tsconfig.json',
  text: `{
  "compilerOptions": {
    "target": "ES2022",
    "lib": ["ES2023"],
    "module": "NodeNext",
    "types": ["node"],
    "rootDir": "src",
    "outDir": "dist",
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "skipLibCheck": true
  },
  "include": ["src"]
}
`,
};
