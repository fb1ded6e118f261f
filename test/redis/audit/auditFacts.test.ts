import assert from 'node:assert/strict';
import { runAudit } from '../../../src/core/audit/runAudit';
import { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { RespClient } from '../../support/servers/respClient';
import { profileAt } from '../connectionHelpers';
import { useServer, writeAll } from '../keyspace/keyspaceServer';
import { evidenceOf, options, pairsOf } from './auditing';
import { plantClean } from './plant';

/** A list that is big, and a string. */
async function plantBig(client: RespClient): Promise<void> {
  await client.text('RPUSH', 'queue:mail', ...Array.from({ length: 5000 }, (_, n) => `mail ${String(n)}`));
  await client.text('SET', 'export:all', 'x'.repeat(300_000));
}

/** Seconds, after more than one has passed in which nobody but the audit read the keys. */
async function idleAfter(client: RespClient, work: () => Promise<unknown>): Promise<number[]> {
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await work();
  const times = ['queue:mail', 'export:all'].map((key) => client.text('OBJECT', 'IDLETIME', key));
  return (await Promise.all(times)).map(Number);
}

describe('an audit on Valkey', () => {
  const server = useServer({}, 'valkey');

  it('reads the length of a big key without counting as use of it, and leaves the link as it was', async () => {
    await plantBig(server.writer);
    const idle = await idleAfter(server.writer, async () => {
      const found = await runAudit(server.reader, options());
      assert.match(evidenceOf(found, 'memory.big', 'queue:mail'), /5\u2009000 items/);
      assert.deepEqual(found.unknown, []);
    });
    assert.ok(
      idle.every((seconds) => seconds >= 1),
      idle.join(', '),
    );
    await server.reader.send(['LLEN', 'queue:mail']);
    assert.equal(await server.writer.text('OBJECT', 'IDLETIME', 'queue:mail'), 0);
  });

  it('finds what it finds on Redis', async () => {
    await plantClean(server.writer, 2000);
    await plantBig(server.writer);
    for (let n = 0; n < 30; n += 1) await server.writer.text('SET', `otp:${String(n)}`, 'x'.repeat(250));
    const found = pairsOf(await runAudit(server.reader, options())).filter(
      (pair) => !/^(?:server|commands|memory\.hot)/.test(pair),
    );
    assert.deepEqual(found, ['expiry.temporary otp:*', 'memory.big export:all', 'memory.big queue:mail']);
  });
});

describe('an audit on a server that evicts by use, and knows no NO-TOUCH', () => {
  const server = useServer({ args: ['--maxmemory', '1gb', '--maxmemory-policy', 'volatile-lru'] });

  it('reads no length, says so, and still finds what is big by its bytes', async () => {
    await plantBig(server.writer);
    const idle = await idleAfter(server.writer, async () => {
      const found = await runAudit(server.reader, options());
      assert.equal(found.unknown.length, 1);
      assert.match(found.unknown[0] ?? '', /^lengths of collections/);
      assert.deepEqual(
        pairsOf(found).filter((pair) => pair.startsWith('memory.big')),
        ['memory.big export:all'],
      );
    });
    assert.ok(
      idle.every((seconds) => seconds >= 1),
      idle.join(', '),
    );
  });

  it('finds that sessions and locks go for a cache under volatile-*, and that hardly any key can go', async () => {
    const add = (name: string): Promise<void> =>
      writeAll(
        server.writer,
        Array.from({ length: 100 }, (_, n) => ['SET', `${name}:${String(n)}`, 'x'.repeat(300), 'EX', 1000 + 37 * n]),
      );
    await add('cache:page');
    assert.equal(evidenceOf(await runAudit(server.reader, options()), 'server.eviction'), '');
    await add('session');
    await add('lock');
    assert.match(
      evidenceOf(await runAudit(server.reader, options()), 'server.eviction'),
      /volatile-lru; it may evict (?:lock:\*, session|session:\*, lock):\*/,
    );
    await server.writer.call('FLUSHALL');
    await writeAll(
      server.writer,
      Array.from({ length: 200 }, (_, n) => ['SET', `stock:${String(n)}`, n]),
    );
    assert.match(
      evidenceOf(await runAudit(server.reader, options()), 'server.eviction'),
      /only 0 % of the keys have a TTL/,
    );
  });

  it('finds a cache that refuses writes when it is full', async () => {
    await server.writer.text('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await writeAll(
      server.writer,
      Array.from({ length: 200 }, (_, n) => ['SET', `cache:page:${String(n)}`, 'x'.repeat(300), 'EX', 1000 + 37 * n]),
    );
    assert.match(
      evidenceOf(await runAudit(server.reader, options()), 'server.eviction'),
      /noeviction; 100 % of the keys are a cache/,
    );
  });
});

describe('an audit where fields of hashes expire', () => {
  const server = useServer({}, 'stack');

  it('does not call a hash immortal whose fields are not, however it is kept', async () => {
    for (let n = 0; n < 30; n += 1) {
      for (const [name, length] of [
        ['session', 10],
        ['token', 100],
        ['cache', 100],
      ] as const) {
        await server.writer.text('HSET', `${name}:${String(n)}`, 'id', 'x'.repeat(length), 'user', 'anna');
        if (name !== 'cache')
          await server.writer.text('HEXPIRE', `${name}:${String(n)}`, 1000 + n, 'FIELDS', 2, 'id', 'user');
      }
    }
    const found = await runAudit(server.reader, options());
    assert.deepEqual(
      pairsOf(found).filter((pair) => pair.startsWith('expiry')),
      ['expiry.temporary cache:*'],
    );
  });
});

describe('an audit', () => {
  const server = useServer();

  it("leaves out the extension's own demos, and says how many keys that are", async () => {
    await writeAll(server.writer, [
      ['SET', 'redis-patterns:session:a1:lock', 'x'],
      ['SET', 'redis-patterns-of-mine:1', 'x'],
      ['SET', 'user:1', 'x'],
    ]);
    const { coverage, namespaces } = await runAudit(server.reader, options({ leaveOut: 'redis-patterns' }));
    assert.deepEqual([coverage.observed, coverage.leftOut], [2, 1]);
    assert.deepEqual(namespaces.map(({ name }) => name).sort(), ['redis-patterns-of-mine:*', 'user:*']);
  });

  it('says which facts of how many keys it was not told, and calls nothing gone that it could not see', async () => {
    for (let n = 0; n < 30; n += 1) await server.writer.text('SET', `session:${String(n)}`, 'x'.repeat(300));
    const first = await runAudit(server.reader, options());
    assert.ok(pairsOf(first).includes('expiry.temporary session:*'));
    await server.writer.text('ACL', 'SETUSER', 'blind', 'on', '>secret', '~*', '+@all', '-pttl', '-memory');
    const profile = profileAt(server.running.port, { readOnly: true, username: 'blind' });
    const blind = new RedisConnection({ profile, password: () => Promise.resolve('secret') });
    try {
      await blind.connect();
      const second = await runAudit(blind, options({ before: first.memory }));
      assert.deepEqual(second.unknown, ['PTTL of 30 keys', 'MEMORY USAGE of 30 keys']);
      assert.ok(!pairsOf(second).includes('expiry.temporary session:*'), 'it cannot be found');
      assert.deepEqual(
        second.gone?.map(({ ruleId }) => ruleId),
        [],
      );
      assert.ok(second.open.some(({ ruleId }) => ruleId === 'expiry.temporary'));
    } finally {
      blind.dispose();
      await server.writer.text('ACL', 'DELUSER', 'blind');
    }
  });

  it('does not call gone what a sample missed', async () => {
    await plantClean(server.writer, 5000);
    await server.writer.text('SET', 'export:all', 'x'.repeat(300_000));
    for (let n = 0; n < 2000; n += 1) await server.writer.text('SET', `otp:${String(n)}`, 'x'.repeat(250));
    const first = await runAudit(server.reader, options());
    for (let n = 0; n < 2000; n += 1) await server.writer.text('EXPIRE', `otp:${String(n)}`, 1000 + 13 * n);
    await server.writer.text('DEL', 'export:all');
    const sample = await runAudit(server.reader, options({ before: first.memory, keys: 3000 }));
    assert.deepEqual(
      sample.gone?.map(({ subject }) => subject),
      ['otp:*'],
      'enough of the family was seen',
    );
    assert.ok(sample.open.some(({ subject }) => subject === 'export:all'));
    const whole = await runAudit(server.reader, options({ before: first.memory }));
    assert.deepEqual(whole.gone?.map(({ subject }) => subject).sort(), ['export:all', 'otp:*']);
  });

  it('counts calls since the audit before, so that what was mended is gone', async () => {
    await server.writer.text('SET', 'user:1', 'x');
    await server.writer.text('KEYS', 'user:*');
    await server.writer.text('SETEX', 'cache:1', 60, 'x');
    const first = await runAudit(server.reader, options());
    assert.match(evidenceOf(first, 'commands.keys'), /since the statistics began/);
    await server.writer.text('KEYS', 'user:*');
    const second = await runAudit(server.reader, options({ before: first.memory }));
    assert.equal(evidenceOf(second, 'commands.keys'), 'KEYS was called once since the audit less than a minute ago.');
    assert.deepEqual(
      second.gone?.map(({ ruleId }) => ruleId),
      ['commands.deprecated'],
    );
    const third = await runAudit(server.reader, options({ before: second.memory }));
    assert.equal(evidenceOf(third, 'commands.keys'), '');
    await server.writer.text('CONFIG', 'RESETSTAT');
    await server.writer.text('KEYS', 'user:*');
    const reset = await runAudit(server.reader, options({ before: third.memory }));
    assert.match(evidenceOf(reset, 'commands.keys'), /once since the statistics began/);
  });

  it('tells from the statistics of SET and EXPIRE, of scripts, and of what takes long', async () => {
    await server.writer.call('CONFIG', 'RESETSTAT');
    const times = Array.from({ length: 1000 }, (_, n) => n);
    await writeAll(
      server.writer,
      times.flatMap((n) => [
        ['SET', `user:${String(n)}`, 'x'],
        ['EXPIRE', `user:${String(n)}`, 1000 + n],
      ]),
    );
    await writeAll(
      server.writer,
      times.map(() => ['EVAL', 'return 1', 0]),
    );
    await writeAll(
      server.writer,
      Array.from({ length: 100 }, (_, part) => [
        'SADD',
        'tags:all',
        ...Array.from({ length: 1000 }, (_, n) => `tag ${String(part)} of ${String(n)}`),
      ]),
    );
    await server.writer.text('SMEMBERS', 'tags:all');
    const found = await runAudit(server.reader, options());
    const severities = Object.fromEntries(found.findings.map(({ ruleId, severity }) => [ruleId, severity]));
    assert.equal(severities['commands.setExpire'], 'info');
    assert.match(evidenceOf(found, 'commands.setExpire'), /1\u2009000 calls of SET, 1\u2009000 of EXPIRE/);
    assert.match(evidenceOf(found, 'commands.eval'), /1\u2009000 calls of EVAL, 0 of EVALSHA/);
    assert.match(evidenceOf(found, 'commands.heavy'), /SMEMBERS once, [\d.]+ ms each/);
  });

  it('finds where the memory is, and what was evicted', async () => {
    await plantClean(server.writer, 100);
    await server.writer.text('SET', 'export:all', 'x'.repeat(90_000));
    const found = await runAudit(server.reader, options());
    assert.match(evidenceOf(found, 'memory.hot'), /in one key: \d+ % of what was seen/);
    assert.equal(evidenceOf(found, 'server.evicted'), '');
    const used = Number(/used_memory:(\d+)/.exec(String(await server.writer.text('INFO', 'memory')))?.[1]);
    await server.writer.text('CONFIG', 'SET', 'maxmemory', used + 500_000, 'maxmemory-policy', 'allkeys-lru');
    await writeAll(
      server.writer,
      Array.from({ length: 2000 }, (_, n) => ['SET', `page:${String(n)}`, 'x'.repeat(1000)]),
    );
    assert.match(evidenceOf(await runAudit(server.reader, options()), 'server.evicted'), /keys were evicted/);
  });
});
