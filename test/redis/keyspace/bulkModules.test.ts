import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { collectKeys } from '../../../src/core/keyspace/bulk/collectKeys';
import { copyCommand } from '../../../src/core/keyspace/bulk/copyCommand';
import { exportKeys } from '../../../src/core/keyspace/bulk/exportKeys';
import { importKeys } from '../../../src/core/keyspace/bulk/importKeys';
import { importSteps } from '../../../src/core/keyspace/bulk/importSteps';
import { renderKey } from '../../../src/core/keyspace/bulk/renderKey';
import { OpenConnections, rejection } from '../connectionHelpers';
import { useServer, writeAll } from './keyspaceServer';

const DOCUMENT = '{"n":12345678901234567890,"x":1.5,"text":"</script>\\u202e","list":[1,2,{"deep":null}]}';

describe('Export, copy and comparison of keys with modules', function () {
  this.timeout(60_000);
  const server = useServer({}, 'stack');
  const connections = new OpenConnections();
  afterEach(() => {
    connections.close();
  });

  it('brings JSON back as JSON, and other types of modules as DUMP, which the report says', async () => {
    const connection = await connections.open(server.running.port);
    await writeAll(server.writer, [
      ['JSON.SET', 'j', '$', DOCUMENT],
      ['TS.CREATE', 'ts'],
      ['TS.ADD', 'ts', 1000, 1.5],
      ['BF.ADD', 'bf', 'x'],
      ['CF.ADD', 'cf', 'x'],
      ['PEXPIREAT', 'ts', 4_000_000_000_000],
    ]);
    const document = await server.writer.text('JSON.GET', 'j');
    for (const form of ['commands', 'jsonLines', 'dump'] as const) {
      const names = await collectKeys(
        connection,
        { keys: [], prefixes: [Buffer.alloc(0)] },
        { signal: new AbortController().signal },
      );
      let text = '';
      const write = (piece: string): Promise<void> => {
        text += piece;
        return Promise.resolve();
      };
      const report = await exportKeys(connection, names, { form, write });
      assert.equal(report.keys, 4);
      assert.equal(report.failed, 0, report.failure?.error.message);
      assert.deepEqual([...report.dumped].length, form === 'dump' ? 0 : 3);
      await server.writer.call('FLUSHALL');
      const result = await importKeys(connection, importSteps(Readable.from([Buffer.from(text)])), {
        existing: 'stop',
      });
      assert.deepEqual([result.written, result.refused], [4, 0], result.refusal?.error.message);
      assert.equal(await server.writer.text('JSON.GET', 'j'), document);
      assert.deepEqual(await server.writer.text('TS.GET', 'ts'), [1000, '1.5']);
      assert.equal(await server.writer.call('PEXPIRETIME', 'ts'), 4_000_000_000_000);
      assert.equal(await server.writer.call('BF.EXISTS', 'bf', 'x'), 1);
    }
  });

  it('copies what makes a key, unless it is huge', async () => {
    const connection = await connections.open(server.running.port);
    await writeAll(server.writer, [
      ['JSON.SET', 'j', '$', '[1]'],
      ['ZADD', 'z', 1, 'a', 2, 'b c'],
      ['SET', 'huge', Buffer.alloc(1_100_000, 'x')],
    ]);
    assert.equal(await copyCommand(connection, Buffer.from('j')), 'JSON.SET j "$" "[1]"');
    assert.equal(await copyCommand(connection, Buffer.from('z')), 'ZADD z 1 a 2 "b c"');
    const error = await rejection(copyCommand(connection, Buffer.from('huge')), 'NOT_AVAILABLE');
    assert.match(error.message, /Export the key to a file/);
    await rejection(copyCommand(connection, Buffer.from('none')), 'NOT_FOUND');
  });

  it('renders equal keys equally, whatever the order they were filled in, and says where it is cut', async () => {
    const connection = await connections.open(server.running.port);
    const fields = Array.from({ length: 600 }, (_, index) => [`f${String(index)}`, 'v']);
    await writeAll(server.writer, [
      ['HSET', 'a', ...fields.flat()],
      ['HSET', 'b', ...fields.toReversed().flat()],
      ['RPUSH', 'l', 'line\nline', '\u202e'],
      ['SET', 'text', 'a\n\u001b[31m"b"\n'],
      ['SET', 'json', '{"b":[1],"a":2}'],
      ['SET', 'bytes', Buffer.from([0xff, 0x00])],
    ]);
    await server.writer.call('EVAL', "for i = 1, 12000 do redis.call('RPUSH', 'long', i) end", 0);
    const text = (key: string): Promise<string> => renderKey(connection, Buffer.from(key));
    assert.equal(await text('a'), await text('b'));
    assert.match(await text('l'), /\n"line\\nline"\n"\\xe2\\x80\\xae"\n$/);
    assert.match(await text('text'), /\na\n\\x1b\[31m"b"\n/);
    assert.match(await text('json'), /\n\{\n {2}"b": \[/);
    assert.match(await text('bytes'), /\nff00\n$/);
    const long = (await text('long')).split('\n');
    assert.ok(long.length < 10_010, String(long.length));
    assert.match(long.at(-2) ?? '', /^… the rest is not shown/);
    assert.equal(await text('gone'), 'The key is not there.\n');
  });
});
