import assert from 'node:assert/strict';
import type { Block, Figure, PartsBlock, TableBlock, TimelineBlock } from '../../src/core/patterns/blocks';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/rate-limiting/index';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo, sessionOf } from './sessions';

// What the steps and the view of rate limiting say, against what a second client reads.

const FLAVOURS: readonly Flavour[] = ['redis7', 'valkey'];
const LIMIT = 12;
/** The longest there is: nothing to speak of comes back while a test looks. */
const WINDOW_SECONDS = 30;

for (const flavour of FLAVOURS) {
  describe(`rate limiting as it is shown on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
    });

    after(async () => {
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    for (const { id, title } of pattern.variants) {
      describe(title, () => {
        let session: DemoSession;

        before(async () => {
          await client.call('FLUSHALL');
          session = sessionOf(pattern, connection);
          session.setVariant(id);
          session.setParameter('limit', LIMIT);
          session.setParameter('windowSeconds', WINDOW_SECONDS);
          await farFromBoundary();
          await session.scaffold();
        });

        after(() => {
          session.dispose();
        });

        it('admits the limit of one client, and the second client reads that it is used up', async () => {
          await farFromBoundary();
          const [admitted, refused, left] = values(await figures('useUp'));
          assert.deepEqual([admitted, refused], [LIMIT, 3]);
          assert.equal(left, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0].join(', '));
          assert.equal(await stored(id, key('ada')), LIMIT);
          const [, parts] = blocksOf(await session.view());
          assert.deepEqual(
            parts.parts.map(({ value }) => value),
            [0, LIMIT],
          );
          const [requests, wait] = numbersOf(await session.view());
          assert.equal(requests?.value, 0);
          assert.match(String(wait?.value), /^in \d+ ms$/);
        });

        it('changes nothing when it refuses', async () => {
          await farFromBoundary();
          const shown = await figures('refused');
          assert.deepEqual([shown[0]?.value, shown.at(-1)?.value], ['refused', 'the same']);
        });

        it('admits who waited as told, each time', async () => {
          for (let round = 0; round < 3; round += 1) {
            const [wait, then] = values(await figures('retryAfter'));
            assert.ok(Number(wait) > 0 && Number(wait) <= 600, String(wait));
            assert.equal(then, 'admitted');
          }
        });

        it('admits around a boundary what the algorithm says', async () => {
          const [admitted, before, after, apart] = values(await figures('boundary')).map(Number);
          assert.ok(admitted !== undefined && apart !== undefined && apart < 400);
          assert.equal(admitted, Number(before) + Number(after));
          // What comes back in that time, of ten in 400 ms; and one that was about to.
          const cameBack = Math.floor(apart / 40) + 1;
          if (id === 'fixedWindow') assert.deepEqual([before, after], [10, 10]);
          else if (id === 'slidingLog') assert.equal(admitted, 10);
          else assert.ok(admitted >= 10 && admitted <= 10 + cameBack, `${String(admitted)} in ${String(apart)} ms`);
        });

        it('refuses the dear one and admits the cheap one', async () => {
          await farFromBoundary();
          assert.deepEqual(values(await figures('cost')), [
            'admitted, 7 left',
            'admitted, 4 left',
            'admitted, 1 left',
            'refused, 1 left',
            'admitted, 0 left',
          ]);
        });

        it('limits each client by itself', async () => {
          await farFromBoundary();
          assert.deepEqual(values(await figures('clients')), [3, 'admitted', 'admitted', 'admitted', 'admitted']);
          for (const other of ['ben', 'cleo', 'dana', 'eli']) assert.equal(await stored(id, key(other)), 1, other);
        });

        it('notes for the view what became of the traffic', async () => {
          await farFromBoundary();
          await session.cleanUp();
          await session.scaffold();
          const before = await notedByClient();
          await liveUntil(60);
          const outcomes = session.state.live?.outcomes ?? {};
          const noted = await notedByClient();
          const sum = (of: 1 | 2): number => total(noted, of) - total(before, of);
          assert.deepEqual([sum(1), sum(2)], [outcomes['Admitted'], outcomes['Refused']]);
          assert.ok(sum(2) > 0, 'some were refused');
          for (const [name, admitted] of noted) assert.equal(await stored(id, key(name)), admitted, name);
          const [timeline, parts, table] = blocksOf(await session.view());
          assert.deepEqual(table.rows, noted);
          assert.equal(parts.parts[1]?.value, noted[0]?.[1]);
          const marks = timeline.marks.reduce(
            (counts, { count, tone }) => {
              counts[tone] += count;
              return counts;
            },
            { good: 0, bad: 0 },
          );
          assert.deepEqual([marks.good, marks.bad], noted[0]?.slice(1));
          assert.equal(timeline.to - timeline.from, WINDOW_SECONDS * 1000);
          assert.ok(timeline.marks.every(({ at }) => at >= timeline.from && at <= timeline.to));
        });

        it('keeps the stream of decisions short', async () => {
          const stream = `redis-patterns:rate-limiting:{${session.instance}}:decisions:${id}`;
          assert.ok(Number(await client.text('TTL', stream)) > 0);
          const filler = Array.from({ length: 4000 }, () => [
            'XADD',
            stream,
            '*',
            'client',
            'eli',
            'admitted',
            0,
            'refused',
            1,
          ]);
          await client.pipeline(filler);
          await session.runStep('useUp');
          assert.ok(Number(await client.text('XLEN', stream)) < 1700);
        });

        async function figures(step: string): Promise<readonly Figure[]> {
          return (await session.runStep(step)).figures ?? [];
        }

        function key(of: string): string {
          return `redis-patterns:rate-limiting:${session.instance}:{${of}}`;
        }

        async function liveUntil(events: number): Promise<void> {
          const enough = new Promise<void>((resolve) => {
            const listening = session.onDidChangeState(({ live }) => {
              if (!live || live.events < events) return;
              listening.dispose();
              session.stop();
              resolve();
            });
          });
          const traffic = session.runLive(pattern.live.rate.max);
          await assert.rejects(traffic, { name: 'AbortError' });
          await enough;
        }

        /** Name, admitted and refused of each client, summed up over the stream. */
        async function notedByClient(): Promise<[string, number, number][]> {
          const stream = `redis-patterns:rate-limiting:{${session.instance}}:decisions:${id}`;
          const sums = new Map<string, [string, number, number]>();
          for (const [, fields] of (await client.text('XRANGE', stream, '-', '+')) as [string, string[]][]) {
            const [, name = '', , admitted, , refused] = fields;
            const [, a, r] = sums.get(name) ?? [name, 0, 0];
            sums.set(name, [name, a + Number(admitted), r + Number(refused)]);
          }
          return [...sums.values()].sort(([one], [other]) => (one < other ? -1 : 1));
        }
      });
    }

    /** Waits out the end of a window: a test that meets it would see two. */
    async function farFromBoundary(): Promise<void> {
      // That of the steps with limits of their own; the longest begins with one of these.
      const windowMs = 10_000;
      const [seconds, micros] = (await client.text('TIME')) as string[];
      const left = windowMs - ((Number(seconds) * 1000 + Number(micros) / 1000) % windowMs);
      if (left < 2000) await new Promise((resolve) => setTimeout(resolve, left + 5));
    }

    /** How many requests of the client count, read from what is stored. */
    async function stored(variant: string, base: string): Promise<number> {
      switch (variant) {
        case 'gcra': {
          const [seconds, micros] = (await client.text('TIME')) as string[];
          const paid = Number(await client.text('GET', `${base}:gcra`));
          const ahead = paid - (Number(seconds) * 1_000_000 + Number(micros));
          return Math.ceil(ahead / Math.ceil((WINDOW_SECONDS * 1_000_000) / LIMIT));
        }
        case 'tokenBucket':
          return LIMIT - Math.floor(Number(await client.text('HGET', `${base}:bucket`, 'tokens')));
        case 'slidingLog':
          return Number(await client.text('ZCARD', `${base}:log`));
        case 'slidingCounter': {
          const names = (await client.text('KEYS', `${base}:counter:*`)) as string[];
          const counts = await Promise.all(names.map((name) => client.text('GET', name)));
          return counts.reduce<number>((sum, count) => sum + Number(count), 0);
        }
        default:
          return Number(await client.text('GET', `${base}:window`));
      }
    }
  });
}

function values(figures: readonly Figure[]): (number | string)[] {
  return figures.map(({ value }) => value);
}

function total(noted: readonly [string, number, number][], of: 1 | 2): number {
  return noted.reduce((sum, each) => sum + each[of], 0);
}

function blocksOf(blocks: readonly Block[]): [TimelineBlock, PartsBlock, TableBlock] {
  const [timeline, parts, , table] = blocks;
  assert.ok(timeline?.kind === 'timeline' && parts?.kind === 'parts' && table?.kind === 'table');
  return [timeline, parts, table];
}

function numbersOf(blocks: readonly Block[]): readonly Figure[] {
  const numbers = blocks.find(({ kind }) => kind === 'figures');
  assert.ok(numbers?.kind === 'figures');
  return numbers.figures;
}
