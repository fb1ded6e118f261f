import assert from 'node:assert/strict';
import { identityOf } from '../../../src/core/audit/finding';
import { IgnoreList } from '../../../src/core/audit/ignoreList';
import type { AuditResult } from '../../../src/core/audit/runAudit';
import { runAudit } from '../../../src/core/audit/runAudit';
import { isAbortError } from '../../../src/core/base/abort';
import { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { RespClient } from '../../support/servers/respClient';
import { profileAt } from '../connectionHelpers';
import { useServer } from '../keyspace/keyspaceServer';
import { options, pairsOf } from './auditing';
import { PLANTED, plantClean, plantFaults } from './plant';

const KEYS = 500_000;

describe('the audit of a keyspace', () => {
  // A limit and a file: a server that breaks no practice itself.
  const server = useServer({
    args: ['--maxmemory', '2gb', '--appendonly', 'yes', '--slowlog-log-slower-than', '-1'],
  });

  it(`finds every planted fault among ${String(KEYS)} keys, and nothing else above info`, async function () {
    this.timeout(180_000);
    await plantClean(server.writer, KEYS);
    const clean = await runAudit(server.reader, options());
    assert.deepEqual(
      pairsOf(clean),
      [`server.clientNames 127.0.0.1:${String(server.running.port)}`],
      'the test is no client with a name',
    );
    assert.equal(clean.coverage.observed, KEYS);
    assert.equal(clean.coverage.complete, true);
    await assertMemory(server.writer, clean);

    await plantFaults(server.writer);
    const found = await runAudit(server.reader, options({ before: clean.memory }));
    assert.deepEqual(pairsOf(found), [...pairsOf(clean), ...Object.keys(PLANTED)].sort());
    assert.deepEqual(found.gone, []);
    await assertMemory(server.writer, found);
  });

  it('says how much it saw of the keyspace, and counts a family as large a share as it is', async () => {
    await plantClean(server.writer, 20_000);
    const { coverage, namespaces } = await runAudit(server.reader, options({ keys: 4000 }));
    assert.equal(coverage.total, 20_000);
    assert.equal(coverage.complete, false);
    assert.ok(coverage.observed >= 4000 && coverage.observed < 6000, String(coverage.observed));
    for (const { name, keys } of namespaces) {
      assert.ok(Math.abs(keys / coverage.observed - 1 / 6) < 0.05, `${name}: ${String(keys)}`);
    }
    assert.equal(namespaces.length, 6);
  });

  it('sees which collections only grow, and what was mended since the audit before', async () => {
    const push = (): Promise<unknown> =>
      server.writer.text(
        'EVAL',
        "for n = 1, 900 do redis.call('RPUSH', KEYS[1], string.rep('x', 50)) end",
        1,
        'log:all',
      );
    await push();
    await server.writer.text('SET', 'lock:door', 'x'.repeat(300));
    const first = await runAudit(server.reader, options());
    assert.ok(first.findings.some(({ ruleId }) => ruleId === 'expiry.temporary'));
    assert.ok(!first.findings.some(({ ruleId }) => ruleId === 'memory.growth'), 'nothing to compare with');
    await push();
    await server.writer.text('EXPIRE', 'lock:door', 60);
    const second = await runAudit(server.reader, options({ before: first.memory }));
    const growth = second.findings.find(({ ruleId }) => ruleId === 'memory.growth');
    assert.match(growth?.evidence.text ?? '', /1\u2009800 items, 900 more than in the audit less than a minute ago/);
    assert.deepEqual(
      second.gone?.map(({ ruleId }) => ruleId),
      ['expiry.temporary'],
    );
  });

  it('leaves out what the user ignores, and says how many', async () => {
    await server.writer.text('SET', 'lock:door', 'x'.repeat(300));
    await server.writer.text('SET', 'otp:1', 'x'.repeat(300));
    const ignored = new IgnoreList(['expiry.temporary lock:door']);
    const result = await runAudit(server.reader, options({ ignored }));
    const subjects = result.findings
      .filter(({ ruleId }) => ruleId === 'expiry.temporary')
      .map(({ subject }) => subject);
    assert.deepEqual(subjects, ['otp:*']);
    assert.equal(result.ignored, 1);
  });

  it('stops when it is cancelled', async () => {
    await plantClean(server.writer, 20_000);
    const work = new AbortController();
    const audit = runAudit(
      server.reader,
      options({
        signal: work.signal,
        onProgress: () => {
          work.abort();
        },
      }),
    );
    await assert.rejects(audit, isAbortError);
  });

  it('sees the same by pipelines where the user may run no script, and names what it was not told', async () => {
    await plantClean(server.writer, 3000);
    await plantFaults(server.writer);
    await server.writer.text(
      'ACL',
      'SETUSER',
      'auditor',
      'on',
      '>secret',
      '~*',
      '+@read',
      '+@connection',
      '+command',
      '+info',
    );
    await server.writer.text('ACL', 'SETUSER', 'auditor', '-@scripting', '-config', '-slowlog');
    const profile = profileAt(server.running.port, { readOnly: true, username: 'auditor' });
    const limited = new RedisConnection({ profile, password: () => Promise.resolve('secret') });
    try {
      await limited.connect();
      const whole = await runAudit(server.reader, options());
      const byPipelines = await runAudit(limited, options());
      assert.deepEqual(byPipelines.namespaces, whole.namespaces);
      assert.deepEqual(byPipelines.findings.map(identityOf).sort(), whole.findings.map(identityOf).sort());
      assert.deepEqual(byPipelines.unknown, ['CONFIG GET', 'SLOWLOG']);
    } finally {
      limited.dispose();
      await server.writer.text('ACL', 'DELUSER', 'auditor');
    }
  });

  it('counts use of no small key as use, and changes nothing', async () => {
    await server.writer.text('SET', 'user:1', 'anna');
    const before = await server.writer.text('DUMP', 'user:1');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await runAudit(server.reader, options());
    assert.ok(Number(await server.writer.text('OBJECT', 'IDLETIME', 'user:1')) >= 1);
    assert.deepEqual(await server.writer.text('DUMP', 'user:1'), before);
  });
});

describe('the audit of a server', () => {
  const server = useServer();

  it('finds what its settings and statistics tell', async () => {
    await plantClean(server.writer, 500);
    await server.writer.text('CONFIG', 'SET', 'slowlog-log-slower-than', 0);
    await server.writer.text('KEYS', 'user:*');
    // The log keeps 128 entries, and what scripts call is among them.
    await server.writer.text('CONFIG', 'SET', 'slowlog-log-slower-than', 10_000_000);
    await server.writer.text('SETEX', 'cache:old', 60, 'x');
    const found = (await runAudit(server.reader, options())).findings;
    const ids = new Set(found.map(({ ruleId }) => ruleId));
    for (const id of [
      ...['server.maxmemory', 'server.persistence', 'server.clientNames'],
      ...['commands.keys', 'commands.slow', 'commands.deprecated'],
    ]) {
      assert.ok(ids.has(id), `${id} is found among ${[...ids].join(', ')}`);
    }
  });

  it('finds a policy that may evict sessions to make room for a cache', async () => {
    await plantClean(server.writer, 500);
    await server.writer.text('CONFIG', 'SET', 'maxmemory', '1gb', 'maxmemory-policy', 'allkeys-lru');
    const found = (await runAudit(server.reader, options())).findings;
    assert.match(found.find(({ ruleId }) => ruleId === 'server.eviction')?.evidence.text ?? '', /session:\*/);
  });
});

/** Every namespace holds the keys that the server's own walk finds in it, and their memory within 5 %. */
async function assertMemory(client: RespClient, { namespaces }: AuditResult): Promise<void> {
  const families = (await client.text('EVAL', FAMILIES, 0)) as [string, number, number][];
  const truth = new Map(families.map(([name, keys, bytes]) => [name, { keys, bytes }]));
  assert.deepEqual(namespaces.map(({ name }) => name).sort(), [...truth.keys()].sort());
  for (const { name, keys, bytes } of namespaces) {
    const real = truth.get(name);
    assert.ok(real);
    assert.equal(keys, real.keys, name);
    assert.ok(Math.abs(bytes / real.bytes - 1) < 0.05, `${name}: ${String(bytes)} of ${String(real.bytes)}`);
  }
}

/** Name with its numbers left out, keys and bytes of each family, every element of a collection counted. */
const FAMILIES = `
local cursor, families = '0', {}
repeat
  local page = redis.call('SCAN', cursor, 'COUNT', 5000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do
    local name = string.gsub(key, '%d+', '*')
    local family = families[name] or { name, 0, 0 }
    families[name] = family
    family[2] = family[2] + 1
    family[3] = family[3] + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0)
  end
until cursor == '0'
local list = {}
for _, family in pairs(families) do list[#list + 1] = family end
return list
`;
