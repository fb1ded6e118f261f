import assert from 'node:assert/strict';
import { hashOf } from '../../../src/core/audit/auditMemory';
import { identityOf, keysPattern } from '../../../src/core/audit/finding';
import { KeyspaceStats } from '../../../src/core/audit/keyspaceStats';
import type { ServerState, SlowCommand } from '../../../src/core/audit/serverState';
import { DEFAULT_THRESHOLDS } from '../../../src/core/audit/thresholds';
import { globMatches } from '../../../src/core/keyspace/glob';
import { ADDRESS, check, found, key, lengthsBefore, many, NO_MEMORY, NOW, observed, server } from './observed';

const known = <T>(value: T): { known: true; value: T } => ({ known: true, value });
const info = (facts: Readonly<Record<string, string>>): Pick<ServerState, 'info'> => ({
  info: known(new Map(Object.entries(facts))),
});

describe('the rules of memory', () => {
  it('count what a listpack would save by elements, and leave out what is too long for one', () => {
    const hash = (length: number): Partial<Parameters<typeof key>[1] & object> => ({
      type: 'hash',
      encoding: 'hashtable',
      length,
      bytes: 100 * length,
    });
    const facts = observed([...many('user', 30, () => hash(10)), ...many('shop', 30, () => hash(1000))]);
    const [finding, ...more] = check('memory.encoding', facts);
    assert.deepEqual(more, []);
    assert.equal(finding?.subject, 'user:*');
    assert.match(
      finding.evidence.text,
      /30 keys of type hash have 10 elements on average .* about 14 kB less of 30 kB/,
    );
  });

  it('have a finding for each type in a family, told apart', () => {
    const facts = observed([
      key('big:1', { type: 'list', length: 2000, encoding: 'quicklist' }),
      key('big:2', { type: 'list', length: 3000, encoding: 'quicklist' }),
      key('big:3', { type: 'set', length: 20_000, encoding: 'hashtable' }),
      key('big:4', { type: 'set', length: 2000, encoding: 'hashtable' }),
    ]);
    const findings = check('memory.big', facts);
    assert.deepEqual(
      findings.map(({ severity, subject }) => `${severity} ${subject ?? ''}`),
      ['warning big:*', 'error big:*'],
    );
    assert.equal(new Set(findings.map(identityOf)).size, 2);
  });

  it('call growth what chance does not make', () => {
    const lists = [
      key('log:a', { length: 1050 }),
      key('log:b', { length: 1101 }),
      key('log:c', { length: 150_101 }),
      key('log:d', { length: 900 }),
    ];
    const keys = lists.map((one) => ({ ...one, type: 'list' }));
    const lengths = lengthsBefore({ 'log:a': 1000, 'log:b': 1000, 'log:c': 150_000 });
    const grown = (before: object): string[] =>
      found('memory.growth', observed(keys, { before: { ...NO_MEMORY, ...before } }));
    assert.deepEqual(grown({ ...lengths, hasAllLengths: false }), ['warning log:b']);
    assert.deepEqual(grown(lengths), ['warning log:b', 'warning log:d'], 'what was not there has grown from nothing');
    assert.deepEqual(found('memory.growth', observed(keys)), []);
  });
});

describe('the rules of naming', () => {
  const mixed = (...names: string[]): string[] => found('naming.mixed', observed(names.map((name) => key(name))));

  it('compare whole names, not first words', () => {
    assert.deepEqual(mixed('user:1', 'user_2'), ['info user']);
    assert.deepEqual(mixed('user:1:cart', 'User/2/cart'), ['info user']);
    assert.deepEqual(mixed('userProfile:1', 'user:profile:1'), ['info user']);
    assert.deepEqual(mixed('user:1', 'user-agent:1', 'user:1:cart', 'users:1'), []);
    assert.deepEqual(mixed('user:1:cart', '{user:2}:cart'), [], 'a hash tag is no spelling');
  });

  it('lead to all of their keys', () => {
    const [finding] = check('naming.mixed', observed([key('user:1'), key('USER_2')]));
    const glob = Buffer.from((finding && keysPattern(finding)) ?? '');
    for (const name of ['user:1', 'USER_2']) assert.ok(globMatches(glob, Buffer.from(name)), name);
    assert.ok(!globMatches(glob, Buffer.from('order:1')));
    const [long] = check('naming.long', observed([key('x'.repeat(101))]));
    const longer = Buffer.from((long && keysPattern(long)) ?? '');
    assert.deepEqual(
      [100, 101, 200].map((length) => globMatches(longer, Buffer.alloc(length, 'x'))),
      [false, true, true],
    );
    const tagged = observed(many('{shop}', 3)).namespaces[0]?.name ?? '';
    assert.ok(globMatches(Buffer.from(tagged), Buffer.from('{shop}:7')), tagged);
  });

  it('tell a long name from one that is far too long', () => {
    const findings = check('naming.long', observed([key('x'.repeat(200)), key('y'.repeat(2000))]));
    assert.deepEqual(findings.map(({ severity }) => severity).sort(), ['error', 'warning']);
    assert.equal(new Set(findings.map(identityOf)).size, 2);
  });

  it('take what the user parts names by for a separator', () => {
    const count = (separators: readonly string[]): number => {
      const stats = new KeyspaceStats(DEFAULT_THRESHOLDS, { separators });
      for (const name of ['user#1', 'user:2', 'user3']) stats.add(key(name), 0);
      return stats.unseparated.count;
    };
    assert.deepEqual([count([':']), count([':', '#'])], [2, 1]);
  });
});

describe('the rules of servers', () => {
  it('find fragmented memory, where there is some', () => {
    const at = (used: string, ratio: string): string[] =>
      found(
        'server.fragmentation',
        observed([], { servers: [server(info({ used_memory: used, mem_fragmentation_ratio: ratio }))] }),
      );
    assert.deepEqual(at('200000000', '1.8'), [`warning ${ADDRESS}`]);
    assert.deepEqual(at('200000000', '1.2'), []);
    assert.deepEqual(at('2000000', '1.8'), []);
  });

  it('tell how old the slowest command of the log is, and nothing that the audit before told', () => {
    const entry = (id: number, words: string): SlowCommand => ({
      id,
      at: NOW / 1000 - 7200,
      microseconds: 25_000,
      words: words.split(' '),
    });
    const slow = known([
      entry(5, 'ZREVRANGE board 0 -1'),
      entry(4, 'GET x'),
      entry(3, 'zdiffstore a 2 b c'),
      entry(2, 'ZREVRANGE board 0 9'),
    ]);
    const servers = [server({ ...info({ run_id: 'r' }), slow })];
    const [finding] = check('commands.slow', observed([], { servers }));
    assert.match(
      finding?.evidence.text ?? '',
      /^2 entries; the slowest took 25\.0 ms, 2 hours ago: ZREVRANGE board 0\.$/,
    );
    const before = (runId: string) => ({
      ...NO_MEMORY,
      servers: { [hashOf(ADDRESS)]: { runId, calls: {}, slowId: 5 } },
    });
    assert.deepEqual(found('commands.slow', observed([], { servers, before: before('r') })), []);
    assert.equal(
      found('commands.slow', observed([], { servers, before: before('another') })).length,
      1,
      'the server was restarted',
    );
  });
});
