import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { copyCommand } from '../../../src/core/keyspace/bulk/copyCommand';
import { renderKey } from '../../../src/core/keyspace/bulk/renderKey';
import { readStreamEntries } from '../../../src/core/keyspace/readers/stream';
import { searchRows } from '../../../src/core/keyspace/search/searchRows';
import type { SearchStep } from '../../../src/core/keyspace/search/searchTypes';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import type { Command, Reply } from '../../../src/core/redis/reply';
import { inspectorContent } from '../../../src/host/panels/inspectorMessages';
import { rowHandlers, rowPlace } from '../../../src/host/panels/rowValues';
import { writeRow, writeString } from '../../../src/host/panels/writeString';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('big\xff', 'latin1');
const HUGE = 100_000_000;
const FIELD_BYTES = 512 * 1024;

describe('big values', function () {
  this.timeout(60_000);
  const server = useServer();

  describe('a string of 100 MB', () => {
    beforeEach(async () => {
      await server.writer.call('SETRANGE', KEY, HUGE - 1, 'x');
    });

    it('opens by its first 64 kB, and shows up to 1 MB in steps', async () => {
      const lengths: number[] = [];
      let next: string | undefined;
      do {
        const options = next === undefined ? {} : { next };
        const read = await bytesRead(async () => {
          const value = await readKeyValue(server.reader, KEY, options);
          assert.ok(value?.content.kind === 'string' && value.content.total === HUGE);
          lengths.push(value.content.bytes.length);
          ({ next } = value.content);
        });
        assert.ok(read < (lengths.at(-1) ?? 0) + 1000, `${String(read)} bytes came`);
      } while (next !== undefined);
      assert.deepEqual(lengths, [65_536, 262_144, 1_048_576]);
    });

    it('is saved to a file', async () => {
      await withFolder(async (folder) => {
        const file = path.join(folder, 'value');
        const reports: number[] = [];
        const bytes = await writeString(server.reader, KEY, file, new AbortController().signal, ({ progress }) => {
          reports.push(progress?.done ?? 0);
        });
        assert.equal(bytes, HUGE);
        const saved = createHash('sha1')
          .update(await readFile(file))
          .digest('hex');
        const wanted = createHash('sha1')
          .update(Buffer.alloc(HUGE - 1))
          .update('x')
          .digest('hex');
        assert.equal(saved, wanted);
        assert.deepEqual([reports.length, reports.at(-1)], [96, HUGE]);
        assert.deepEqual(await readdir(folder), ['value']);
      });
    });

    it('leaves the file that was there when it is cancelled or changes its length', async () => {
      await withFolder(async (folder) => {
        const file = path.join(folder, 'value');
        await writeFile(file, 'before');
        const stop = new AbortController();
        const cancelled = writeString(server.reader, KEY, file, stop.signal, ({ progress }) => {
          if ((progress?.done ?? 0) > 3_000_000) stop.abort();
        });
        await assert.rejects(cancelled, { name: 'AbortError' });
        let grown: Promise<unknown> | undefined;
        const changed = writeString(server.reader, KEY, file, new AbortController().signal, () => {
          grown ??= server.writer.call('APPEND', KEY, 'x');
        });
        await assert.rejects(changed, { code: 'BUSY' });
        await grown;
        assert.deepEqual([await readdir(folder), await readFile(file, 'utf8')], [['value'], 'before']);
        const nowhere = writeString(
          server.reader,
          KEY,
          path.join(folder, 'a', 'b'),
          new AbortController().signal,
          () => undefined,
        );
        await assert.rejects(nowhere, { code: 'INVALID_INPUT', message: /could not be written/ });
      });
    });
  });

  it('of fields and elements go with their rows by a beginning, and come when they are asked for', async () => {
    const value = Buffer.from('é'.repeat(FIELD_BYTES / 2));
    const rows = rowHandlers(KEY, () => server.reader);
    const { signal } = new AbortController();
    const short = Buffer.from('€'.repeat(1365));
    for (const [create, place] of [
      [['HSET', KEY, 'big', value, 'short', short], { field: { base64: Buffer.from('big').toString('base64') } }],
      [['RPUSH', KEY, value, short], { index: 0 }],
    ] as const) {
      await writeAll(server.writer, [['DEL', KEY], [...create]]);
      const read = await readKeyValue(server.reader, KEY);
      assert.ok(read);
      const content = inspectorContent(read.content);
      assert.ok('rows' in content && JSON.stringify(content).length < 30_000);
      // A hash of this size has an order of its own.
      const first = content.rows.find(({ cut }) => cut);
      const second = content.rows.find(({ cut }) => !cut);
      assert.equal(content.rows.length, 2);
      assert.deepEqual(first?.cut, { total: FIELD_BYTES, sha1: createHash('sha1').update(value).digest('hex') });
      assert.deepEqual([first.value?.isText, first.value?.text], [true, 'é'.repeat(2048)]);
      assert.equal(second?.value?.text, String(short));
      const sha1 = first.cut.sha1;
      const more = await rows.rowValue(place, signal);
      assert.deepEqual([more?.total, more?.value.text, more?.sha1], [FIELD_BYTES, 'é'.repeat(131_072), sha1]);
      const whole = await rows.rowValue({ ...place, whole: true }, signal);
      assert.deepEqual([whole?.total, whole?.value.text], [FIELD_BYTES, String(value)]);
      await withFolder(async (folder) => {
        const file = path.join(folder, 'value');
        assert.equal(await writeRow(server.reader, KEY, rowPlace(place), file, signal), FIELD_BYTES);
        assert.deepEqual(await readFile(file), value);
        const gone = writeRow(server.reader, KEY, { index: 99 }, path.join(folder, 'other'), signal);
        await assert.rejects(gone, { code: 'index' in place ? 'NOT_FOUND' : 'WRONG_TYPE' });
        assert.deepEqual(await readdir(folder), ['value']);
      });
    }
    assert.equal(await rows.rowValue({ index: 99 }, signal), null);
  });

  it('of 200 fields with 512 KB each come a few at a time', async () => {
    const value = Buffer.alloc(FIELD_BYTES, 'x');
    for (let at = 0; at < 200; at++) await server.writer.call('HSET', KEY, `field:${String(at)}`, value);
    const fields = new Set<string>();
    let next: string | undefined;
    do {
      const options = next === undefined ? {} : { next };
      const read = await bytesRead(async () => {
        const page = await readKeyValue(server.reader, KEY, options);
        assert.ok(page?.content.kind === 'hash');
        for (const { field } of page.content.rows) fields.add(String(field));
        ({ next } = page.content);
      });
      assert.ok(read < 40_000_000, `${String(read)} bytes came`);
    } while (next !== undefined);
    assert.equal(fields.size, 200);
  });

  it('searches, pages, copies and compares what has big elements without asking for much at once', async () => {
    const value = 'x'.repeat(FIELD_BYTES);
    const commands: Command[] = Array.from({ length: 200 }, (_, at) => ['HSET', KEY, `field:${String(at)}`, value]);
    await writeAll(server.writer, commands);
    /** The largest reply, in bytes. */
    const largest = async (work: () => Promise<unknown>): Promise<number> => {
      let most = 0;
      const trace = server.reader.onDidTrace(({ outcome }) => {
        if (outcome.kind === 'reply') most = Math.max(most, sizeOf(outcome.reply));
      });
      await work();
      trace.dispose();
      return most;
    };
    const bound = 40_000_000;
    const all = new Set<string>();
    for (let from: string | undefined = undefined, more = true; more;) {
      let found: SearchStep | undefined;
      const size = await largest(async () => {
        found = await searchRows(server.reader, { key: KEY, kind: 'hash', text: 'field:', ...(from && { from }) });
      });
      assert.ok(size < bound, `${String(size)} bytes came`);
      for (const { field } of found?.rows ?? []) all.add(String(field));
      from = found?.next;
      more = from !== undefined;
    }
    assert.equal(all.size, 200);
    const compared = await largest(() => renderKey(server.reader, KEY));
    assert.ok(compared < bound, `${String(compared)} bytes came to be compared`);
    const copied = await largest(() => assert.rejects(copyCommand(server.reader, KEY), { code: 'NOT_AVAILABLE' }));
    assert.ok(copied < bound, `${String(copied)} bytes came to be copied`);
    await server.writer.call('DEL', KEY);
    await writeAll(
      server.writer,
      Array.from({ length: 200 }, (): Command => ['XADD', KEY, '*', 'value', value]),
    );
    const streamed = await largest(() => readStreamEntries(server.reader, KEY, { newestFirst: false }));
    assert.ok(streamed < bound, `${String(streamed)} bytes of a stream came`);
  });

  async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'save-'));
    try {
      await work(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Bytes of all strings that came while `work` was done. */
  function sizeOf(reply: Reply): number {
    if (Buffer.isBuffer(reply)) return reply.length;
    return Array.isArray(reply) ? (reply as readonly Reply[]).reduce<number>((sum, one) => sum + sizeOf(one), 0) : 0;
  }

  async function bytesRead(work: () => Promise<void>): Promise<number> {
    let bytes = 0;
    const count = (reply: Reply): void => {
      if (Buffer.isBuffer(reply)) bytes += reply.length;
      else if (Array.isArray(reply)) (reply as readonly Reply[]).forEach(count);
    };
    const trace = server.reader.onDidTrace(({ outcome }) => {
      if (outcome.kind === 'reply') count(outcome.reply);
    });
    await work();
    trace.dispose();
    return bytes;
  }
});
