import assert from 'node:assert/strict';
import { memoryOf, remember, withoutNames } from '../../../src/core/audit/auditMemory';
import { compare } from '../../../src/core/audit/compare';
import { rules } from '../../../src/core/audit/rules';
import { check, key, many, NOW, observed } from './observed';

describe('what is kept of an audit', () => {
  const facts = observed([
    ...many('session', 400),
    key('secret-customer-list', { type: 'list', length: 5000, encoding: 'quicklist' }),
  ]);
  const findings = rules.flatMap((rule) => check(rule.id, facts));
  const memory = remember(NOW, findings, { keys: facts.keyspace.growing, areAll: true }, []);

  it('names no key once it is written down, and can be compared with all the same', () => {
    const written = JSON.stringify(withoutNames(memory));
    for (const name of ['secret', 'session:']) assert.ok(!written.includes(name), written);
    const read = memoryOf(JSON.parse(written));
    assert.ok(read);
    const now = { now: new Set<string>(), asked: rules, untold: new Map() };
    const { gone } = compare(observed(many('session', 400, () => ({ ttl: 5000 }))), read, now);
    assert.deepEqual(gone?.map(({ ruleId }) => ruleId).sort(), findings.map(({ ruleId }) => ruleId).sort());
  });

  it('does not grow with the keyspace', () => {
    const keys = many('log', 5000, (n) => ({ type: 'list', length: 2000 + n, encoding: 'quicklist' }));
    const { keyspace } = observed(keys);
    const kept = remember(
      NOW,
      Array.from({ length: 5000 }, () => findings).flat(),
      { keys: keyspace.growing, areAll: keyspace.hasAllGrowing },
      [],
    );
    assert.ok(JSON.stringify(withoutNames(kept)).length < 100_000);
    assert.equal(kept.hasAllLengths, false);
  });

  it('is not believed when it has another shape', () => {
    for (const stored of [
      undefined,
      null,
      'x',
      [],
      {},
      { ...memory, findings: [{ id: 1 }] },
      { ...memory, lengths: { a: 'b' } },
    ]) {
      assert.equal(memoryOf(stored), undefined);
    }
  });

  it('says nothing of rules that are switched off by now', () => {
    const asked = rules.filter(({ id }) => id !== 'expiry.temporary');
    const { gone } = compare(observed([]), memory, { now: new Set(), asked, untold: new Map() });
    assert.ok(!gone?.some(({ ruleId }) => ruleId === 'expiry.temporary'));
  });
});
