import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { inserted, known, patterns } from './inserted';
import { races, ROUNDS } from './races';
import { needRunner } from './runners/runners';
import { runSnippet } from './runSnippet';

// The inserted code of every language in eight processes at once: nothing is sold twice and nothing is left over, and
// exactly the limit is admitted. The server sees all eight wait at the same moment before they begin, in every round.

const PROCESSES = 8;
const GATE = 'gate';
const STOCK = 200;
const LIMIT = 100;
const DAY_MS = 86_400_000;

for (const flavour of ['redis7', 'stack'] as const satisfies readonly Flavour[]) {
  describe(`eight processes of the inserted code on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
    });

    after(async () => {
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    for (const clientId of clientsOf('inventory')) {
      it(`sell all of the stock and no more, ${clientId}`, async function () {
        await needRunner(this, clientId);
        const shop = `${clientId}:{shop}`;
        await client.call('HSET', `${shop}:product:mug`, 'stock', STOCK);
        const sold = (await race('inventory', clientId)) as number[];
        assert.equal(sum(sold), STOCK, 'as many as there were were told that they have one');
        assert.equal(await client.text('HGET', `${shop}:product:mug`, 'stock'), '0');
        assert.equal(await client.text('GET', `${shop}:sold:mug`), String(STOCK));
        assert.equal(await client.text('XLEN', `${shop}:ledger`), STOCK);
        const orders = await ordersIn(`${shop}:ledger`);
        // There is enough for two rounds: none of the processes was ahead of another by one.
        for (const [round, first] of [0, 80].entries()) {
          const begun = orders.slice(first, first + 80).map((order) => order.split('-').slice(0, 3).join('-'));
          const names = Array.from({ length: PROCESSES }, (_, n) => `process-${String(n)}-${String(round + 1)}`);
          assert.deepEqual([...new Set(begun)].sort(), names);
        }
      });
    }

    for (const clientId of clientsOf('rate-limiting')) {
      it(`are admitted exactly as often as the limit says, ${clientId}`, async function () {
        await needRunner(this, clientId);
        await awayFromMidnight();
        const admitted = (await race('rate-limiting', clientId)) as Record<string, number>[];
        for (const limiter of ['gcra', 'tokenBucket', 'slidingLog', 'slidingCounter', 'fixedWindow']) {
          assert.equal(sum(admitted.map((each) => each[limiter] ?? 0)), LIMIT, limiter);
        }
        assert.equal(await client.text('ZCARD', `${clientId}:{ada}:slidingLog`), LIMIT);
        assert.equal(await client.text('GET', `${clientId}:{ada}:fixedWindow`), String(LIMIT));
      });
    }

    async function race(pattern: keyof typeof races, clientId: string): Promise<unknown[]> {
      const source = patterns
        .find(({ id }) => id === pattern)
        ?.snippets.find((one) => one.client === clientId)
        ?.source();
      const caller = races[pattern][clientId];
      assert.ok(source !== undefined && caller !== undefined, `${clientId} has code for a race of ${pattern}`);
      const code = inserted(source, clientId, caller);
      const env = { REDIS_URL: server.url, KEY_PREFIX: clientId };
      const running = Array.from({ length: PROCESSES }, (_, n) =>
        runSnippet(clientId, code, { ...env, NAME: `process-${String(n)}` }),
      );
      const over = new AbortController();
      try {
        await Promise.race([Promise.all(running), openGates(over.signal)]);
        return await Promise.all(running);
      } finally {
        over.abort();
        // Where one of them failed, the others would wait for it for ever.
        await client.call('RPUSH', GATE, ...Array.from({ length: PROCESSES * ROUNDS }, () => 'go'));
        await Promise.allSettled(running);
        await client.call('DEL', GATE);
      }
    }

    /** Lets all processes begin a round by one command, once the server says that all of them wait for it. */
    async function openGates(over: AbortSignal): Promise<void> {
      for (let round = 1; round <= ROUNDS; round += 1) {
        const what = `${String(PROCESSES)} processes to wait at once before round ${String(round)}`;
        await untilTrue(what, async () => over.aborted || (await waiting()) === PROCESSES, 90_000);
        if (over.aborted) return;
        await client.call('RPUSH', GATE, ...Array.from({ length: PROCESSES }, () => 'go'));
      }
    }

    async function waiting(): Promise<number> {
      return Number(/^blocked_clients:(\d+)/m.exec(String(await client.text('INFO', 'clients')))?.[1]);
    }

    /** The orders that were sold, in the order in which they were. */
    async function ordersIn(ledger: string): Promise<string[]> {
      const entries = (await client.text('XRANGE', ledger, '-', '+')) as [string, string[]][];
      return entries.map(([, fields]) => fields[fields.indexOf('order') + 1] ?? '');
    }

    /** The window is the day, which must not end meanwhile. */
    async function awayFromMidnight(): Promise<void> {
      const [seconds] = (await client.text('TIME')) as string[];
      const left = DAY_MS - ((Number(seconds) * 1000) % DAY_MS);
      if (left < 60_000) await sleep(left + 1000);
    }
  });
}

/** What is made from another client's code does what that does. */
function clientsOf(pattern: string): string[] {
  const clients = patterns.find(({ id }) => id === pattern)?.snippets.map(({ client }) => client) ?? [];
  return clients.filter((id) => known(id).madeFrom === undefined);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
