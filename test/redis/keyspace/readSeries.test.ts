import assert from 'node:assert/strict';
import type { KeyContent } from '../../../src/core/keyspace/keyTypes';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import { readGeoPositions } from '../../../src/core/keyspace/readers/geo';
import { readSeriesOverview } from '../../../src/core/keyspace/readers/series';
import type { Command } from '../../../src/core/redis/reply';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');

type Of<Kind extends KeyContent['kind']> = Extract<KeyContent, { kind: Kind }>;

describe('time series, positions and fields that expire', function () {
  this.timeout(30_000);
  const server = useServer({}, 'stack');

  async function content<Kind extends KeyContent['kind']>(kind: Kind, fieldTtl = false): Promise<Of<Kind>> {
    const value = await readKeyValue(server.reader, KEY, { fieldTtl });
    assert.equal(value?.content.kind, kind);
    return value.content as Of<Kind>;
  }

  it('reads the last samples of a time series, in the server’s digits, and its facts', async () => {
    await server.writer.call('TS.CREATE', KEY, 'LABELS', 'room', 'a"b');
    assert.deepEqual((await content('series')).samples, []);
    await writeAll(
      server.writer,
      Array.from({ length: 1500 }, (_, at): Command => ['TS.ADD', KEY, 1_000_000 + 10 * at, String(at / 3)]),
    );
    const { samples, facts } = await content('series');
    assert.deepEqual([samples.length, samples[0]?.time, samples.at(-1)?.time], [1000, 1_005_000, 1_014_990]);
    const [last] = (await server.writer.call('TS.REVRANGE', KEY, '-', '+', 'COUNT', 1)) as [number, Buffer][];
    assert.equal(samples.at(-1)?.value, String(last?.[1]));
    assert.equal(facts.find(({ name }) => name === 'totalSamples')?.value, '1500');
    assert.equal(facts.find(({ name }) => name === 'labels')?.value, '[[room, a"b]]');
    assert.equal((await readKeyValue(server.reader, KEY))?.info.length, 1500);
  });

  it('brings a whole time series as averages', async () => {
    await writeAll(
      server.writer,
      Array.from({ length: 5000 }, (_, at): Command => ['TS.ADD', KEY, 1_000_000 + at, String(at % 2)]),
    );
    const { samples, stretchMs } = await readSeriesOverview(server.reader, KEY);
    assert.deepEqual([stretchMs, samples.length], [5, 1000]);
    assert.ok(samples.every(({ value }) => Number(value) >= 0.4 && Number(value) <= 0.6));
  });

  it('knows where members are, and which are gone', async () => {
    const palermo = Buffer.from([0xff, 0]);
    await server.writer.call('GEOADD', KEY, 13.361389, 38.115556, palermo);
    const [there, gone] = await readGeoPositions(server.reader, KEY, [palermo, Buffer.from('nobody')]);
    assert.deepEqual(
      [Number(there?.longitude).toFixed(5), Number(there?.latitude).toFixed(5)],
      ['13.36139', '38.11556'],
    );
    assert.equal(gone, null);
    assert.deepEqual(await readGeoPositions(server.reader, KEY, []), []);
  });

  for (const [title, more] of [
    ['small', 0],
    ['large', 200],
  ] as const) {
    it(`tells when fields of a ${title} hash expire, the same from reading to reading`, async () => {
      const others = Array.from({ length: more }, (_, at) => [`f${String(at)}`, 'v']).flat();
      await writeAll(server.writer, [
        ['HSET', KEY, 'ends', '1', 'stays', '2', ...others],
        ['HPEXPIRE', KEY, 100_000, 'FIELDS', 1, 'ends'],
      ]);
      const ends = async () => {
        const { rows } = await content('hash', true);
        assert.equal(rows.filter(({ expiresAt }) => expiresAt !== undefined).length, 1);
        return rows.find(({ field }) => field.equals(Buffer.from('ends')))?.expiresAt ?? 0;
      };
      const first = await ends();
      assert.ok(Math.abs(first - Date.now() - 100_000) < 10_000, String(first - Date.now()));
      assert.equal(await ends(), first);
    });
  }

  it('does not ask for the expiry of fields where it was not told that there is one', async () => {
    await writeAll(server.writer, [
      ['HSET', KEY, 'ends', '1'],
      ['HPEXPIRE', KEY, 100_000, 'FIELDS', 1, 'ends'],
    ]);
    assert.deepEqual((await content('hash')).rows, [{ field: Buffer.from('ends'), value: Buffer.from('1') }]);
  });
});
