import assert from 'node:assert/strict';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import type { AnyPattern } from '../../../src/core/patterns/contract';
import type { SnippetClient } from '../../../src/core/snippets/clients';
import { clientOf } from '../../../src/core/snippets/clients';
import { indentedAs } from '../../../src/core/snippets/indentation';
import { readRegions } from '../../../src/core/snippets/regions';
import { bodyOf, insertableCode } from '../../../src/core/snippets/render';

function client(id: string): SnippetClient {
  const known = clientOf(id);
  assert.ok(known);
  return known;
}

describe('the indentation of inserted code', () => {
  it('is that of the document, with nothing on empty lines', () => {
    const code = 'f() {\n  a(\n     b);\n  \n    c\n}';
    const tabs = indentedAs(code, client('ioredis'), { base: '', unit: '\t' });
    assert.equal(tabs, 'f() {\n\ta(\n\t\t b);\n\n\t\tc\n}');
    const deeper = indentedAs('f() {\n\n    a\n}', client('jedis'), { base: '  ', unit: '  ' });
    assert.equal(deeper, '  f() {\n\n    a\n  }');
  });

  it('leaves texts as they are', () => {
    const script = 'const a = `\n  local b\n  \n`;\n  c';
    assert.equal(
      indentedAs(script, client('ioredis'), { base: '', unit: '\t' }),
      'const a = `\n  local b\n  \n`;\n\tc',
    );
    const shell = "read <<'LUA'\n  local a\nLUA\n  b <<<word\n  c";
    assert.equal(
      indentedAs(shell, client('redis-cli'), { base: '', unit: '\t' }),
      "read <<'LUA'\n  local a\nLUA\n\tb <<<word\n\tc",
    );
  });

  it('gives every snippet back when it is changed and changed back', () => {
    for (const { id, snippets } of patternDefinitions as readonly AnyPattern[]) {
      for (const { client: clientId, source } of snippets) {
        const from = client(clientId);
        const body = bodyOf(insertableCode(readRegions(source())));
        const there = indentedAs(body, from, { base: '', unit: ' '.repeat(7) });
        const back = indentedAs(there, { ...from, indent: ' '.repeat(7) }, { base: '', unit: from.indent });
        assert.equal(back, body, `${id} for ${clientId}`);
      }
    }
  });
});
