import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../src/core/base/errors';
import type { UrlProfile } from '../../../src/core/redis/url';
import { formatRedisUrl, maskSecrets, parseRedisUrl } from '../../../src/core/redis/url';

function tcp(host: string, port: number, rest: Partial<UrlProfile> = {}): UrlProfile {
  return { topology: { kind: 'standalone', endpoint: { host, port } }, database: 0, ...rest };
}

describe('Redis URLs', () => {
  const cases: [url: string, profile: UrlProfile, password?: string][] = [
    ['redis://localhost', tcp('localhost', 6379)],
    ['redis://', tcp('localhost', 6379)],
    ['  REDIS://example.com:7000/  ', tcp('example.com', 7000)],
    ['redis://:pw@h:1/3', tcp('h', 1, { database: 3 }), 'pw'],
    ['redis://user:pw@h?db=2', tcp('h', 6379, { database: 2, username: 'user' }), 'pw'],
    ['redis://h/2?db=2', tcp('h', 6379, { database: 2 })],
    ['redis://pw@h', tcp('h', 6379), 'pw'],
    ['redis://user:@h', tcp('h', 6379, { username: 'user' })],
    ['redis://us%3Aer:p%40s%2F%23%25@h', tcp('h', 6379, { username: 'us:er' }), 'p@s/#%'],
    ['redis://:p@ss/w#rd?x@h:5', tcp('h', 5), 'p@ss/w#rd?x'],
    ['redis://h?username=u&password=p%26w', tcp('h', 6379, { username: 'u' }), 'p&w'],
    ['redis://h/1?protocol=3', tcp('h', 6379, { database: 1, protocol: 3 })],
    ['redis://h?protocol=2', tcp('h', 6379)],
    ['rediss://h:1', tcp('h', 1, { tls: { verify: true } })],
    ['valkeys://h:1', tcp('h', 1, { tls: { verify: true } })],
    ['redis://[::1]:7000/1', tcp('::1', 7000, { database: 1 })],
    ['redis://u:p@[fe80::1%eth0]', tcp('fe80::1%eth0', 6379, { username: 'u' }), 'p'],
  ];
  for (const [url, profile, password] of cases) {
    it(`reads ${url}`, () => {
      assert.deepEqual(parseRedisUrl(url), password === undefined ? { profile } : { profile, password });
    });
  }

  it('reads sockets', () => {
    const { profile, password } = parseRedisUrl('unix://u:pw@/run/my%20redis.sock?db=4');
    assert.deepEqual(profile.topology, { kind: 'standalone', endpoint: { path: '/run/my redis.sock' } });
    assert.deepEqual([profile.database, profile.username, password], [4, 'u', 'pw']);
    assert.deepEqual(parseRedisUrl('unix:///a@b.sock').profile.topology, {
      kind: 'standalone',
      endpoint: { path: '/a@b.sock' },
    });
  });

  const wrong: [url: string, names: RegExp][] = [
    ['', /begin with redis:\/\//],
    ['localhost:6379', /begin with redis:\/\//],
    ['http://:hunter2@h', /begin with redis:\/\//],
    ['redis://:hunter2@h:0', /port/],
    ['redis://:hunter2@h:65536', /port/],
    ['redis://h:hunter2', /port/],
    ['redis://:hunter2@h/abc', /database/],
    ['redis://:hunter2@h/-1', /database/],
    ['redis://:hunter2@h/1?db=2', /two databases/],
    ['redis://:hunter2@h?protocol=hunter2', /protocol must be 2 or 3/],
    ['redis://:hunter2%@h', /password.*%25/],
    ['redis://u%:hunter2@h', /user name.*%25/],
    ['redis://:hunter2@::1', /IPv6/],
    ['redis://:hunter2@[x]', /IPv6/],
    ['redis://:hunter2@a b', /host/],
    ['unix://hunter2', /absolute path/],
  ];
  for (const [url, names] of wrong) {
    it(`names what is wrong with ${url === '' ? 'nothing' : url}, without the password`, () => {
      assert.throws(
        () => parseRedisUrl(url),
        (error) =>
          error instanceof CodedError &&
          error.code === 'INVALID_INPUT' &&
          names.test(error.message) &&
          !error.message.includes('hunter2'),
      );
    });
  }

  it('reads back what it writes, whatever is in it', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(text, text, fc.nat(15), fc.boolean(), fc.boolean(), (username, password, database, secure, third) => {
        const profile = tcp('example.com', 7000, {
          database,
          username,
          ...(secure && { tls: { verify: true } }),
          ...(third && { protocol: 3 }),
        });
        const url = formatRedisUrl(profile) ?? '';
        assert.deepEqual(parseRedisUrl(url).profile, profile);
        const withPassword = url.replace(':@', `:${encodeURIComponent(password)}@`);
        assert.deepEqual(parseRedisUrl(withPassword), { profile, password });
      }),
    );
    assert.equal(formatRedisUrl(parseRedisUrl('redis://:secret@[::1]:1/2').profile), 'redis://[::1]:1/2');
    assert.equal(
      formatRedisUrl(parseRedisUrl('unix://:secret@/a%20b?db=1&protocol=3').profile),
      'unix:///a%20b?db=1&protocol=3',
    );
    assert.equal(formatRedisUrl({ topology: { kind: 'cluster', nodes: [] }, database: 0 }), undefined);
  });

  it('masks every password in a text', () => {
    const masked = maskSecrets(
      'A redis://u:hunter2@h and rediss://hunter2@i, unix://:hunt@er2@/s redis://h?password=hunter2',
    );
    assert.doesNotMatch(masked, /hunter2|er2/);
    assert.match(masked, /redis:\/\/u:\*\*\*@h and rediss:\/\/\*\*\*@i/);
    assert.equal(maskSecrets('redis://h:6379/0 and a@b.c'), 'redis://h:6379/0 and a@b.c');
  });
});
