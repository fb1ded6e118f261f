import assert from 'node:assert/strict';
import { idOf } from '../../../src/core/audit/auditMemory';
import type { Finding } from '../../../src/core/audit/finding';
import { keysPattern } from '../../../src/core/audit/finding';
import { auditReport, coverageText } from '../../../src/core/audit/report';
import { ruleOf, rules } from '../../../src/core/audit/rules';
import type { AuditResult } from '../../../src/core/audit/runAudit';
import { DEFAULT_THRESHOLDS, withDefaults } from '../../../src/core/audit/thresholds';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import manifest from '../../../package.json';

const finding: Finding = {
  ruleId: 'expiry.temporary',
  severity: 'error',
  title: ruleOf('expiry.temporary')?.title ?? '',
  subject: 'session:*',
  evidence: { text: '3 of 4 keys (75 %) have no TTL.', keys: [Buffer.from('session:1')] },
  threshold: 'more than 1 %',
  fix: 'SET … EX',
};

function result(changed: Partial<AuditResult> = {}): AuditResult {
  return {
    at: 0,
    coverage: { observed: 4, leftOut: 0, total: 4, complete: true, hasLengths: true },
    findings: [finding],
    ignored: 0,
    namespaces: [{ name: 'session:*', keys: 4, bytes: 1000, withoutTtl: 3 }],
    unknown: [],
    gone: undefined,
    known: new Set(),
    open: [],
    memory: { at: 0, findings: [], lengths: {}, hasAllLengths: true, servers: {} },
    ...changed,
  };
}

const head = { connection: 'shop', server: 'Redis 7.4', date: 'today' };

describe('the report of an audit', () => {
  it('says what was seen, what is wrong, why, what to do and where the threshold comes from', () => {
    const text = auditReport(result(), head);
    const rule = ruleOf('expiry.temporary');
    for (const part of [
      'All 4 keys were looked at.',
      '## Errors',
      '### Temporary keys that never expire: `session:*`',
      '3 of 4 keys (75 %) have no TTL.',
      'For example `session:1`.',
      rule?.why ?? '?',
      'SET … EX',
      `Source: ${rule?.source ?? '?'}`,
      '| `session:*` | 4 | 1.0 kB | 100 % | 3 |',
    ]) {
      assert.ok(text.includes(part), `${part}\n\nis not in\n\n${text}`);
    }
  });

  it('says of a sample how far a share may be off', () => {
    const text = coverageText(
      result({ coverage: { observed: 10_000, leftOut: 3, total: 500_000, complete: false, hasLengths: true } }),
    );
    assert.match(text, /Sampled 10\u2009000 of about 500\u2009000 keys: .* within 1\.0 points/);
  });

  it('says what is new and what is gone since the audit before', () => {
    const gone = { ruleId: 'expiry.temporary', severity: 'error', id: 'x', subject: 'cache:*' } as const;
    const text = auditReport(result({ gone: [gone] }), head);
    assert.match(text, /- Gone: .*`cache:\*`/);
    assert.match(text, /- New: .*`session:\*`/);
    assert.match(text, /`session:\*` \(new\)/);
    const known = auditReport(result({ gone: [], known: new Set([idOf(finding)]) }), head);
    assert.match(known, /- New: nothing/);
  });

  it('keeps hostile names text', () => {
    const hostile = '</code><script>alert(1)</script>`` | \n# heading \u202e';
    const text = auditReport(
      result({
        findings: [
          { ...finding, subject: hostile, evidence: { text: `see ${hostile}`, keys: [Buffer.from(hostile)] } },
        ],
        namespaces: [{ name: hostile, keys: 1, bytes: 1, withoutTtl: 1 }],
      }),
      head,
    );
    assert.ok(!/^# heading/m.test(text), 'no line begins in a name');
    assert.ok(!text.includes('\u202e'));
    const outside = text.replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '');
    assert.ok(!/(?<!\\)<script/.test(outside), outside);
  });
});

describe('the rules of an audit', () => {
  it('lead each to a lesson that there is', () => {
    const lessons = new Set<string>(patternDefinitions.map(({ id }) => id));
    assert.deepEqual(
      rules.filter(({ lesson }) => !lessons.has(lesson)).map(({ id }) => id),
      [],
    );
  });

  it('have ids of their own, and say why and by what', () => {
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    for (const { id, why, source, title } of rules) {
      assert.match(id, /^(?:expiry|naming|memory|server|commands)\.\w+$/);
      for (const text of [why, source, title]) assert.ok(text.length > 5, `${id}: ${text}`);
    }
  });

  it('take thresholds from the settings, as far as they are numbers', () => {
    const changed = withDefaults({ bigHashFields: 7, stampedeShare: '1', unknown: 3, hotShare: -1 });
    assert.deepEqual(changed, { ...DEFAULT_THRESHOLDS, bigHashFields: 7 });
  });

  it('have their thresholds in the manifest, with the same defaults', () => {
    const { properties } = manifest.contributes.configuration.properties['redisPatterns.audit.thresholds'];
    const defaults = Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, of.default]));
    assert.deepEqual(defaults, DEFAULT_THRESHOLDS);
  });

  it('find the keys of a family by a glob, word for word', () => {
    const pattern = (subject: string | undefined, ruleId = 'expiry.mixed'): string | undefined => {
      const { subject: _old, ...rest } = finding;
      return keysPattern({ ...rest, ruleId, ...(subject !== undefined && { subject }) });
    };
    assert.equal(pattern('user:*:cart'), 'user:*:cart');
    assert.equal(pattern('a[1]?'), 'a\\[1\\]\\?');
    assert.equal(pattern('{user:*}:cart'), '{user:*}:cart');
    assert.equal(pattern('*'), undefined);
    assert.equal(pattern('127.0.0.1:6379', 'server.maxmemory'), undefined);
    assert.equal(pattern('(binary)'), undefined);
    assert.equal(pattern(undefined), undefined);
  });
});
