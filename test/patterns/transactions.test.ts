import assert from 'node:assert/strict';
import { pattern } from '../../src/core/patterns/transactions/index';
import { transferScript } from '../../src/core/patterns/transactions/scripts';
import { lesson } from './lessons';

// What the transactions lesson says, against what a second client reads, and its scripts under real concurrency.

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`the transactions lesson on ${flavour}`, () => {
    const given = lesson(pattern, flavour);
    const figures = async (step: string): Promise<(string | number)[]> =>
      ((await given.session().runStep(step)).figures ?? []).map(({ value }) => value);
    const balance = async (name: string): Promise<number> =>
      Number(await given.client().text('GET', given.key(`balance:${name}`)));

    /** Connections that the server has accepted since it began. */
    const received = async (): Promise<number> =>
      Number(/total_connections_received:(\d+)/.exec(String(await given.client().text('INFO', 'stats')))?.[1]);

    const pair = async (): Promise<number[]> =>
      ((await given.client().text('MGET', given.key('pair:amy'), given.key('pair:ben'))) as string[]).map(Number);

    it('moves money in two changes at once', async () => {
      assert.deepEqual(await figures('multi'), [900, 1100, 2000]);
      assert.deepEqual(await pair(), [900, 1100]);
    });

    it('rolls nothing back when a command fails on the way', async () => {
      assert.deepEqual(await figures('notRolledBack'), ['OK, WRONGTYPE, OK', '2']);
      assert.equal(await given.client().text('GET', given.key('text')), '2');
    });

    it('carries out nothing when a command is refused while it is queued', async () => {
      assert.deepEqual(await figures('refusedWhole'), ['EXECABORT', 'before']);
      assert.equal(await given.client().text('GET', given.key('text')), 'before');
    });

    it('loses no write of many, and lets one of each round through', async () => {
      given.session().setParameter('contenders', 10);
      // One gets through in each round: 10 + 9 + … + 1.
      assert.deepEqual(await figures('contention'), [55, 82, 0]);
      assert.equal(await given.client().text('GET', given.key('document')), '10');
      const ttl = Number(await given.client().text('TTL', given.key('document')));
      assert.ok(ttl > 0, String(ttl));
    });

    it('watches over connections of its own, tells what they send, and leaves none behind', async () => {
      given.session().setParameter('contenders', 4);
      const links = async (): Promise<number> =>
        String(await given.client().text('CLIENT', 'LIST'))
          .trim()
          .split('\n').length;
      const [before, connected] = [await links(), await received()];
      await given.session().runStep('contention');
      assert.equal((await received()) - connected, 4);
      while ((await links()) > before) await new Promise((resolve) => setTimeout(resolve, 10));
      const of = (name: string) =>
        given.session().trace.filter(({ entry, origin }) => origin === 'contention' && entry.command[0] === name);
      const watched = of('WATCH').slice(-10);
      assert.equal(watched.length, 10);
      assert.ok(watched.every(({ entry }) => entry.command[1] === given.key('document')));
      // Each of the last 10 EXECs but 4 was in vain. The step's own transactions end in EXEC too.
      const vain = of('EXEC').filter(({ entry }) => entry.outcome.kind === 'reply' && entry.outcome.reply === null);
      assert.equal(vain.slice(-6).length, 6);
    });

    it('does the same by a version where a connection is shared', async () => {
      given.session().setParameter('contenders', 10);
      const connected = await received();
      const [attempts, again, lost] = await figures('version');
      assert.equal(await received(), connected);
      assert.equal(lost, 0);
      // One gets through in each round, so 10 + 9 + … + 1 unless a late one gets lucky.
      assert.ok(Number(attempts) > 20 && Number(attempts) <= 55, String(attempts));
      assert.equal(again, Math.round((100 * (Number(attempts) - 10)) / Number(attempts)));
      assert.deepEqual(await given.client().text('HMGET', given.key('versioned'), 'value', 'version'), ['10', '10']);
    });

    it('transfers no more than there is', async () => {
      given.session().setParameter('contenders', 30);
      assert.deepEqual(await figures('script'), [10, 20, 0, 2000]);
      assert.deepEqual(await pair(), [0, 2000]);
    });

    it('keeps the sum, and everybody at 0 or above, whatever the traffic', async () => {
      await given.session().scaffold();
      await given.traffic(600);
      const names = ['amy', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gina', 'hugo'];
      const balances = await Promise.all(names.map(balance));
      assert.equal(
        balances.reduce((sum, value) => sum + value, 0),
        8000,
      );
      assert.ok(Math.min(...balances) >= 0);
      const outcomes = given.session().state.live?.outcomes ?? {};
      assert.ok(
        (outcomes['Carried out'] ?? 0) > 0 && (outcomes['Too little money'] ?? 0) > 0,
        JSON.stringify(outcomes),
      );
      const parts = (await given.session().view()).find((block) => block.kind === 'parts');
      assert.deepEqual(
        parts?.parts.map(({ value }) => value),
        balances,
      );
    });

    it('refuses an amount that is none, and writes nothing', async () => {
      await given.session().scaffold();
      const keys = ['amy', 'ben'].map((name) => given.key(`balance:${name}`));
      const { lua } = transferScript;
      for (const amount of ['-5', '0', '1.5', 'much']) {
        await assert.rejects(given.client().call('EVAL', lua, 2, ...keys, amount, 0), /whole number above 0/);
      }
      await given.client().call('SET', keys[1] ?? '', 'no number', 'KEEPTTL');
      await assert.rejects(given.client().call('EVAL', lua, 2, ...keys, 5, 0), /no number/);
      assert.equal(await balance('amy'), 1000);
    });
  });
}
