import assert from 'node:assert/strict';
import { pattern } from '../../src/core/patterns/pipelines/index';
import { lesson } from './lessons';

// What the pipelines lesson counts, against what the server saw.

const WAYS: readonly (readonly [step: string, roundTrips: number, commands: number])[] = [
  ['oneByOne', 100, 100],
  ['pipelined', 4, 100],
  ['auto', 1, 100],
  ['mset', 1, 103],
  ['script', 1, 1],
];

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`the pipelines lesson on ${flavour}`, () => {
    const given = lesson(pattern, flavour);

    before(() => {
      given.session().setParameter('commands', 100);
      given.session().setParameter('batch', 30);
      given.session().setParameter('delay', 0);
    });

    for (const [step, roundTrips, commands] of WAYS) {
      it(`writes every value by ${step}, in ${String(roundTrips)} round trips`, async () => {
        await given.client().call('UNLINK', given.key('value:0'), given.key('value:99'));
        const sent = given.session().trace.length;
        const { figures = [] } = await given.session().runStep(step);
        assert.deepEqual(
          figures.slice(0, 2).map(({ value }) => value),
          [roundTrips, commands],
        );
        const trips = new Set(
          given
            .session()
            .trace.slice(sent)
            .flatMap(({ entry }) => (entry.command[0] === 'SET' ? [entry.command[1]] : [])),
        );
        if (commands === 100) assert.equal(trips.size, 100, 'a SET for each value');
        for (const n of [0, 99]) {
          const key = given.key(`value:${String(n)}`);
          assert.equal(await given.client().text('GET', key), 'value');
          assert.ok(Number(await given.client().text('TTL', key)) > 0);
        }
      });
    }

    it('shows each way that ran with its round trips', async () => {
      const table = (await given.session().view()).find((block) => block.kind === 'table');
      assert.deepEqual(
        table?.rows.map((row) => [row[2], row[3]]),
        WAYS.map(([, roundTrips, commands]) => [commands, roundTrips]),
      );
    });

    it('carries out what stands around a refused command', async () => {
      const { figures = [] } = await given.session().runStep('partly');
      assert.deepEqual(
        figures.map(({ value }) => value),
        [1, 2],
      );
      assert.equal(await given.client().text('GET', given.key('text')), 'third');
    });

    it('waits the chosen delay before each round trip, and writes less when that would be too long', async () => {
      given.session().setParameter('delay', 100);
      given.session().setParameter('commands', 1000);
      const { figures = [] } = await given.session().runStep('oneByOne');
      const trips = Number(figures[0]?.value);
      assert.ok(trips >= 10 && trips <= 20, `${String(trips)} round trips of 100 ms`);
      assert.ok(Number(figures[2]?.value) <= 10, 'ten a second at most');
    });
  });
}
