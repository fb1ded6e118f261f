import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { withKeyPrefix, withRunValues } from '../../../src/core/snippets/defaults';
import { repositoryRoot } from '../../support/repository';

/** A text that is a stop wherever it stands. */
const anywhere = (text: string): { readonly before: string; readonly text: string } => ({ before: '', text });

describe('the key prefix of inserted code', () => {
  for (const [stop, wanted] of [
    ["process.env.KEY_PREFIX ?? 'shop'", "process.env.KEY_PREFIX ?? 'app:x'"],
    ['os.environ.get("KEY_PREFIX", "shop")', 'os.environ.get("KEY_PREFIX", "app:x")'],
    ['"${KEY_PREFIX:-shop}"', '"${KEY_PREFIX:-app:x}"'],
  ] as const) {
    it(`replaces the default in ${stop}`, () => {
      const code = `const a = ${stop};\n// ${stop}`;
      const changed = withKeyPrefix('app:x', { code, tabStops: [anywhere('other'), anywhere(stop)] });
      assert.equal(changed.code, `const a = ${wanted};\n// ${wanted}`);
      assert.deepEqual(changed.tabStops, [anywhere('other'), anywhere(wanted)]);
    });
  }

  it('leaves the code as it is where the prefix would have to be escaped', () => {
    const stop = "process.env.KEY_PREFIX ?? 'shop'";
    assert.equal(withKeyPrefix("a'b", { code: stop, tabStops: [anywhere(stop)] }).code, stop);
  });

  it('is refused by the setting where it would change nothing', () => {
    const manifest = readFileSync(path.join(repositoryRoot(), 'package.json'), 'utf8');
    const [, pattern] = /"redisPatterns\.snippets\.keyPrefix": \{[^}]*"pattern": (".*"),\n/.exec(manifest) ?? [];
    assert.ok(pattern !== undefined);
    const accepts = new RegExp(JSON.parse(pattern) as string);
    assert.ok(accepts.test(''), 'nothing is set');
    const stop = "process.env.KEY_PREFIX ?? 'shop'";
    for (const prefix of ['app:x', 'a-b.c_{d}', "a'b", 'a b', 'a$b', 'ä', 'a\\b', 'a/b']) {
      const changed = withKeyPrefix(prefix, { code: stop, tabStops: [anywhere(stop)] }).code !== stop;
      assert.equal(accepts.test(prefix), changed, prefix);
    }
  });
});

describe('the defaults of inserted code', () => {
  const stop = { before: 'IDLE_MS = ', text: '30 * 60_000', template: '{idle} * 1000' };
  const code = 'const IDLE_MS = 30 * 60_000;\nconst OTHER = 30 * 60_000;';

  it('are what the lab ran with, where a stop says how it is written', () => {
    const changed = withRunValues({ idle: '45', most: '3' }, { code, tabStops: [anywhere('OTHER'), stop] });
    assert.equal(changed.code, 'const IDLE_MS = 45 * 1000;\nconst OTHER = 30 * 60_000;');
    assert.deepEqual(changed.tabStops, [anywhere('OTHER'), { ...stop, text: '45 * 1000' }]);
  });

  it('stay where the lab says nothing of them, or something that would have to be escaped', () => {
    for (const values of [{}, { most: '3' }, { idle: "1'; drop" }, { idle: '' }]) {
      assert.deepEqual(withRunValues(values, { code, tabStops: [stop] }), { code, tabStops: [stop] });
    }
  });
});
