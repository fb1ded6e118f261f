import assert from 'node:assert/strict';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { inflate } from '../../../src/core/keyspace/strings/inflate';
import { likelyForms } from '../../../src/core/keyspace/strings/stringForms';

const first = (bytes: Buffer | string, total?: number): string | undefined => {
  const all = Buffer.from(bytes as string);
  return likelyForms(all, total ?? all.length)[0];
};

describe('forms of a string', () => {
  it('are told by its bytes', () => {
    assert.equal(first(''), 'text');
    assert.equal(first('plain'), 'text');
    assert.equal(first('{"a":1}'), 'json');
    assert.equal(first(' \n['), 'json');
    assert.equal(first(gzipSync('a')), 'gzip');
    assert.equal(first(deflateSync('a')), 'zlib');
    assert.equal(first(Buffer.from('81a16101', 'hex')), 'msgpack');
    assert.equal(first(Buffer.from('81a16101', 'hex'), 5), 'hex');
    assert.equal(first(Buffer.concat([Buffer.from('HYLL\x01'), Buffer.alloc(20)])), 'hyperloglog');
    assert.equal(first(Buffer.from([0xff, 0, 1])), 'hex');
    assert.equal(first(Buffer.from('latin1 caf\xe9 menu', 'latin1')), 'text');
    // Text that begins as zlib does is text.
    assert.equal(first('x^ is a text'), 'text');
  });

  it('hold the number for what is written as one', () => {
    for (const text of ['0', '-12', '9007199254740993', '3.5', '1e21'])
      assert.deepEqual(likelyForms(Buffer.from(text), text.length), ['text', 'number'], text);
    for (const text of ['', '-', '1 2', '0x10', '1'.repeat(500)])
      assert.deepEqual(likelyForms(Buffer.from(text), text.length), ['text'], text);
  });
});

/** At its best brotli takes seconds for a large value. */
const quickBrotli = (bytes: Buffer): Buffer =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

describe('unpacking', () => {
  const WHOLE = Buffer.from('a line of text\n'.repeat(20_000));
  const PACKED = { gzip: gzipSync(WHOLE), zlib: deflateSync(WHOLE), brotli: brotliCompressSync(WHOLE) } as const;

  for (const form of ['gzip', 'zlib', 'brotli'] as const) {
    it(`gives back what was packed (${form})`, async () => {
      assert.deepEqual(await inflate(form, PACKED[form], 1e6), { bytes: WHOLE });
    });

    it(`gives what there is of a value that ends early (${form})`, async () => {
      const noise = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at * 31 + (at >> 3)) & 255));
      const pack = { gzip: gzipSync, zlib: deflateSync, brotli: brotliCompressSync }[form];
      const packed = pack(noise);
      const { bytes, cut } = await inflate(form, packed.subarray(0, packed.length >> 1), 1e6);
      assert.equal(cut, 'input');
      assert.ok(bytes.length > 0 && noise.subarray(0, bytes.length).equals(bytes), String(bytes.length));
    });

    it(`stops a bomb at the bound (${form})`, async () => {
      const bomb = { gzip: gzipSync, zlib: deflateSync, brotli: quickBrotli }[form](Buffer.alloc(100_000_000));
      assert.ok(bomb.length < 1e6);
      const before = process.memoryUsage().rss;
      const { bytes, cut } = await inflate(form, bomb, 1e6);
      assert.deepEqual([bytes.length, cut], [1e6, 'bound']);
      const grown = process.memoryUsage().rss - before;
      assert.ok(grown < 50e6, `grew by ${String(grown)} bytes`);
    });

    it(`says that other bytes are none (${form})`, async () => {
      await assert.rejects(inflate(form, Buffer.from('hello world this is a text'), 1e6), { code: 'INVALID_INPUT' });
    });
  }

  it('stops when it is cancelled', async () => {
    await assert.rejects(inflate('gzip', PACKED.gzip, 1e6, AbortSignal.abort()), { name: 'AbortError' });
  });
});
