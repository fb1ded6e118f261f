// What must not be in the repository: secrets, and names of the machine that it was written on.
import * as assert from 'node:assert/strict';
import * as os from 'node:os';
import { read, repositoryFiles, root } from './project';

const binary = /\.(?:png|webp|gif|ico|ttf|woff2?|vsix|zip|whl)$/;

const banned: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['an access token', /\b(?:ghp_|gho_|github_pat_|npm_|AKIA|xox[bp]-)[A-Za-z0-9_]{16,}/],
  ['a registry login', /_authToken\s*=/],
  ['a home folder', /\/(?:home|Users)\/[a-z][\w.-]*\//],
  ['a folder of a machine', /(?<![\w.~-])\/work\/(?:main|shared|repo)\b/],
];

/** All but this file, which spells out what is banned. */
function textFiles(): string[] {
  return repositoryFiles().filter((file) => !binary.test(file) && !file.endsWith('hygiene.test.ts'));
}

describe('hygiene', () => {
  for (const [what, pattern] of banned) {
    it(`no file holds ${what}`, () => {
      const found = textFiles().flatMap((file) => {
        const match = pattern.exec(read(file));
        return match ? [`${file}: ${match[0]}`] : [];
      });
      assert.deepEqual(found, []);
    });
  }

  it('no file holds the path of this checkout or of the home folder', () => {
    // Short paths ("/", "/root") would be found in honest text.
    const paths = [root, os.homedir()].filter((folder) => folder.split('/').length > 2);
    const found = textFiles().filter((file) => paths.some((folder) => read(file).includes(folder)));
    assert.deepEqual(found, []);
  });

  it('the lock file names no registry', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved":/);
    assert.doesNotMatch(read('.npmrc'), /registry\s*=/);
  });

  it('every dependency is pinned exactly, and none is needed at run time', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>;
    const pins = Object.entries(manifest['devDependencies'] ?? {});
    assert.deepEqual(
      pins.filter(([, version]) => !/^(?:npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(version)),
      [],
    );
    // The bundle holds what runs, and the package is made without node_modules.
    assert.deepEqual(Object.keys(manifest['dependencies'] ?? {}), []);
  });
});
