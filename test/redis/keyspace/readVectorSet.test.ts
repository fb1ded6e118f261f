import assert from 'node:assert/strict';
import { readNeighbours, readVectorSample } from '../../../src/core/keyspace/readers/vectorSet';
import { readKeyInfos } from '../../../src/core/keyspace/readKeyInfo';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import { OpenConnections } from '../connectionHelpers';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');

describe('reading vector sets of redis8', () => {
  const server = useServer({}, 'redis8');
  const connections = new OpenConnections();
  afterEach(() => {
    connections.close();
  });
  /** Far enough from each other that quantization to bytes does not mix them up. */
  const direction = (at: number): string[] => [Math.cos(at / 5), Math.sin(at / 5)].map(String);
  const element = (at: number): Buffer => Buffer.from(`\xff${String(at)}`, 'latin1');

  beforeEach(async () => {
    await writeAll(
      server.writer,
      Array.from({ length: 30 }, (_, at) => ['VADD', KEY, 'VALUES', 3, ...direction(at), 0.2, element(at)]),
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

  it('finds the nearest of an element, itself first, over RESP3 too', async () => {
    const { port } = server.running;
    for (const protocol of [2, 3] as const) {
      const connection = await connections.open(port, { protocol, readOnly: true });
      const found = (await readNeighbours(connection, KEY, element(7))) ?? [];
      assert.equal(found.length, 20);
      const [itself] = found;
      assert.deepEqual(itself?.element, element(7));
      assert.equal(Number(itself.similarity).toFixed(2), '1.00');
      const similarities = found.map(({ similarity }) => Number(similarity));
      assert.deepEqual(
        similarities,
        similarities.toSorted((a, b) => b - a),
      );
      assert.equal(await readNeighbours(connection, KEY, Buffer.from('nobody')), undefined);
      assert.equal(await readNeighbours(connection, Buffer.from('nothing'), element(7)), undefined);
    }
  });
});
