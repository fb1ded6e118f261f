import assert from 'node:assert/strict';
import { findMarker, markerLine, readMarker } from '../../../src/core/snippets/marker';

describe('the comment in inserted code', () => {
  it('says pattern, variant and parameters, and is read again in any comment style', () => {
    const marker = { pattern: 'rate-limiting', variant: 'gcra', parameters: { limit: '10', words: 'a b=c' } };
    for (const comment of ['//', '#', '--']) {
      assert.deepEqual(readMarker(`    ${markerLine('go', marker).replace('//', comment)}`), marker);
    }
    assert.match(markerLine('python', marker), /^# /);
    assert.equal(markerLine('ecmascript', marker), '// Redis Patterns: rate-limiting (gcra) limit=10 words=a%20b%3Dc');
  });

  it('is no other comment, and no code', () => {
    for (const line of ['// Redis Patterns are nice', 'Redis Patterns: session (json)', '// Redis Patterns: Session']) {
      assert.equal(readMarker(line), undefined, line);
    }
  });

  it('is found in a document, whatever the variant and the line ends', () => {
    const document = 'a();\r\n  // Redis Patterns: session (json) idle=5\r\n// Redis Patterns: search\r\n';
    assert.deepEqual(
      ['session', 'search', 'sessions'].map((pattern) => findMarker(document, pattern)),
      [1, 2, undefined],
    );
  });

  it('stays readable when people edit it', () => {
    assert.deepEqual(readMarker('# Redis Patterns: session (json) ttl=%zz')?.parameters, { ttl: '%zz' });
    assert.deepEqual(readMarker('# Redis Patterns: session'), { pattern: 'session', variant: '', parameters: {} });
  });
});
