import assert from 'node:assert/strict';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/expiration/index';
import { busiestSecond } from '../../src/core/patterns/expiration/lives';
import { toldConditions } from '../../src/core/patterns/expiration/settingSteps';
import type { Feature } from '../../src/core/redis/capabilities';
import { ReplyError } from '../../src/core/redis/reply';
import { lesson } from './lessons';

// What the expiration lesson says, against what a second client reads.

describe('the busiest second', () => {
  it('is a window anywhere, not a second of the clock', () => {
    assert.equal(busiestSecond([]), 0);
    assert.equal(busiestSecond([900, 1000, 1100, 1899, 1900]), 4);
    assert.equal(busiestSecond([5000, 0, 1000, 2000]), 1);
  });
});

describe('EXPIRE with a condition', () => {
  it('is said to be missing on a server older than Redis 7', () => {
    const refusal = new ReplyError("ERR wrong number of arguments for 'expire' command");
    const aborted = new ReplyError('EXECABORT Transaction discarded because of previous errors.');
    assert.match(toldConditions(aborted, refusal, [['EXPIRE', 'k', 1, 'NX']]).summary, /older than Redis 7/);
    const denied = new ReplyError('NOPERM this user has no permissions to run the expire command');
    assert.throws(() => toldConditions(aborted, denied, [['EXPIRE', 'k', 1, 'NX']]), { code: 'NO_PERMISSION' });
  });
});

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`the expiration lesson on ${flavour}`, () => {
    const given = lesson(pattern, flavour);
    const figures = async (step: string): Promise<(string | number)[]> =>
      ((await given.session().runStep(step)).figures ?? []).map(({ value }) => value);

    it('sets, keeps and prolongs a TTL that another client sees', async () => {
      assert.deepEqual(await figures('together'), [300]);
      assert.equal(Number(await given.client().text('TTL', given.key('token'))) > 290, true);
      assert.deepEqual(await figures('plainSet'), [-1, 300]);
      assert.deepEqual(await figures('sliding'), [150, 300]);
      assert.equal(await given.client().text('GET', given.key('token')), 'value');
    });

    it('changes a TTL only under its condition', async () => {
      assert.deepEqual(await figures('conditions'), ['left as it was', 'left as it was', 'changed', 'changed']);
    });

    it('counts the pages that end together, without jitter and with it', async () => {
      given.session().setParameter('jitter', 0);
      const [together, reckoned] = await figures('jitter');
      assert.equal(together, 300);
      assert.ok(Number(reckoned) < 100, 'half of the life spreads them');
      given.session().setParameter('jitter', 80);
      const [spread] = await figures('jitter');
      assert.ok(Number(spread) < 30, `${String(spread)} in one second`);
    });

    it('finds none of the keys whose time is over, and the server counts them all', async () => {
      const counted = async (): Promise<number> =>
        Number(/^expired_keys:(\d+)/m.exec((await given.client().text('INFO', 'stats')) as string)?.[1]);
      const before = await counted();
      // How many of each kind is the server's affair, and a busy machine's.
      const [active, lazy, found] = await figures('lazy');
      assert.equal(found, 0);
      assert.equal(Number(active) + Number(lazy), 400);
      assert.equal((await counted()) - before, 400);
    });

    it('gives fields a TTL of their own where the server can', async () => {
      const features = given.connection().capabilities?.features;
      const feature: Feature = 'hashFieldTtl';
      const can = features?.known === true && features.value.has(feature);
      assert.equal(can, flavour === 'stack');
      if (!can) return;
      assert.deepEqual(await figures('fields'), ['gone', 'laptop, phone, tablet, television']);
      const [life] = (await given.client().text('HTTL', given.key('devices'), 'FIELDS', 1, 'television')) as string[];
      assert.ok(Number(life) > 0 && Number(life) <= 60);
    });

    it('shows every cached page in a bar, as many as another client counts', async () => {
      const blocks = await given.session().view();
      const chart = blocks.find((block) => block.kind === 'chart');
      assert.ok(chart);
      const names = (await given.client().text('KEYS', given.key('page:*').replace(/[{}]/g, '?'))) as string[];
      const shown = chart.series.flatMap(({ values }) => values).reduce<number>((sum, value) => sum + (value ?? 0), 0);
      assert.equal(shown, names.length);
      assert.equal(
        blocks.some(({ kind }) => kind === 'cards'),
        flavour === 'stack',
      );
    });

    it('loads a page again once it is gone', async () => {
      const session: DemoSession = given.session();
      session.setParameter('pages', 20);
      for (let page = 0; page < 20; page += 1) await given.client().call('UNLINK', given.key(`page:${String(page)}`));
      await given.traffic(200);
      const outcomes = session.state.live?.outcomes ?? {};
      assert.ok((outcomes['From the cache'] ?? 0) > 0);
      assert.ok((outcomes['Loaded again'] ?? 0) > 0);
      assert.ok(Number(await given.client().text('PTTL', given.key('page:0'))) > 0);
    });
  });
}
