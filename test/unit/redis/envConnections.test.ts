import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findEnvConnections } from '../../../src/core/redis/envConnections';
import { readEnvFile } from '../../../src/core/redis/envFile';

function values(text: string): Record<string, string> {
  return Object.fromEntries(readEnvFile(text).map(({ name, value }) => [name, value]));
}

describe('.env files', () => {
  const cases: [text: string, expected: Record<string, string>][] = [
    ['', {}],
    ['A=1\nB = 2', { A: '1', B: '2' }],
    ['\uFEFFexport A=1\r\n  B=2\r\n', { A: '1', B: '2' }],
    ['# A=1\n#B=2\nC=3 # four', { C: '3' }],
    ['A=pa#ss\nB=#none\nC= # none\nD=', { A: 'pa#ss', B: '', C: '', D: '' }],
    [`A='a # b' # c\nB="c # d"`, { A: 'a # b', B: 'c # d' }],
    [String.raw`A='a\n$B'` + '\n' + String.raw`B="a\n\"\$\x"`, { A: String.raw`a\n$B`, B: 'a\n"$\\x' }],
    ['A="two\nlines"\nB=1', { A: 'two\nlines', B: '1' }],
    ['H=h\nU=redis://${H}:1\nV="$H!"\nW=\'$H\'', { H: 'h', U: 'redis://h:1', V: 'h!', W: '$H' }],
    ['A=${NO}\nB=${NO:-x}\nC=${NO-${NO:-y}}\nD=${NO:+z}\nE=${B:+z}', { B: 'x', C: 'y', D: '', E: 'z' }],
    ['A=pa$word\nB=pa\\$word\nC=$$', { A: 'pa$word', B: 'pa$word', C: '$$' }],
    ['A=1\nA=${NO}\nB=${A}', { A: '1' }],
    ["A='open\nB=1", { A: "'open", B: '1' }],
    ['not a line\n=1\nA=1', { A: '1' }],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(values(text), expected);
    });
  }

  it('counts lines, also after a value of several', () => {
    const lines = readEnvFile('\n# x\nA="\n\n"\r\nB=1\n\nC=2').map(({ name, line }) => `${name}${String(line)}`);
    assert.deepEqual(lines, ['A3', 'B6', 'C8']);
  });

  it('gives back any value that is written in double quotes', () => {
    const value = fc.string({ unit: fc.constantFrom('"', '\\', '$', '{', '}', "'", '#', ' ', 'n', 'A', '\n', '=') });
    fc.assert(
      fc.property(fc.array(value), (list) => {
        const text = list.map((item, at) => `V${String(at)}="${item.replace(/[\\"$]/g, '\\$&')}"`).join('\n');
        assert.deepEqual(
          readEnvFile(text).map((entry) => entry.value),
          list,
        );
      }),
    );
  });
});

/** What is offered, in short: title, line, user, password, TLS. */
function offers(text: string): string[] {
  return findEnvConnections('.env', text).map(({ title, source, profile, password }) =>
    [title, source.line, profile.username ?? '-', password ?? '-', profile.tls ? 'tls' : '-'].join(' '),
  );
}

describe('Connections in .env files', () => {
  const cases: [text: string, ...expected: string[]][] = [
    ['REDIS_URL=redis://:pw@h:7000/1', 'REDIS_URL · h:7000/1 1 - pw -'],
    ['\nREDISCLOUD_URL="rediss://u:p@h"', 'REDISCLOUD_URL · h:6379 2 u p tls'],
    [
      'CELERY_BROKER_URL=redis://h/0\nVALKEY_URL=valkey://v',
      'CELERY_BROKER_URL · h:6379 1 - - -',
      'VALKEY_URL · v:6379 2 - - -',
    ],
    ['REDIS_SOCKET=unix:///r.sock\nDOCKER_HOST=unix:///d.sock', 'REDIS_SOCKET · /r.sock 1 - - -'],
    ['PW=s\nREDIS_URL=redis://u:${PW}@h', 'REDIS_URL · h:6379 2 u s -'],
    ['REDIS_URL=redis://${HOST}:6379'],
    ['REDIS_URL=redis://h:0\nX_URL=http://redis\nY=redis://a,b\nZ=redis://a:1,redis://b:2'],
    ['REDIS_PORT=7\nREDIS_HOST=h\nREDIS_PASSWORD=pw\nREDIS_USERNAME=u\nREDIS_DB=2', 'REDIS_HOST · h:7/2 2 u pw -'],
    [
      'CACHE_REDIS_HOST=a\nCACHE_REDIS_PORT=1\nREDIS_QUEUE_HOST=b\nREDIS_QUEUE_PASSWORD=q\nREDIS_PASSWORD=x',
      'CACHE_REDIS_HOST · a:1 1 - - -',
      'REDIS_QUEUE_HOST · b:6379 3 - q -',
    ],
    ['REDISHOST=h\nREDISPORT=1\nREDISUSER=u\nREDISPASSWORD=p', 'REDISHOST · h:1 1 u p -'],
    ['valkey_hostname=h\nvalkey_ssl=true', 'valkey_hostname · h:6379 1 - - tls'],
    ['REDIS_ADDR=h:7001', 'REDIS_ADDR · h:7001 1 - - -'],
    ['REDIS_HOST=tls://h\nREDIS_PASSWORD=null\nREDIS_TLS=false', 'REDIS_HOST · h:6379 1 - - tls'],
    ['REDIS_HOST=::1\nREDIS_PORT=1', 'REDIS_HOST · [::1]:1 1 - - -'],
    ['REDIS_HOST=/run/r.sock', 'REDIS_HOST · /run/r.sock 1 - - -'],
    ['REDIS_PORT=6379\nREDIS_PASSWORD=x'],
    ['REDIS_HOST=h\nREDIS_PORT=tcp://10.0.0.1:6379'],
    ['REDIS_HOST=\nREDIS_INSIGHT_HOST=h\nREDIS_SENTINEL_HOST=h'],
    ['REDIS_HOST=h\nREDIS_DB=cache'],
    ['REDIS_HOST=redis://:p@h', 'REDIS_HOST · h:6379 1 - p -'],
    [
      'UPSTASH_REDIS_REST_URL=https://a-1.upstash.io\nUPSTASH_REDIS_REST_TOKEN=t',
      'UPSTASH_REDIS_REST_URL · a-1.upstash.io:6379 1 - t tls',
    ],
  ];
  for (const [text, ...expected] of cases) {
    it(`finds ${String(expected.length)} in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(offers(text), expected);
    });
  }
});
