import assert from 'node:assert/strict';
import { globOf, matchesText } from '../../../src/core/keyspace/keyFilter';
import { typedName } from '../../../src/core/keyspace/typedName';
import { keyText } from '../../../src/host/ui/keyText';

describe('a name that is typed', () => {
  it('is read as redis-cli does where it is wholly in double quotes, and as it is otherwise', () => {
    assert.deepEqual(typedName('"a\\xff\\n\\"b"'), Buffer.from('61ff0a2262', 'hex'));
    assert.deepEqual(typedName('""'), Buffer.alloc(0));
    for (const text of ['user:1', 'a b', '"', '"a', 'a"', '"a" "b"', '"a"b"', "'a'", 'App\\User', '\\xff']) {
      assert.equal(String(typedName(text)), text);
    }
  });

  it('is what was copied, whatever its bytes are', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const names = [bytes, ...Array.from(bytes, (byte) => Buffer.from([byte])), Buffer.from('ключ'), Buffer.from('')];
    const texts = ['"a"', '"', '""', '"a\\x41"', '"a" "b"', 'App\\User', "'a'"];
    for (const name of [...names, ...texts.map((text) => Buffer.from(text))]) {
      assert.deepEqual(typedName(keyText(name)), name, keyText(name));
    }
    assert.equal(keyText(Buffer.from('user:1')), 'user:1');
  });

  it('is looked for by its bytes in a filter, wildcards and all', () => {
    assert.deepEqual(globOf('"a\\xff*"'), Buffer.from('*a\xff\\**', 'latin1'));
    assert.ok(matchesText({ text: '"\\xff:"' }, Buffer.from('a\xff:b', 'latin1')));
    assert.equal(matchesText({ text: '"\\xff:"' }, Buffer.from('a\xfe:b', 'latin1')), false);
    assert.ok(matchesText({ text: '"a*"' }, Buffer.from('xa*x')));
    assert.equal(matchesText({ text: '"a*"' }, Buffer.from('ab')), false);
  });
});
