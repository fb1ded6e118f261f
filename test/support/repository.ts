import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The absolute path of this repository's folder.
 *
 * Test files are bundled into dist/test, so `__dirname` is not where their source is: walk up to the manifest instead.
 * @throws when no folder above holds the manifest of redis-patterns.
 */
export function repositoryRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) {
      const { name } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { name?: string };
      if (name === 'redis-patterns') return folder;
    }
    if (path.dirname(folder) === folder) throw new Error(`No folder above ${from} is the redis-patterns repository.`);
  }
}
