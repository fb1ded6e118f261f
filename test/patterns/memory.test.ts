import assert from 'node:assert/strict';
import { pattern } from '../../src/core/patterns/memory/index';
import { explainPolicy, policies, readServerMemory } from '../../src/core/patterns/memory/policies';
import { lesson } from './lessons';

// What the memory lesson says, against what a second client reads, and against the limits that the servers have.

describe('a policy', () => {
  const text = (policy: string, max: number): string =>
    `# Memory\r\nused_memory:100\r\nused_memory_human:100B\r\nmaxmemory:${String(max)}\r\nmaxmemory_policy:${policy}\r\nmem_fragmentation_ratio:1.25\r\n`;

  it('is read from what the server tells, and explained', () => {
    const memory = readServerMemory(text('volatile-ttl', 200), 'evicted_keys:7\r\n');
    assert.deepEqual(memory, { used: 100, max: 200, policy: 'volatile-ttl', evicted: 7, fragmentation: 1.25 });
    assert.match(explainPolicy(memory), /only keys with a TTL go, those with the least time left/);
  });

  it('means nothing without a limit, and an unknown one is not guessed', () => {
    assert.match(explainPolicy(readServerMemory(text('allkeys-lru', 0), '')), /no maxmemory/);
    assert.match(explainPolicy(readServerMemory(text('allkeys-new', 5), '')), /not known/);
  });
});

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`the memory lesson on ${flavour}`, () => {
    const given = lesson(pattern, flavour);
    const figures = async (step: string): Promise<(string | number)[]> =>
      ((await given.session().runStep(step)).figures ?? []).map(({ value }) => value);
    const usage = async (key: string): Promise<number> =>
      Number(await given.client().text('MEMORY', 'USAGE', key, 'SAMPLES', 0));

    it('guesses far off from five samples, and is exact without', async () => {
      const [guess = 0, exact = 0] = (await figures('usage')).map(Number);
      assert.equal(exact, await usage(given.key('skewed')));
      assert.ok(Math.abs(guess - exact) > 0.2 * exact, `${String(guess)} of ${String(exact)}`);
    });

    it('makes users of as many fields, and as long, as was asked for', async () => {
      assert.equal(await given.client().text('HLEN', given.key('hash:59')), 5);
      assert.equal(await given.client().text('HSTRLEN', given.key('hash:59'), 'field4'), 12);
      assert.equal(await given.client().text('STRLEN', given.key('flat:59:field4')), 12);
      const json = JSON.parse((await given.client().text('GET', given.key('json:59'))) as string) as object;
      assert.deepEqual(
        Object.values(json),
        Array.from({ length: 5 }, () => 'v'.repeat(12)),
      );
    });

    it('adds up a user in each shape', async () => {
      const [flat, hash, json] = await figures('shapes');
      const fields = await Promise.all([0, 1, 2, 3, 4].map((n) => usage(given.key(`flat:0:field${String(n)}`))));
      assert.ok(Math.abs(Number(flat) - fields.reduce((sum, bytes) => sum + bytes, 0)) <= 8);
      assert.ok(Math.abs(Number(hash) - (await usage(given.key('hash:0')))) <= 8);
      assert.ok(Math.abs(Number(json) - (await usage(given.key('json:0')))) <= 8);
      assert.ok(Number(flat) > 2 * Number(hash));
    });

    it('finds every collection turned at its limit, and not turned back', async () => {
      const { figures: told = [] } = await given.session().runStep('encodings');
      const forms = told.map(({ label, value }) => `${label} ${String(value).split(',')[0] ?? ''}`);
      assert.deepEqual(forms.slice(0, 9), [
        'Hash, fields: 512 listpack',
        'Hash, fields: 513 hashtable',
        'Hash, fields: small again hashtable',
        'Hash, bytes of a value: 64 listpack',
        'Hash, bytes of a value: 65 hashtable',
        'Hash, bytes of a value: small again hashtable',
        'Sorted set, members: 128 listpack',
        'Sorted set, members: 129 skiplist',
        'Sorted set, members: small again skiplist',
      ]);
      assert.deepEqual(forms.slice(9), [
        'Set of whole numbers: 512 intset',
        'Set of whole numbers: 513 hashtable',
        'Set of whole numbers: small again hashtable',
      ]);
      assert.equal(await given.client().text('OBJECT', 'ENCODING', given.key('limit:members')), 'skiplist');
    });

    it('takes the limits from the server', async () => {
      await given.client().call('CONFIG', 'SET', 'zset-max-listpack-entries', 20);
      const { figures: told = [] } = await given.session().runStep('encodings');
      assert.ok(told.some(({ label }) => label === 'Sorted set, members: 21'));
      await given.client().call('CONFIG', 'SET', 'zset-max-listpack-entries', 100_000);
      const { figures: without = [] } = await given.session().runStep('encodings');
      assert.ok(!without.some(({ label }) => label.startsWith('Sorted set')), 'too high to try');
      await given.client().call('CONFIG', 'SET', 'zset-max-listpack-entries', 128);
    });

    it('keeps counters in hashes for a few bytes', async () => {
      const [alone, shared] = (await figures('buckets')).map(Number);
      assert.ok((alone ?? 0) > 8 * (shared ?? 0), `${String(alone)} and ${String(shared)}`);
      assert.equal(await given.client().text('HGET', given.key('counters:3'), '99'), '399');
    });

    it('explains the policy that the server has, and changes none', async () => {
      await given.client().call('CONFIG', 'SET', 'maxmemory', 2 ** 31);
      await given.client().call('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru');
      const { summary } = await given.session().runStep('policy');
      assert.match(summary, /of 2147483648, with the policy volatile-lru: only keys with a TTL go/);
      await given.client().call('CONFIG', 'SET', 'maxmemory', 0);
      assert.match((await given.session().runStep('policy')).summary, /no limit/);
    });

    it('tells of every policy the server knows what it evicts, and marks its own', async () => {
      await given.session().scaffold();
      const marked = async (): Promise<(string | number | undefined)[][]> => {
        const table = (await given.session().view()).find((block) => block.kind === 'table');
        assert.equal(table?.rows.length, 8);
        return table.rows.filter((row) => row[3] !== '').map((row) => [row[0], row[3]]);
      };
      for (const { name } of policies) {
        // One that does not exist is refused.
        await given.client().call('CONFIG', 'SET', 'maxmemory-policy', name);
        assert.deepEqual(await marked(), [[name, 'set, but there is no maxmemory']]);
        const { figures: told = [] } = await given.session().runStep('policy');
        const eight = told.slice(-8).map(({ label }) => label);
        assert.deepEqual(
          eight,
          policies.map((policy) => (policy.name === name ? `${name}, here` : policy.name)),
        );
      }
      await given.client().call('CONFIG', 'SET', 'maxmemory', 2 ** 31);
      assert.deepEqual(await marked(), [['volatile-ttl', 'this server']]);
      await given.client().call('CONFIG', 'SET', 'maxmemory', 0);
    });

    it('shows the hashes that traffic unpacked', async () => {
      await given.session().scaffold();
      const compact = (await given.session().view()).find((block) => block.kind === 'parts');
      assert.deepEqual(
        compact?.parts.map(({ label, value }) => [label, value]),
        [['listpack', 60]],
      );
      await given.client().call('HSET', given.key('hash:7'), 'field0', 'v'.repeat(65));
      const parts = (await given.session().view()).find((block) => block.kind === 'parts');
      assert.deepEqual(
        parts?.parts.map(({ label, value }) => [label, value]),
        [
          ['listpack', 59],
          ['hashtable', 1],
        ],
      );
      await given.traffic(200);
      const outcomes = given.session().state.live?.outcomes ?? {};
      assert.ok((outcomes['In a listpack'] ?? 0) > 0, JSON.stringify(outcomes));
    });
  });
}
