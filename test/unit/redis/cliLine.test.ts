import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../src/core/base/errors';
import { isCliLine, parseCliLine } from '../../../src/core/redis/cliLine';
import { quoteShellWord } from '../../../src/core/redis/shellWords';
import type { UrlProfile } from '../../../src/core/redis/url';

function tcp(host: string, port: number, rest: Partial<UrlProfile> = {}): UrlProfile {
  return { topology: { kind: 'standalone', endpoint: { host, port } }, database: 0, ...rest };
}

function cluster(host: string, port: number): UrlProfile {
  return tcp(host, port, { topology: { kind: 'cluster', nodes: [{ host, port }] } });
}

describe('redis-cli lines', () => {
  const cases: [line: string, profile: UrlProfile, password?: string][] = [
    ['redis-cli', tcp('localhost', 6379)],
    ['$ redis-cli -h example.com -p 7000', tcp('example.com', 7000)],
    ['valkey-cli -h ::1', tcp('::1', 6379)],
    ['redis-cli -h [::1]', tcp('::1', 6379)],
    ['/usr/local/bin/redis-cli -p 7000', tcp('localhost', 7000)],
    ['C:\\\\redis\\\\redis-cli.exe -p 7000', tcp('localhost', 7000)],
    ['sudo redis-cli -n 3', tcp('localhost', 6379, { database: 3 })],
    [
      'redis-cli -s /run/redis.sock',
      tcp('', 0, { topology: { kind: 'standalone', endpoint: { path: '/run/redis.sock' } } }),
    ],
    ["redis-cli -a 'p w'", tcp('localhost', 6379), 'p w'],
    ['redis-cli --user app --pass "p\\"w"', tcp('localhost', 6379, { username: 'app' }), 'p"w'],
    ['redis-cli -a ""', tcp('localhost', 6379)],
    ["REDISCLI_AUTH='a b' redis-cli -h h", tcp('h', 6379), 'a b'],
    ['env X=1 REDISCLI_AUTH=a redis-cli -a b', tcp('localhost', 6379), 'b'],
    ['redis-cli -u redis://u:p@h:7/2', tcp('h', 7, { database: 2, username: 'u' }), 'p'],
    ['redis-cli -u redis://h:7/2 -p 8 -n 1', tcp('h', 8, { database: 1 })],
    ['redis-cli -u rediss://h', tcp('h', 6379, { tls: { verify: true } })],
    ['redis-cli -c -h h -p 7000 cluster nodes', cluster('h', 7000)],
    ['redis-cli --tls', tcp('localhost', 6379, { tls: { verify: true } })],
    ['redis-cli --insecure --cacert ca.pem', tcp('localhost', 6379)],
    [
      'redis-cli --tls --cacert /ca.pem --cert /c.pem --key /k.pem --sni name --insecure',
      tcp('localhost', 6379, {
        tls: { verify: false, caFile: '/ca.pem', certFile: '/c.pem', keyFile: '/k.pem', serverName: 'name' },
      }),
    ],
    ['redis-cli -2 --raw --no-auth-warning -r 5 -i 0.1 -p 7 INFO', tcp('localhost', 7)],
    ['redis-cli -3 -p 7', tcp('localhost', 7, { protocol: 3 })],
    ['redis-cli -u redis://localhost:7?protocol=3 -2', tcp('localhost', 7)],
    ['redis-cli -h h GET -p "$KEY" -a hunter2', tcp('h', 6379)],
    ['redis-cli \\\n  -h h \\\n  -p 7', tcp('h', 7)],
    ['redis-cli -h h | grep x -p 9', tcp('h', 6379)],
    ['redis-cli --pattern "$X" -p 7', tcp('localhost', 7)],
  ];
  for (const [line, profile, password] of cases) {
    it(`reads ${line}`, () => {
      assert.equal(isCliLine(line), true);
      assert.deepEqual(parseCliLine(line), password === undefined ? { profile } : { profile, password });
    });
  }

  const wrong: [line: string, names: RegExp][] = [
    ['', /must begin with redis-cli/],
    ['redis-server -a hunter2', /must begin with redis-cli/],
    ['docker exec -it cache redis-cli -a hunter2', /container/],
    ['kubectl exec pod -- redis-cli -a hunter2', /container/],
    ["docker exec cache sh -c 'redis-cli -a hunter2'", /container/],
    ['redis-cli -a hunter2 -p', /-p needs a value/],
    ['redis-cli -a hunter2 -p 0', /-p must be a number/],
    ['redis-cli -p hunter2', /-p must be a number/],
    ['redis-cli -n hunter2', /-n must be the number/],
    ['redis-cli -s hunter2', /-s must be/],
    ['redis-cli -h "hunter2 x"', /-h must be/],
    ['redis-cli -h u:hunter2@h', /-h must be/],
    ['redis-cli -ahunter2', /-a and its value must be two words/],
    ['redis-cli --pass=hunter2', /--pass and its value must be two words/],
    ['redis-cli -whunter2', /-w is no option/],
    ['redis-cli --hunter2', /-- is no option/],
    ['redis-cli --unheard-of -a hunter2', /--unheard-of is no option/],
    ['redis-cli --cluster info h:1 -a hunter2', /--cluster/],
    ['redis-cli -a "$hunter2"', /value of -a.*shell/],
    ['REDISCLI_AUTH=$hunter2 redis-cli', /value of REDISCLI_AUTH.*shell/],
    ['redis-cli --tls --cacert ~/hunter2', /value of --cacert.*shell/],
    ['redis-cli –h h -a hunter2', /long dash/],
    ['redis-cli -u redis://:hunter2@h:0', /-u.*port/],
    ['redis-cli -u hunter2', /-u.*begin with/],
    ["redis-cli -a 'hunter2", /quote/],
    ['redis-cli -c -n 2 -a hunter2', /-c and a database/],
    ['redis-cli -c -s /hunter2', /-c and a socket/],
  ];
  for (const [line, names] of wrong) {
    it(`names what is wrong with ${line === '' ? 'nothing' : line}, without the secret`, () => {
      assert.throws(
        () => parseCliLine(line),
        (error) =>
          error instanceof CodedError &&
          error.code === 'INVALID_INPUT' &&
          names.test(error.message) &&
          !error.message.includes('hunter2'),
      );
    });
  }

  it('tells its lines from URLs and hosts', () => {
    for (const text of ['redis://redis-cli.example', 'redis-cli-1:6379', 'localhost', '']) {
      assert.equal(isCliLine(text), false, text);
    }
  });

  it('reads back any name and password that a shell can pass on', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((value) => value.replaceAll('\r\n', '\n'));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 65_535 }), (username, password, port) => {
        const args = ['-p', String(port), '--user', username, '-a', password, 'GET', password];
        assert.deepEqual(parseCliLine(`redis-cli ${args.map(quoteShellWord).join(' ')}`), {
          profile: tcp('localhost', port, { username }),
          password,
        });
      }),
    );
  });
});
