import assert from 'node:assert/strict';
import type { Block, CardsBlock, Figure } from '../../src/core/patterns/blocks';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/session/index';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo, sessionOf } from './sessions';

// What the demo says of its sessions, against what a second client reads.

const CASES: readonly (readonly [Flavour, variant: 'hash' | 'json'])[] = [
  ['redis7', 'hash'],
  ['stack', 'hash'],
  ['stack', 'json'],
];
/** Not a round number of batches. */
const USERS = 77;
const SHOWN = 5;

for (const [flavour, variant] of CASES) {
  describe(`what is said of sessions as ${variant} on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;
    let demo: DemoSession;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
      demo = sessionOf(pattern, connection);
      demo.setVariant(variant);
      demo.setParameter('users', USERS);
      demo.setParameter('shown', SHOWN);
    });

    after(async () => {
      (demo as DemoSession | undefined)?.dispose();
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    beforeEach(async () => {
      await client.call('FLUSHALL');
      await demo.scaffold();
    });

    const names = async (): Promise<string[]> => (await client.text('KEYS', '*')) as string[];
    /** The ids of all sessions that are there. */
    const sids = async (): Promise<string[]> =>
      (await names()).flatMap((key) => /\{(\w+)\}:(?:session|document)$/.exec(key)?.slice(1, 2) ?? []);
    const keyOf = (sid: string): string =>
      `redis-patterns:session:${demo.instance}:{${sid}}:${variant === 'json' ? 'document' : 'session'}`;
    const listOf = (uid: string): string => `redis-patterns:session:${demo.instance}:{${uid}}:sessions:${variant}`;
    const field = async (sid: string, name: string): Promise<string> => {
      if (variant === 'hash') return String(await client.text('HGET', keyOf(sid), name));
      return String((JSON.parse(String(await client.text('JSON.GET', keyOf(sid)))) as Record<string, unknown>)[name]);
    };

    it('each user has one session, every third two, and each is on the list of its user', async () => {
      const all = await sids();
      assert.equal(all.length, USERS + Math.ceil(USERS / 3));
      for (const sid of all) {
        const uid = await field(sid, 'uid');
        const latest = Number(await client.text('ZSCORE', listOf(uid), sid));
        assert.equal(latest, Number(await field(sid, 'created')) + 300_000);
      }
      const before = await names();
      await demo.scaffold();
      assert.deepEqual((await names()).sort(), before.sort(), 'an earlier scaffold is replaced');
    });

    it('the newest are shown first, each with its fields, its cart and what it has left', async () => {
      const all = await Promise.all(
        (await sids()).map(async (sid) => ({ sid, created: Number(await field(sid, 'created')) })),
      );
      const newest = all.sort((a, b) => b.created - a.created).slice(0, SHOWN);
      const { cards } = cardsOf(await demo.view());
      assert.deepEqual(
        cards.map(({ id }) => id),
        newest.map(({ sid }) => sid),
      );
      for (const { id, title, life, fields } of cards) {
        assert.equal(title, await field(id, 'name'));
        assert.equal(fields.find(({ name }) => name === 'user')?.value, await field(id, 'uid'));
        const left = Number(await client.text('PTTL', keyOf(id)));
        assert.ok(life && life.leftMs >= left && life.leftMs - left < 5000 && life.ofMs === 60_000);
      }
      const [live, carts] = figuresOf(await demo.view());
      assert.equal(live?.value, all.length);
      assert.equal(carts?.value, await filledCarts());
      assert.ok(carts.value !== 0);
    });

    it('a card shows what lies in the cart', async () => {
      await demo.runStep('cart');
      const { cards } = cardsOf(await demo.view());
      const coffee = cards[0]?.fields.find(({ name }) => name === 'coffee');
      assert.equal(coffee?.value, 19);
      assert.equal(await inCart(cards[0]?.id ?? '', 'coffee'), 19);
    });

    it('sessions that were ended by others are not shown, and when all are, that is said', async () => {
      const { cards } = cardsOf(await demo.view());
      await client.call('UNLINK', keyOf(cards[0]?.id ?? ''));
      const after = cardsOf(await demo.view()).cards;
      assert.equal(after.length, SHOWN);
      assert.equal(after[0]?.id, cards[1]?.id);
      for (const sid of await sids()) await client.call('UNLINK', keyOf(sid));
      const [note] = await demo.view();
      assert.ok(note?.kind === 'note' && /has ended/.test(note.text));
    });

    it('a login has its time and stands on the list', async () => {
      const before = new Set(await sids());
      const [left] = await figures('logIn');
      const added = (await sids()).filter((sid) => !before.has(sid));
      assert.equal(added.length, 1);
      assert.equal(left?.value, 60);
      assert.equal(Math.ceil(Number(await client.text('PTTL', keyOf(added[0] ?? ''))) / 1000), 60);
      assert.match(added[0] ?? '', /^[0-9a-f]{32}$/);
    });

    it('a request slides as far as both lifetimes let it', async () => {
      assert.deepEqual(values(await figures('touch')), [60, 2, 'refused']);
      demo.setParameter('absolute', 10);
      assert.deepEqual(values(await figures('touch')), [10, 2, 'refused']);
      demo.setParameter('absolute', 300);
    });

    it('no key comes back, and a cart counts in place', async () => {
      assert.deepEqual(values(await figures('update')), [0]);
      demo.setParameter('most', 7);
      assert.deepEqual(values(await figures('cart')), [7, 6]);
      demo.setParameter('most', 20);
    });

    it('logouts end what they say, and nothing else', async () => {
      const before = (await sids()).length;
      const [listed, there] = await figures('devices');
      assert.equal(await client.text('ZCARD', listOf('u4')), Number(listed?.value));
      assert.equal(listed?.value, there?.value);
      assert.equal((await sids()).length, before + 3);
      assert.deepEqual(values(await figures('logOut')), [1, 'logged in']);
      assert.equal((await sids()).length, before + 4);
      const [ended, left] = await figures('logOutEverywhere');
      assert.deepEqual([ended?.value, left?.value], [4, 0]);
      assert.equal((await sids()).length, before + 3);
      assert.equal(await client.text('EXISTS', listOf('u6')), 0);
    });

    if (variant === 'hash') {
      it('a code is said to be where it is, and is shown with its own time', async () => {
        const { summary } = await demo.runStep('otp');
        const inField = flavour === 'stack';
        assert.match(summary, inField ? /lies in the session/ : /no TTLs of fields/);
        const { cards } = cardsOf(await demo.view());
        const code = cards[0]?.fields.find(({ name }) => name === 'one-time code');
        assert.ok(code?.life && code.life.leftMs > 40_000 && code.life.leftMs <= 45_000 && code.life.ofMs === 45_000);
        const own = (await names()).filter((key) => key.endsWith(':otp'));
        assert.equal(own.length, inField ? 0 : 1);
      });
    }

    it('the two lanes differ by exactly what was done to them', async () => {
      const { naive, right } = await demo.runExperiment();
      assert.deepEqual(naive.counts, { immortal: 10, lost: 49, zombies: 20, ended: 40 });
      assert.deepEqual(right.counts, { immortal: 0, lost: 0, zombies: 0, ended: 40 });
      const ttls = await client.pipeline((await names()).map((key) => ['PTTL', key]));
      assert.ok(ttls.every((ttl) => Number(ttl) > 0));
    });

    async function figures(step: string): Promise<readonly Figure[]> {
      return (await demo.runStep(step)).figures ?? [];
    }

    async function inCart(sid: string, sku: string): Promise<number> {
      if (variant === 'hash') return Number(await client.text('HGET', keyOf(sid).replace(/session$/, 'cart'), sku));
      return Number(String(await client.text('JSON.GET', keyOf(sid), `$.cart.${sku}`)).slice(1, -1));
    }

    async function filledCarts(): Promise<number> {
      if (variant === 'hash') return (await names()).filter((key) => key.endsWith(':cart')).length;
      const all = await Promise.all((await sids()).map((sid) => client.text('JSON.OBJLEN', keyOf(sid), '$.cart')));
      return all.filter((lengths) => String(lengths) !== '0').length;
    }
  });
}

function cardsOf(blocks: readonly Block[]): CardsBlock {
  return blocks.find((block) => block.kind === 'cards') ?? assert.fail('no cards');
}

function figuresOf(blocks: readonly Block[]): readonly Figure[] {
  return blocks.find((block) => block.kind === 'figures')?.figures ?? [];
}

function values(figures: readonly Figure[]): (number | string)[] {
  return figures.map(({ value }) => value);
}
