// What the documents name exists: paths in `code` and in links, and npm scripts.
import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { exists, filesBelow, read } from './project';

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const folders = /^(?:src|webview|test|scripts|media|docs|\.ci|\.github)\//;

/** Paths in `code`, cut before what stands for any name: `<id>`, `*`, `{a,b}`, `…`. */
function pathsInCode(text: string): string[] {
  const spans = [...text.replace(/```.*?```/gs, '').matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? '');
  return spans.filter((span) => folders.test(span)).map(concrete);
}

function concrete(span: string): string {
  const wild = span.search(/[<*{…]/);
  return wild === -1 ? span.replace(/[:#].*$/, '') : span.slice(0, span.lastIndexOf('/', wild) + 1);
}

function linkTargets(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|<img[^>]* src="([^"]+)"/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return links.filter((link) => !/^(?:[a-z]+:|#)/.test(link)).map((link) => link.replace(/#.*$/, ''));
}

describe('documents', () => {
  for (const document of documents) {
    it(`${document} names only paths that exist`, () => {
      const text = read(document);
      const missing = [...pathsInCode(text), ...linkTargets(text)].filter((name) => !exists(path.normalize(name)));
      assert.deepEqual(missing, []);
    });

    it(`${document} names only npm scripts that exist`, () => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
      const named = [...read(document).matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
      assert.deepEqual(
        named.filter((name) => !(name in scripts)),
        [],
      );
    });
  }

  it('README begins with the two commands of a newcomer', () => {
    const start = read('README.md').split('\n').slice(0, 60).join('\n');
    assert.match(start, /npm run demo/);
    assert.match(start, /npm test/);
  });

  it('README says how many sources of snippets there are', () => {
    const sources = filesBelow('src/core/patterns').filter((file) =>
      /^src\/core\/patterns\/[a-z-]+\/snippets\//.test(file),
    );
    const patterns = new Set(sources.map((file) => file.split('/')[3]));
    const clients = new Set(sources.map((file) => path.basename(file)));
    assert.equal(sources.length, patterns.size * clients.size, 'each pattern in each client');
    const inTypeScript = sources.filter((file) => file.endsWith('.ts')).length;
    const said = [
      `${String(sources.length)} sources, of ${String(patterns.size)} patterns`,
      `${String(inTypeScript)} more`,
    ];
    for (const words of said) assert.ok(read('README.md').includes(words), words);
  });
});
