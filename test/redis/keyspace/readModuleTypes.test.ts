import assert from 'node:assert/strict';
import type { FactsContent, KeyValue } from '../../../src/core/keyspace/keyTypes';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import type { Executor } from '../../../src/core/redis/executor';
import type { Command } from '../../../src/core/redis/reply';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');

describe('reading keys of module types', function () {
  this.timeout(30_000);
  const server = useServer({}, 'stack');

  const read = async (executor: Executor = server.reader): Promise<KeyValue | undefined> => readKeyValue(executor, KEY);

  async function facts(...commands: Command[]): Promise<FactsContent> {
    await server.writer.call('DEL', KEY);
    await writeAll(server.writer, commands);
    const content = (await read())?.content;
    assert.equal(content?.kind, 'facts');
    return content;
  }

  const valueOf = ({ facts: all }: FactsContent, name: string): string | undefined =>
    all.find((fact) => fact.name === name)?.value;

  it('tells the facts of filters and sketches', async () => {
    const bloom = await facts(['BF.RESERVE', KEY, '0.01', 1000], ['BF.ADD', KEY, 'x']);
    assert.deepEqual(
      [bloom.type, valueOf(bloom, 'Capacity'), valueOf(bloom, 'Number of items inserted')],
      ['MBbloom--', '1000', '1'],
    );
    const cuckoo = await facts(['CF.RESERVE', KEY, 1000], ['CF.ADD', KEY, 'x'], ['CF.DEL', KEY, 'x']);
    assert.deepEqual([cuckoo.type, valueOf(cuckoo, 'Number of items deleted')], ['MBbloomCF', '1']);
    const sketch = await facts(['CMS.INITBYDIM', KEY, 100, 5], ['CMS.INCRBY', KEY, 'x', 7]);
    assert.deepEqual([sketch.type, valueOf(sketch, 'width'), valueOf(sketch, 'count')], ['CMSk-TYPE', '100', '7']);
  });

  it('lists a Top-K by count, items as bytes', async () => {
    const item = Buffer.from([0xff, 0xfe]);
    const top = await facts(['TOPK.RESERVE', KEY, 2], ['TOPK.ADD', KEY, item, 'b', item]);
    assert.deepEqual([top.type, valueOf(top, 'k')], ['TopK-TYPE', '2']);
    assert.deepEqual(top.items, [
      { item, note: '2' },
      { item: Buffer.from('b'), note: '1' },
    ]);
  });

  it('adds quantiles to a t-digest, an empty one too', async () => {
    const digest = await facts(['TDIGEST.CREATE', KEY], ['TDIGEST.ADD', KEY, 1, 2, 3]);
    assert.deepEqual([valueOf(digest, 'Observations'), valueOf(digest, 'Quantile 0.5')], ['3', '2']);
    assert.equal(valueOf(await facts(['TDIGEST.CREATE', KEY]), 'Quantile 0.5'), 'nan');
  });

  it('says that a key is gone when it was deleted between the two round trips', async () => {
    await server.writer.call('BF.ADD', KEY, 'x');
    let trips = 0;
    const meddled: Executor = {
      send: (command, options) => server.reader.send(command, options),
      pipeline: async (commands, options) => {
        if (++trips === 2) await server.writer.call('DEL', KEY);
        return server.reader.pipeline(commands, options);
      },
    };
    assert.equal(await read(meddled), undefined);
    assert.equal(trips, 2);
  });
});
