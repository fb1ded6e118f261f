import type { Example, Layout, ProjectFile } from './layout';
import { nodeTest } from './nodeTest';

/** JavaScript as ES modules, which nothing builds, tested by Node's own test runner. */
export function javascriptLayout(example: Example): Layout {
  const { id, client } = example;
  return {
    // In somebody's project the name says that it is an ES module, whatever the project's manifest does.
    source: { module: `${id}.mjs`, project: `src/${id}.js` },
    test: { path: `src/${id}.test.js`, text: nodeTest(example, { isTyped: false }) },
    manifests: [manifestOf(example)],
    ignored: ['node_modules/'],
    tools: 'Node 20 or newer with npm',
    install: ['npm install'],
    runTests: 'npm test',
    run: `node src/${id}.js`,
    runModule: [client.install, `node ${id}.mjs`],
  };
}

function manifestOf({ client }: Example): ProjectFile {
  const manifest = {
    name: 'redis-patterns-example',
    private: true,
    type: 'module',
    engines: { node: '>=20' },
    scripts: { test: 'node --test src/*.test.js' },
    dependencies: { [client.packageName]: `^${client.version}` },
  };
  return { path: 'package.json', text: `${JSON.stringify(manifest, undefined, 2)}\n` };
}
