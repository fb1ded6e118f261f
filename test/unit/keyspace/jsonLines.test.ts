import assert from 'node:assert/strict';
import { jsonLines } from '../../../src/core/keyspace/bulk/jsonLines';

describe('JSON with a line for each part', () => {
  it('is set out as by the standard, whatever its blanks were', () => {
    const value = { a: [1, [], {}, [[2]]], 'b "}[': { c: 'x,y: \\', d: null }, e: [{ f: true }] };
    const wanted = JSON.stringify(value, undefined, 2);
    for (const blanks of [undefined, 1, '\t'])
      assert.equal(jsonLines(JSON.stringify(value, undefined, blanks)), wanted);
    assert.equal(jsonLines(' [] '), '[]');
    assert.equal(jsonLines('{}'), '{}');
  });

  it('keeps every number as it is written, and every member', () => {
    for (const [one, other] of [
      ['[1.0]', '[1]'],
      ['[1e2]', '[100]'],
      ['[-0]', '[0]'],
      ['{"a":1,"a":2}', '{"a":2}'],
      ['[12345678901234567890]', '[12345678901234567891]'],
    ] as const) {
      assert.notEqual(jsonLines(one), jsonLines(other));
    }
    assert.equal(jsonLines('{"n":12345678901234567890}'), '{\n  "n": 12345678901234567890\n}');
  });

  it('leaves what is none, or is nested deeper than one reads', () => {
    for (const text of ['1', '"a"', '{', '[1,]', '[1] x', '']) assert.equal(jsonLines(text), undefined, text);
    assert.equal(jsonLines('['.repeat(300) + ']'.repeat(300)), undefined);
  });
});
