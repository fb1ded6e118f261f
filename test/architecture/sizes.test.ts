// Limits on what people load and what people read. The bundle limits are those of performance.md's budget.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { copyRepository, filesBelow, read, removeCopy, runTool } from './project';

const KB = 1000;
// The budget for the host was 400 kB with six patterns; there are fifteen, and they are 40 % of it. What costs time is loaded later: ioredis, yaml, texts.
const limits = { vsix: 1500 * KB, host: 800 * KB, webview: 450 * KB };
const LONGEST_FILE = 400;
// A snippet source holds every variant of its pattern for one client: a file is what its reader takes along whole.
const LONGEST_SNIPPET_SOURCE = 700;

function size(...parts: string[]): number {
  return fs.statSync(path.join(...parts)).size;
}

describe('sizes', () => {
  describe('of a production build', () => {
    let copy = '';

    before(() => {
      copy = copyRepository();
      const { code, output } = runTool(copy, 'esbuild.js', ['--production']);
      assert.equal(code, 0, `the production build failed:\n${output}`);
    });
    after(() => removeCopy(copy));

    it('the host bundle stays below 800 kB', () => {
      const bytes = size(copy, 'dist/extension.js');
      assert.ok(bytes < limits.host, `${bytes} bytes`);
    });

    it('each webview bundle stays below 450 kB', () => {
      const folder = path.join(copy, 'dist/webview');
      const bundles = fs.readdirSync(folder).filter((name) => name.endsWith('.js'));
      assert.ok(bundles.length > 0, 'no webview was built');
      for (const name of bundles)
        assert.ok(size(folder, name) < limits.webview, `${name}: ${size(folder, name)} bytes`);
    });

    it('the package stays below 1.5 MB and holds only what runs', () => {
      const vsce = 'node_modules/@vscode/vsce/vsce';
      const { code, output } = runTool(copy, vsce, ['package', '--no-dependencies', '--out', 'test.vsix']);
      assert.equal(code, 0, `vsce package failed:\n${output}`);
      const bytes = size(copy, 'test.vsix');
      assert.ok(bytes < limits.vsix, `${bytes} bytes`);
      const listed = runTool(copy, vsce, ['ls', '--no-dependencies']).output.split('\n').filter(Boolean);
      for (const part of ['dist/extension.js', 'media/lessons/leaderboard-dark.webp'])
        assert.ok(listed.includes(part), listed.join('\n'));
      const foreign = listed.filter(
        (file) =>
          !/^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|media\/.*|dist\/\w+\.js|dist\/texts\/[\w.-]+|dist\/completions\/\w+\.json|dist\/webview\/[\w-]+\.(?:js|css|ttf))$/.test(
            file,
          ),
      );
      assert.deepEqual(foreign, []);
    });
  });

  it(`no file is longer than ${LONGEST_FILE} lines, no snippet source than ${LONGEST_SNIPPET_SOURCE}`, () => {
    const files = ['src', 'webview', 'test', 'scripts'].flatMap((folder) => filesBelow(folder));
    const code = files.filter((file) => /\.(?:ts|mjs|cjs|js|css|lua|py|go|java)$/i.test(file));
    const limit = (file: string) =>
      file.includes('/snippets/') && file.startsWith('src/') ? LONGEST_SNIPPET_SOURCE : LONGEST_FILE;
    const long = code
      .map((file) => [file, read(file).split('\n').length] as const)
      .filter(([file, lines]) => lines > limit(file) + 1);
    assert.deepEqual(long, []);
  });
});
