import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import fc from 'fast-check';

interface Callbacks {
  readonly getTypeMapping: () => Record<number, unknown>;
  readonly onReply: (reply: unknown) => void;
  readonly onErrorReply: (error: unknown) => void;
  readonly onPush: (reply: unknown) => void;
}
type DecoderClass = new (callbacks: Callbacks) => { write(chunk: Buffer): void };

const repository = path.resolve(process.cwd());
const file = path.join(repository, 'node_modules/ioredis/built/resp/decoder.js');
const requireThere = createRequire(file);
const { leanDecoder, doublesAsBytes } = requireThere(path.join(repository, 'scripts/leanDecoder.js')) as {
  leanDecoder: (source: string) => string;
  doublesAsBytes: (source: string) => string;
};

function lean(): DecoderClass {
  const exports: { Decoder?: DecoderClass } = {};
  const run = vm.compileFunction(leanDecoder(readFileSync(file, 'utf8')), ['exports', 'require']) as (
    ...args: unknown[]
  ) => void;
  run(exports, requireThere);
  assert.ok(exports.Decoder);
  return exports.Decoder;
}

/** What a decoder makes of the bytes, cut where `cuts` say, in order. */
function decode(Decoder: DecoderClass, bytes: Buffer, cuts: readonly number[]): unknown[] {
  const heard: unknown[] = [];
  const hear = (kind: string) => (value: unknown) =>
    void heard.push([kind, value instanceof Error ? value.message : structuredClone(value)]);
  const decoder = new Decoder({
    getTypeMapping: () => ({
      ...{ 36: Buffer, 43: Buffer, 58: String },
      // Of RESP3: double, boolean, big number, verbatim text, map and set.
      ...{ 44: Buffer, 35: Number, 40: String, 61: Buffer, 37: Array, 126: Array },
    }),
    onReply: hear('reply'),
    onErrorReply: hear('error'),
    onPush: hear('push'),
  });
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const place of [...places, bytes.length]) {
    if (place > from) decoder.write(bytes.subarray(from, place));
    from = place;
  }
  return heard;
}

const blob = fc
  .uint8Array({ maxLength: 40 })
  .map((bytes) => Buffer.concat([Buffer.from(`$${String(bytes.length)}\r\n`), bytes, Buffer.from('\r\n')]));
const RESP3 = [
  '_\r\n',
  '#t\r\n',
  '#f\r\n',
  ',-1.25e+30\r\n',
  ',inf\r\n',
  '(123456789012345678901\r\n',
  '=7\r\ntxt:abc\r\n',
];
const simple = fc
  .constantFrom('+OK\r\n', '-ERR no\r\n', ':0\r\n', ':-9007199254740993\r\n', '$-1\r\n', '*-1\r\n', '*0\r\n', ...RESP3)
  .map((text) => Buffer.from(text));
const { reply } = fc.letrec<{ reply: Buffer; array: Buffer; map: Buffer }>((tie) => ({
  array: fc
    .tuple(fc.constantFrom('*', '~'), fc.array(tie('reply'), { maxLength: 5 }))
    .map(([type, parts]) => Buffer.concat([Buffer.from(`${type}${String(parts.length)}\r\n`), ...parts])),
  map: fc
    .array(fc.tuple(blob, tie('reply')), { maxLength: 3 })
    .map((parts) => Buffer.concat([Buffer.from(`%${String(parts.length)}\r\n`), ...parts.flat()])),
  reply: fc.oneof({ depthSize: 'small' }, blob, simple, tie('array'), tie('map')),
}));

describe('the lean decoder of replies', () => {
  it('hears what the library’s own does, however the bytes are cut', () => {
    const [Lean, { Decoder: Original }] = [lean(), requireThere(file) as { Decoder: DecoderClass }];
    fc.assert(
      fc.property(
        fc.array(reply, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(2000), { maxLength: 12 }),
        (replies, cuts) => {
          const bytes = Buffer.concat(replies);
          const heard = decode(Lean, bytes, cuts);
          assert.equal(heard.length, replies.length);
          assert.deepEqual(heard, decode(Original, bytes, cuts));
          assert.deepEqual(heard, decode(Lean, bytes, []));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('does not build when the library is written in another way', () => {
    assert.throws(() => leanDecoder('class Decoder {}'), /leanDecoder\.js/);
    assert.throws(() => doublesAsBytes('[RESP_TYPES.DOUBLE]: String'), /leanDecoder\.js/);
  });
});
