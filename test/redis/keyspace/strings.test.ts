import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { decodeString } from '../../../src/core/keyspace/strings/decodeString';
import { readHyperLogLog } from '../../../src/core/keyspace/strings/hyperLogLog';
import { streamString } from '../../../src/core/keyspace/strings/streamString';
import { useServer } from './keyspaceServer';

const KEY = Buffer.from('string\xff', 'latin1');
const MB = 1_048_576;
const HUGE = 100_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('strings of every size and form', function () {
  this.timeout(30_000);
  const server = useServer();

  describe('HyperLogLog', () => {
    for (const count of [0, 1, 2, 100, 1000, 5000, 100_000]) {
      it(`is counted as PFCOUNT counts, without writing: ${String(count)} elements`, async () => {
        await server.writer.call('PFADD', KEY);
        for (let start = 0; start < count; start += 5000) {
          const elements = Array.from({ length: Math.min(5000, count - start) }, (_, at) => `e${String(start + at)}`);
          await server.writer.call('PFADD', KEY, ...elements);
        }
        const before = await server.writer.call('DUMP', KEY);
        const decoded = await decodeString(server.reader, KEY, 'hyperloglog');
        assert.deepEqual(await server.writer.call('DUMP', KEY), before);
        assert.equal(decoded?.kind, 'hyperloglog');
        assert.equal(decoded.facts.encoding, count > 2000 ? 'dense' : 'sparse');
        assert.equal(decoded.facts.estimate, Number(await server.writer.call('PFCOUNT', KEY)));
        const [bytes] = await server.reader.pipeline([['GET', KEY]]);
        assert.equal(readHyperLogLog(bytes as Buffer)?.cached, true);
      });
    }

    it('is refused when it is cut or something else', async () => {
      await server.writer.call('SET', KEY, 'HYLL and then a text');
      await assert.rejects(decodeString(server.reader, KEY, 'hyperloglog'), { code: 'INVALID_INPUT' });
    });
  });

  it('is unpacked from what the server has', async () => {
    await server.writer.call('SET', KEY, gzipSync('{"id":9007199254740993}'));
    const decoded = await decodeString(server.reader, KEY, 'gzip');
    assert.deepEqual(decoded, { kind: 'bytes', bytes: Buffer.from('{"id":9007199254740993}') });
    await server.writer.call('DEL', KEY);
    assert.equal(await decodeString(server.reader, KEY, 'gzip'), undefined);
  });

  it('of 100 MB: no more than 1 MB is read to be unpacked', async () => {
    await server.writer.call('SETRANGE', KEY, HUGE - 1, 'x');
    await server.writer.call('SETRANGE', KEY, 0, gzipSync(Buffer.alloc(5 * MB)));
    const read = await bytesRead(async () => {
      const decoded = await decodeString(server.reader, KEY, 'gzip');
      assert.ok(decoded?.kind === 'bytes');
      assert.deepEqual([decoded.bytes.length, decoded.cut], [MB, 'bound']);
    });
    assert.equal(read, MB);
    await assert.rejects(decodeString(server.reader, KEY, 'msgpack'), { code: 'INVALID_INPUT', message: /up to 1 MB/ });
  });

  describe('streamed', () => {
    const collect = async (chunkBytes?: number): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      const take = (chunk: Buffer): Promise<void> => Promise.resolve(void chunks.push(chunk));
      const total = await streamString(server.reader, KEY, take, chunkBytes === undefined ? {} : { chunkBytes });
      const whole = Buffer.concat(chunks);
      assert.equal(whole.length, total);
      return whole;
    };

    it('come byte for byte, be they empty, one byte, or as long as a chunk', async () => {
      for (const length of [0, 1, 7, 8, 9, 16, 100]) {
        const bytes = Buffer.from(Array.from({ length }, (_, at) => 255 - at));
        await server.writer.call('SET', KEY, bytes);
        assert.ok((await collect(8)).equals(bytes), String(length));
      }
    });

    it('of 100 MB need the memory of a few chunks', async () => {
      await server.writer.call('SETRANGE', KEY, HUGE - 1, 'x');
      let most = 0;
      let chunks = 0;
      let last = 0;
      const held = (): number => process.memoryUsage().arrayBuffers;
      collectGarbage();
      const before = held();
      const total = await streamString(server.reader, KEY, async (chunk, { done }) => {
        chunks += 1;
        last = chunk[chunk.length - 1] ?? 0;
        assert.ok(chunk.length <= MB && done <= HUGE);
        if (chunks % 10 === 0) {
          // Node frees the bytes of dead Buffers a little after they were collected.
          collectGarbage();
          await new Promise((resolve) => setImmediate(resolve));
          collectGarbage();
          most = Math.max(most, held() - before);
        }
      });
      assert.deepEqual([total, chunks, last], [HUGE, Math.ceil(HUGE / MB), 'x'.charCodeAt(0)]);
      assert.ok(most < HUGE / 4, `held ${String(most)} bytes`);
    });

    it('say so when the length changes meanwhile', async () => {
      for (const change of [
        ['APPEND', KEY, 'x'],
        ['SET', KEY, 'short'],
        ['DEL', KEY],
      ] as const) {
        await server.writer.call('SET', KEY, Buffer.alloc(100));
        let taken = 0;
        const stream = streamString(
          server.reader,
          KEY,
          async () => {
            taken += 1;
            if (taken === 2) await server.writer.call(...change);
          },
          { chunkBytes: 10 },
        );
        await assert.rejects(stream, { code: 'BUSY', message: /was 100 bytes long/ });
        assert.equal(taken, 2);
      }
    });

    it('stop when they are cancelled, and say when there is no key or another type', async () => {
      const stop = new AbortController();
      await server.writer.call('SET', KEY, Buffer.alloc(100));
      let taken = 0;
      const take = (): Promise<void> => {
        taken += 1;
        stop.abort();
        return Promise.resolve();
      };
      const stream = streamString(server.reader, KEY, take, { chunkBytes: 10, signal: stop.signal });
      await assert.rejects(stream, { name: 'AbortError' });
      assert.equal(taken, 1);
      await server.writer.call('DEL', KEY);
      await assert.rejects(collect(), { code: 'NOT_FOUND' });
      await server.writer.call('SADD', KEY, 'x');
      await assert.rejects(collect(), { code: 'WRONG_TYPE' });
    });
  });

  /** Bytes of all strings that came while `work` was done. */
  async function bytesRead(work: () => Promise<void>): Promise<number> {
    let bytes = 0;
    const trace = server.reader.onDidTrace(({ outcome }) => {
      if (outcome.kind === 'reply' && Buffer.isBuffer(outcome.reply)) bytes += outcome.reply.length;
    });
    try {
      await work();
      return bytes;
    } finally {
      trace.dispose();
    }
  }
});
