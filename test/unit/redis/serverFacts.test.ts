import assert from 'node:assert/strict';
import { serverFacts } from '../../../src/core/redis/serverFacts';

const INFO = [
  '# Clients',
  'connected_clients:7',
  '# Memory',
  'used_memory:1200000000',
  'maxmemory:2000000000',
  'maxmemory_policy:allkeys-lru',
  '# Stats',
  'keyspace_hits:90',
  'keyspace_misses:10',
  '# Replication',
  'role:slave',
  'master_host:::1',
  'master_port:6379',
  'master_link_status:down',
  'connected_slaves:0',
  '# Keyspace',
  'db10:keys=3,expires=0,avg_ttl=0,subexpiry=0',
  'db2:keys=1204,expires=5,avg_ttl=9',
].join('\r\n');

describe('Server facts', () => {
  const value = (fact: { known: true; value: unknown } | { known: false; reason: string }): unknown =>
    fact.known ? fact.value : fact.reason;

  it('are read from INFO', () => {
    const facts = serverFacts({ known: true, value: INFO });
    assert.deepEqual(value(facts.memory), {
      usedBytes: 1_200_000_000,
      limit: { bytes: 2_000_000_000, policy: 'allkeys-lru' },
    });
    assert.equal(value(facts.clients), 7);
    assert.deepEqual(value(facts.reads), { hits: 90, misses: 10 });
    assert.equal(value(facts.role), 'replica');
    assert.deepEqual(value(facts.replication), { replicas: 0, primary: { address: '[::1]:6379', linkUp: false } });
    assert.deepEqual(value(facts.databases), [
      { database: 2, keys: 1204 },
      { database: 10, keys: 3 },
    ]);
  });

  it('tell no keys from not told', () => {
    const empty = serverFacts({
      known: true,
      value: '# Stats\r\nkeyspace_hits:0\r\nkeyspace_misses:0\r\n# Keyspace\r\n',
    });
    assert.deepEqual(empty.databases, { known: true, value: [] });
    assert.deepEqual(empty.reads, { known: true, value: { hits: 0, misses: 0 } });
    assert.deepEqual(empty.clients, { known: false, reason: 'INFO has no connected_clients' });
    assert.equal(serverFacts({ known: true, value: '' }).databases.known, false);
  });

  it('are all unknown, with the reason, where INFO is not allowed', () => {
    for (const fact of Object.values(serverFacts({ known: false, reason: 'not allowed' }))) {
      assert.deepEqual(fact, { known: false, reason: 'not allowed' });
    }
  });
});
