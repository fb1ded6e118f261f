import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatCommand, formatReply } from '../../../src/core/redis/format';
import { printable } from '../../../src/core/redis/printable';
import type { CommandArg, Reply } from '../../../src/core/redis/reply';
import { ReplyError } from '../../../src/core/redis/reply';
import { splitArgs } from './splitArgs';

const arg: fc.Arbitrary<CommandArg> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom<CommandArg>('', ' ', '"', "'", '\\', '\\x41', '\u202e', '\u0000', Buffer.from([0xc3]), '🏴󠁧󠁢󠁥󠁮󠁧󠁿'),
);

const reply: fc.Arbitrary<Reply> = fc.letrec<{ reply: Reply; list: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.integer(),
    fc.bigInt(),
    fc.constant(null),
    fc.string().map((text) => new ReplyError(text)),
    tie('list'),
  ),
  list: fc.array(tie('reply'), { maxLength: 30 }),
})).reply;

/** No control, no separator, no direction override, and no half of a character. */
function assertInert(text: string): void {
  assert.doesNotMatch(text, /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
  assert.equal(Buffer.from(text).toString(), text);
}

function bytesOf(value: CommandArg): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(String(value));
}

describe('Commands as typed in redis-cli', () => {
  it('are read back byte for byte', () => {
    fc.assert(
      fc.property(fc.array(arg), (args) => {
        const line = formatCommand(['SET', ...args]);
        assertInert(line);
        assert.deepEqual(splitArgs(Buffer.from(line)), ['SET', ...args].map(bytesOf));
      }),
      { numRuns: 2000 },
    );
  });

  it('look as one would type them', () => {
    assert.equal(formatCommand(['ZADD', 'demo:{a}:board', 10, 'héllo', 1.5]), 'ZADD demo:{a}:board 10 "héllo" 1.5');
    assert.equal(formatCommand(['SET', 'k', '']), 'SET k ""');
    assert.equal(formatCommand(['SET', 'a b', 'say "x"\n']), 'SET "a b" "say \\"x\\"\\n"');
    assert.equal(formatCommand(['SET', 'k', Buffer.from([0xff, 0x00, 0x41])]), 'SET k "\\xff\\x00A"');
    assert.equal(formatCommand(['GET', 'a\u202eb']), 'GET "a\\xe2\\x80\\xaeb"');
  });

  it('are never longer than asked, and never cut within an escape or a character', () => {
    fc.assert(
      fc.property(fc.array(arg), fc.integer({ min: 1, max: 60 }), (args, maxLength) => {
        const whole = formatCommand(['SET', ...args]);
        const short = formatCommand(['SET', ...args], { maxLength });
        assert.ok(short.length <= maxLength);
        if (short === whole) return;
        assert.ok(whole.length > maxLength && short.endsWith('…'));
        assertInert(short);
        const kept = short.slice(0, -1);
        assert.ok(whole.startsWith(kept));
        assert.doesNotMatch(kept.replace(/\\(\\|"|[nrtab]|x[0-9a-f]{2})/g, ''), /\\/);
      }),
    );
  });

  it('take no longer for a huge value than for a small one', () => {
    const huge = Buffer.alloc(200_000_000, 'a');
    const started = performance.now();
    assert.equal(formatCommand(['SET', 'k', huge], { maxLength: 12 }), 'SET k "aaaa…');
    assert.equal(printable(huge, 3), 'aa…');
    assert.ok(performance.now() - started < 500);
  });
});

describe('Replies in short', () => {
  const cases: [reply: Reply, text: string][] = [
    [1, '(integer) 1'],
    [-9223372036854775808n, '(integer) -9223372036854775808'],
    [null, '(nil)'],
    [Buffer.from('OK'), 'OK'],
    [Buffer.from('text'), '"text"'],
    [Buffer.from(''), '""'],
    [[], '(empty array)'],
    [[Buffer.from('a'), 2, null], '1) "a" 2) (integer) 2 3) (nil)'],
    [[Buffer.from('a'), [1, []]], '1) "a" 2) [1) (integer) 1 2) (empty array)]'],
    [new ReplyError('WRONGTYPE Operation\r\n'), '(error) WRONGTYPE Operation\\r\\n'],
  ];
  for (const [value, text] of cases) {
    it(text, () => {
      assert.equal(formatReply(value), text);
    });
  }

  it('say how many items are not shown', () => {
    const list = Array.from({ length: 22 }, (_, index) => Buffer.from(String.fromCharCode(97 + index)));
    assert.equal(formatReply(list, { maxLength: 25 }), '1) "a" 2) "b" … 20 more');
  });

  it('are inert and never longer than asked', () => {
    fc.assert(
      fc.property(reply, fc.integer({ min: 24, max: 80 }), (value, maxLength) => {
        assertInert(formatReply(value));
        const short = formatReply(value, { maxLength });
        assertInert(short);
        assert.ok(short.length <= maxLength, short);
      }),
      { numRuns: 1000 },
    );
  });
});
