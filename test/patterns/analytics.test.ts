import assert from 'node:assert/strict';
import type { Block, ChartBlock, Figure } from '../../src/core/patterns/blocks';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/analytics/index';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo, sessionOf } from './sessions';

// What real-time analytics says, against the plainest reckoning over what a second client reads: every key, added up.

const CASES: readonly { readonly flavour: Flavour; readonly variant: string }[] = [
  { flavour: 'redis7', variant: 'buckets' },
  { flavour: 'stack', variant: 'buckets' },
  { flavour: 'stack', variant: 'timeSeries' },
  { flavour: 'valkey', variant: 'buckets' },
];

type Sample = readonly [at: number, value: number];

for (const { flavour, variant } of CASES) {
  describe(`real-time analytics on ${flavour}, ${variant}`, () => {
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;
    let session: DemoSession;
    let base: string;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
      session = sessionOf(pattern, connection);
      base = `redis-patterns:analytics:{${session.instance}}`;
      assert.equal(session.state.variant, flavour === 'stack' ? 'timeSeries' : 'buckets', 'the best is the default');
      session.setVariant(variant);
      await session.scaffold();
    });

    after(async () => {
      (session as DemoSession | undefined)?.dispose();
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    it('says of the last hour what its minutes add up to', async () => {
      await atOneMinute(async () => {
        const figures = valuesOf((await session.runStep('lastHour')).figures);
        const minutes = await minutesNow();
        const sum = (counter: string): number =>
          [...minutes.values()].reduce((all, counters) => all + Number(counters.get(counter) ?? 0), 0);
        assert.equal(minutes.size, 60);
        assert.ok(sum('views') > 1000);
        assert.deepEqual(
          [figures.get('Views'), figures.get('Calls'), figures.get('Errors')],
          [sum('views'), sum('calls'), sum('errors')],
        );
        assert.equal(await sumOf('hour:*', 'views'), sum('views'), 'the hours hold the same');
      });
    });

    it('leaves minutes out that are older than an hour, and takes a missing one as nothing', async () => {
      const figuresNow = async (): Promise<number> =>
        Number(valuesOf((await session.runStep('lastHour')).figures).get('Views'));
      await atOneMinute(async () => {
        const before = await figuresNow();
        const old = `${base}:minute:${stamp(Date.now() - 60 * 60_000)}`;
        await client.call('HSET', old, 'views', 100_000);
        assert.equal(await figuresNow(), before);
        await client.call('DEL', old);
        const missing = `${base}:minute:${stamp(Date.now() - 30 * 60_000)}`;
        const lost = Number(await client.text('HGET', missing, 'views'));
        await client.call('DEL', missing);
        assert.equal(await figuresNow(), before - lost);
        const chart = chartOf(await session.view(), 'Page views per minute');
        assert.equal(chart.series[0]?.values[29], null, 'a minute without a key is a gap, not a 0');
        assert.ok(chart.series[0].values.filter((value) => value === null).length === 1);
      });
    });

    it('counts one event on every counter', async () => {
      await atOneMinute(async () => {
        const path = '/products';
        const before = await counts(path);
        await session.runStep('countEvent');
        // The script is known by then.
        const { summary } = await session.runStep('countEvent');
        assert.match(summary, / views in this minute so far, 1 round trip for 4 keys\.$/);
        assert.deepEqual(
          await counts(path),
          before.map((n) => n + 2),
        );
      });
    });

    it('counts a hundred events in one flush exactly, with one run of the script', async () => {
      await session.runStep('flush');
      const calls = await scriptCalls();
      const before = await sumOf('hour:*', 'views');
      const figures = valuesOf((await session.runStep('flush')).figures);
      assert.equal((await sumOf('hour:*', 'views')) - before, 100);
      assert.equal((await scriptCalls()) - calls, 1);
      assert.equal(figures.get('Counted'), 100);
      assert.equal(figures.get('Round trips'), 1, 'the script is known by now');
    });

    it('counts the traffic exactly', async () => {
      const before = [await sumOf('minute:*', 'views'), await sumOf('hour:*', 'views'), await viewsOfPages()];
      const traffic = session.runLive(1000);
      await new Promise<void>((resolve) => {
        const listening = session.onDidChangeState(({ live }) => {
          if ((live?.events ?? 0) < 1000) return;
          listening.dispose();
          resolve();
        });
      });
      session.stop();
      await assert.rejects(traffic, { name: 'AbortError' });
      // What was on its way is counted before this is answered.
      await connection.send(['PING']);
      const after = [await sumOf('minute:*', 'views'), await sumOf('hour:*', 'views'), await viewsOfPages()];
      const [minutes = 0, hours, pages = 0] = after.map((n, index) => n - (before[index] ?? 0));
      assert.equal(minutes, hours);
      assert.ok(minutes >= (session.state.live?.events ?? Infinity));
      assert.ok(pages <= minutes, 'cut pages take their views with them');
      const figures = (await session.view()).flatMap((block) => (block.kind === 'figures' ? block.figures : []));
      const [visitors] = figures.filter(({ label }) => label === 'Unique visitors today');
      assert.equal(visitors?.value, await client.text('PFCOUNT', `${base}:visitors:${stamp(Date.now()).slice(0, 8)}`));
    });

    it('ranks pages as a sum over both hours does', async () => {
      const sums = await sumsOfPages();
      const best = [...sums].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
      const { figures = [] } = await session.runStep('topPages');
      assert.deepEqual(
        figures.map(({ value }) => value),
        best.slice(0, 10).map(([, views]) => views),
      );
      for (const { label, value } of figures) assert.equal(sums.get(label.replace(/^\d+\. /, '')), value);
      const [ranking] = (await session.view()).filter((block) => block.kind === 'ranking');
      assert.deepEqual(
        ranking?.rows.map(({ id, value }) => [id, value]),
        best.slice(0, 10),
      );
      assert.equal(await client.text('ZCARD', `${base}:top:pages`), 10);
    });

    it('merges visitors of days instead of adding them', async () => {
      const figures = valuesOf((await session.runStep('visitors')).figures);
      const days = ((await client.text('KEYS', `${base}:visitors:2*`)) as string[]).sort();
      assert.equal(days.length, 7);
      assert.equal(figures.get('Unique visitors in 7 days'), await client.text('PFCOUNT', ...days));
      const each = await Promise.all(days.map((day) => client.text('PFCOUNT', day)));
      assert.equal(
        figures.get('Sum of the days'),
        each.reduce<number>((sum, n) => sum + Number(n), 0),
      );
      assert.ok(Number(figures.get('Sum of the days')) > Number(figures.get('Unique visitors in 7 days')));
    });

    it('keeps pages below twice the cap however often a robot comes', async () => {
      session.setParameter('kept', 10);
      for (let time = 0; time < 3; time += 1) {
        const figures = valuesOf((await session.runStep('retention')).figures);
        assert.ok(Number(figures.get('Pages kept')) <= 20);
        assert.equal(figures.get('Keys without a TTL'), 0);
      }
      const cards = await client.text('ZCARD', `${base}:pages:${stamp(Date.now()).slice(0, 10)}`);
      assert.ok(Number(cards) <= 20);
    });

    const [write, means] =
      variant === 'timeSeries' ? ['samplesInSeries', 'meansOnServer'] : ['samplesInBuckets', 'meansInClient'];

    it('finds equal samples by their time', async () => {
      const { figures = [] } = await session.runStep(write);
      assert.deepEqual(
        figures.map(({ value }) => value),
        [3, 3],
      );
      const samples = await samplesNow();
      assert.deepEqual(
        samples.slice(-3).map(([, value]) => value),
        [75.5, 75.5, 75.5],
      );
      assert.equal(new Set(samples.map(([at]) => at)).size, samples.length);
      assert.ok(samples.length >= 3600, `${String(samples.length)} samples`);
    });

    it('makes the means of minutes that one would make by hand', async () => {
      const { figures = [] } = await session.runStep(means);
      const samples = await samplesNow();
      const shown = figures.filter(({ label }) => label.startsWith('Mean of'));
      assert.equal(shown.length, 5);
      // The newest may have gone on meanwhile.
      for (const { label, value } of shown.slice(1)) {
        const of = samples.filter(([at]) => `Mean of ${new Date(at).toISOString().slice(11, 16)} UTC` === label);
        const recent = of.filter(([at]) => at > Date.now() - 600_000).map(([, sample]) => sample);
        const mean = recent.reduce((sum, sample) => sum + sample, 0) / recent.length;
        assert.ok(Math.abs(mean - Number(value)) < 0.006, `${label}: ${String(value)}, not ${String(mean)}`);
      }
    });

    it('draws the samples of the last five minutes', async () => {
      const chart = chartOf(await session.view(), 'CPU, last 5 minutes');
      const samples = new Map(await samplesNow());
      assert.equal(chart.times.length, 300);
      const values = chart.series[0]?.values ?? [];
      assert.deepEqual(
        values,
        chart.times.map((at) => samples.get(at) ?? null),
      );
      assert.ok(values.filter((value) => value !== null).length > 200);
    });

    if (variant === 'timeSeries') {
      it('keeps the means of finished minutes in a series that expires too', async () => {
        await session.scaffold();
        const figures = valuesOf((await session.runStep('compaction')).figures);
        const until = await Promise.all(
          ['means', 'series'].map((holds) => client.text('EXPIRETIME', `${base}:cpu:${holds}`)),
        );
        assert.ok(Number(until[0]) > 0 && Math.abs(Number(until[0]) - Number(until[1])) <= 1);
        const kept = (await client.text('TS.RANGE', `${base}:cpu:means`, '-', '+')) as [number, string][];
        const samples = await samplesNow();
        for (const [minute, mean] of kept) {
          const of = samples.filter(([at]) => at >= minute && at < minute + 60_000).map(([, value]) => value);
          const sum = of.reduce((all, value) => all + value, 0);
          assert.ok(Math.abs(sum / of.length - Number(mean)) < 1e-6, `${String(minute)}: ${mean}`);
        }
        assert.equal(figures.get('Means kept'), kept.length);
        assert.ok(kept.length === 60 || kept.length === 59, `${String(kept.length)} minutes`);
      });

      it('reads series by their labels: those of this demo and no other', async () => {
        const other = sessionOf(pattern, connection);
        await other.scaffold();
        const { figures = [] } = await session.runStep('byLabels');
        assert.deepEqual(figures.map(({ label }) => label).sort(), ['cpu', 'memory']);
        await other.cleanUp();
        other.dispose();
      });
    }

    /** Runs it on data made in the same minute, and in time before that ends: a view counts for a minute of its own. */
    async function atOneMinute(run: () => Promise<void>): Promise<void> {
      const left = 60_000 - (Date.now() % 60_000);
      if (left < 3000) await new Promise((resolve) => setTimeout(resolve, left + 50));
      await session.cleanUp();
      await session.scaffold();
      await run();
    }

    async function minutesNow(): Promise<Map<string, Map<string, string>>> {
      const keys = (await client.text('KEYS', `${base}:minute:*`)) as string[];
      return new Map(
        await Promise.all(
          keys.map(async (key) => [key, pairs((await client.text('HGETALL', key)) as string[])] as const),
        ),
      );
    }

    async function sumOf(glob: string, field: string): Promise<number> {
      const keys = (await client.text('KEYS', `${base}:${glob}`)) as string[];
      const values = await Promise.all(keys.map((key) => client.text('HGET', key, field)));
      return values.reduce<number>((sum, value) => sum + Number(value), 0);
    }

    async function sumsOfPages(): Promise<Map<string, number>> {
      const sums = new Map<string, number>();
      for (const key of (await client.text('KEYS', `${base}:pages:*`)) as string[]) {
        for (const [page, views] of pairs((await client.text('ZRANGE', key, 0, -1, 'WITHSCORES')) as string[])) {
          sums.set(page, (sums.get(page) ?? 0) + Number(views));
        }
      }
      return sums;
    }

    async function viewsOfPages(): Promise<number> {
      return [...(await sumsOfPages()).values()].reduce((sum, views) => sum + views, 0);
    }

    /** Of this minute, all minutes, all hours and one page. */
    async function counts(page: string): Promise<number[]> {
      return [
        Number(await client.text('HGET', `${base}:minute:${stamp(Date.now())}`, 'views')),
        await sumOf('minute:*', 'views'),
        await sumOf('minute:*', 'calls'),
        await sumOf('hour:*', 'views'),
        (await sumsOfPages()).get(page) ?? 0,
      ];
    }

    async function scriptCalls(): Promise<number> {
      const text = String(await client.text('INFO', 'commandstats'));
      return Number(/cmdstat_evalsha:calls=(\d+)/.exec(text)?.[1] ?? 0);
    }

    /** Every sample of the processor that there is, oldest first. */
    async function samplesNow(): Promise<Sample[]> {
      if (variant === 'timeSeries') {
        const series = (await client.text('TS.RANGE', `${base}:cpu:series`, '-', '+')) as [number, string][];
        return series.map(([at, value]) => [at, Number(value)]);
      }
      const keys = (await client.text('KEYS', `${base}:cpu:samples:*`)) as string[];
      const buckets = await Promise.all(
        keys.map(async (key) => pairs((await client.text('HGETALL', key)) as string[])),
      );
      const samples = buckets.flatMap((fields) => [...fields]);
      return samples.map(([at, value]): Sample => [1000 * Number(at), Number(value)]).sort(([a], [b]) => a - b);
    }
  });
}

/** A minute of UTC. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/\D/g, '').slice(0, 12);
}

function pairs(flat: readonly string[]): Map<string, string> {
  return new Map(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : [])));
}

function valuesOf(figures: readonly Figure[] | undefined): Map<string, number | string> {
  return new Map((figures ?? []).map(({ label, value }) => [label, value]));
}

function chartOf(blocks: readonly Block[], title: string): ChartBlock {
  const chart = blocks.find((block) => block.kind === 'chart' && block.title === title);
  return chart?.kind === 'chart' ? chart : assert.fail(`no chart "${title}"`);
}
