import assert from 'node:assert/strict';
import { readVectorSample } from '../../../src/core/keyspace/readers/vectorSet';
import { readKeyInfos } from '../../../src/core/keyspace/readKeyInfo';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');

describe('reading vector sets of redis8', () => {
  const server = useServer({}, 'redis8');
  const element = (at: number): Buffer => Buffer.from(`\xff${String(at)}`, 'latin1');

  beforeEach(async () => {
    await writeAll(
      server.writer,
      Array.from({ length: 30 }, (_, at) => ['VADD', KEY, 'VALUES', 3, 1, at, 0.5, element(at)]),
    );
  });

  it('names the type, and tells what the server knows of the set', async () => {
    const [info] = await readKeyInfos(server.reader, [KEY]);
    assert.equal(info?.type, 'vectorset');
    const content = (await readKeyValue(server.reader, KEY))?.content;
    assert.equal(content?.kind, 'facts');
    const facts = Object.fromEntries(content.facts.map(({ name, value }) => [name, value]));
    assert.deepEqual([facts['size'], facts['vector-dim'], facts['quant-type']], ['30', '3', 'int8']);
  });

  it('shows elements by chance, as bytes, each once', async () => {
    const shown = (await readVectorSample(server.reader, KEY)).map((bytes) => bytes.toString('latin1'));
    assert.equal(shown.length, 20);
    assert.equal(new Set(shown).size, 20);
    const all = Array.from({ length: 30 }, (_, at) => element(at).toString('latin1'));
    assert.deepEqual(
      shown.filter((name) => !all.includes(name)),
      [],
    );
    await server.writer.call('DEL', KEY);
    assert.deepEqual(await readVectorSample(server.reader, KEY), []);
  });
});
