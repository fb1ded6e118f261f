import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { copyRepository, read, removeCopy, root, runTool } from './project';

const generator = 'scripts/generateRegistry.mjs';

describe('pattern registry', () => {
  let copy: string | undefined;
  after(() => removeCopy(copy));

  it('is what its folders say (else: npm run registry)', () => {
    const { code, output } = runTool(root, generator, ['--check']);
    assert.equal(code, 0, output);
    assert.match(read('src/core/patterns/registry.ts'), /export const patternDefinitions = \[.+\] as const;/s);
  });

  it('takes up a new pattern folder, and only folders that hold a pattern', () => {
    copy = copyRepository();
    const patterns = path.join(copy, 'src/core/patterns');
    for (const folder of ['new-pattern', 'kit', '_template', 'without-index']) {
      fs.mkdirSync(path.join(patterns, folder), { recursive: true });
      if (folder !== 'without-index') fs.writeFileSync(path.join(patterns, folder, 'index.ts'), '');
    }
    assert.equal(runTool(copy, generator, ['--check']).code, 1, 'a stale registry must be noticed');
    assert.equal(runTool(copy, generator, []).code, 0);
    const registry = fs.readFileSync(path.join(patterns, 'registry.ts'), 'utf8');
    assert.match(registry, /import \{ pattern as newPattern \} from '\.\/new-pattern\/index';/);
    assert.doesNotMatch(registry, /kit|_template|without-index/);
    assert.equal(runTool(copy, generator, ['--check']).code, 0);
  });
});
