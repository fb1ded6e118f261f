import assert from 'node:assert/strict';
import { TemporaryWords } from '../../../src/core/audit/temporaryWords';
import { found, key, many, observed } from './observed';

describe('which keys an audit takes for temporary', () => {
  const words = new TemporaryWords();
  const strings = new Map([['string', { count: 1 }]]);
  for (const [family, kind] of [
    ['session:*', 'loose'],
    ['sess_*', 'loose'],
    ['userSession:*', 'loose'],
    ['authToken:*', 'loose'],
    ['app:session:*', 'loose'],
    ['cache:product:*', 'loose'],
    ['cachedUser:*', 'loose'],
    ['{session:*}', 'loose'],
    ['lock:door', 'strict'],
    ['locks:*', 'strict'],
    ['user:*:lock', 'strict'],
    ['rate_limits:*', 'strict'],
    ['rate-limit:*:minute', 'strict'],
    ['temp:kitchen', undefined],
    ['door:locks:index', undefined],
    ['conference:session:index', undefined],
    ['user:*:sessions', undefined],
    ['session_index:*', undefined],
    ['obsession:*', undefined],
    ['user:*:profile', undefined],
    ['block:*', undefined],
    // The same words for other things.
    ['conference:session:*', undefined],
    ['events:*:sessions:*', undefined],
    ['training-course:*:session', undefined],
    ['conferenceSession:*', undefined],
    ['nft:token:*', undefined],
    ['vehicle:*:throttle', undefined],
    ['eth:nonce:*', undefined],
    ['smart-lock:*', undefined],
    ['session:conference:*', 'loose'],
    ['shop:session:*', 'loose'],
    ['api:token:*', 'loose'],
    ['classroom:*:lock', 'strict'],
  ] as const) {
    it(`${family}: ${kind ?? 'not temporary'}`, () => {
      assert.equal(words.kindOf(family, strings), kind);
    });
  }

  it('not the index of the sessions that each user has', () => {
    assert.equal(words.kindOf('sessions:*', new Map([['set', { count: 3 }]])), undefined);
    assert.equal(words.kindOf('sessions:*', strings), 'loose');
  });

  it('by words of the user', () => {
    const own = new TemporaryWords({ strict: ['hold'], loose: ['Draft'] });
    assert.equal(own.kindOf('seat:*:hold', strings), 'strict');
    assert.equal(own.kindOf('drafts:*', strings), 'loose');
    assert.equal(own.kindOf('session:*', strings), undefined);
  });
});

describe('the rules of expiry', () => {
  it('call a lasting lock an error only where the name is borne out', () => {
    const rule = 'expiry.temporary';
    assert.deepEqual(found(rule, observed([key('lock:door')])), ['warning lock:door']);
    assert.deepEqual(found(rule, observed(many('lock', 20))), ['error lock:*']);
    assert.deepEqual(found(rule, observed([key('lock:1'), key('lock:2', { ttl: 5000 })])), ['error lock:*']);
    assert.deepEqual(found(rule, observed(many('session', 3))), []);
    assert.deepEqual(found(rule, observed(many('session', 30))), ['error session:*']);
  });

  it('see a stampede where keys could expire apart, and none in short lives that do', () => {
    const rule = 'expiry.stampede';
    const at = (ms: (n: number) => number): string[] =>
      found(rule, observed(many('report', 400, (n) => ({ ttl: ms(n) }))));
    assert.deepEqual(
      at(() => 7_200_500),
      ['warning report:*'],
    );
    assert.deepEqual(
      at((n) => (n % 8) * 1000),
      [],
      'eight seconds, an eighth in each',
    );
    assert.deepEqual(
      at((n) => (n < 300 ? 2500 : (n % 8) * 1000)),
      ['warning report:*'],
    );
    assert.deepEqual(
      at((n) => n * 1000),
      [],
    );
  });
});
