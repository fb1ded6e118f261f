import assert from 'node:assert/strict';
import { CodedError } from '../../../src/core/base/errors';
import type { ConnectionProfile } from '../../../src/core/redis/profile';
import { describeAddress } from '../../../src/core/redis/profile';
import { PROFILE_FIELDS, readProfile, resolveProfile, TLS_FIELDS } from '../../../src/core/redis/profileInput';
import schema from '../../../src/core/redis/profileSchema.json';

type Parts = Omit<ConnectionProfile, 'id'>;

function read(input: unknown): Parts {
  const result = readProfile(input, 'x');
  if (!result.ok) assert.fail(result.problems.join('\n'));
  return result.profile;
}

function problemsOf(input: unknown): readonly string[] {
  const result = readProfile(input, 'redisPatterns.connections[2]');
  return result.ok ? [] : result.problems;
}

function standalone(host: string, port: number, rest: Partial<Parts> = {}): Parts {
  const topology = { kind: 'standalone', endpoint: { host, port } } as const;
  return { name: 'n', topology, database: 0, environment: 'development', readOnly: false, ...rest };
}

describe('Shared profiles', () => {
  const cases: [title: string, input: object, profile: Parts][] = [
    ['a host', { host: 'h' }, standalone('h', 6379)],
    ['a host and port', { host: '::1', port: 7000, database: 3 }, standalone('::1', 7000, { database: 3 })],
    ['a URL', { url: 'rediss://u:@h:7/2' }, standalone('h', 7, { database: 2, username: 'u', tls: { verify: true } })],
    [
      'a URL and fields',
      { url: 'redis://h', username: 'u', tls: true },
      standalone('h', 6379, { username: 'u', tls: { verify: true } }),
    ],
    [
      'a socket',
      { socket: '/r.sock' },
      standalone('', 0, { topology: { kind: 'standalone', endpoint: { path: '/r.sock' } } }),
    ],
    [
      'a cluster',
      { cluster: ['a:1', '[::1]', 'b'], natMap: { '10.0.0.1:6379': 'localhost:7001', '[fe::1]:1': '[::1]:2' } },
      standalone('', 0, {
        topology: {
          kind: 'cluster',
          nodes: [
            { host: 'a', port: 1 },
            { host: '::1', port: 6379 },
            { host: 'b', port: 6379 },
          ],
          natMap: { '10.0.0.1:6379': 'localhost:7001', '[fe::1]:1': '[::1]:2' },
        },
      }),
    ],
    [
      'sentinels',
      { sentinel: { master: 'm', nodes: ['a', 'b:1'] }, database: 1 },
      standalone('', 0, {
        database: 1,
        topology: {
          kind: 'sentinel',
          masterName: 'm',
          sentinels: [
            { host: 'a', port: 26_379 },
            { host: 'b', port: 1 },
          ],
        },
      }),
    ],
    ['RESP3', { host: 'h', protocol: 3 }, standalone('h', 6379, { protocol: 3 })],
    ['RESP2', { url: 'redis://h:6379?protocol=3', protocol: 2 }, standalone('h', 6379)],
    [
      'TLS, environment and read-only',
      {
        host: 'h',
        tls: { ca: 'a', cert: 'c', key: 'k', serverName: 's', verify: false },
        environment: 'production',
        readOnly: true,
      },
      standalone('h', 6379, {
        tls: { verify: false, caFile: 'a', certFile: 'c', keyFile: 'k', serverName: 's' },
        environment: 'production',
        readOnly: true,
      }),
    ],
  ];
  for (const [title, input, profile] of cases) {
    it(`reads ${title}`, () => {
      assert.deepEqual(read({ name: ' n ', ...input }), profile);
    });
  }

  const h = { name: 'n', host: 'h' };
  const wrong: [input: unknown, ...problems: string[]][] = [
    ['redis://h', ' must be an object.'],
    [null, ' must be an object.'],
    [{ host: 'h' }, '.name is missing: what the connection is called in lists.'],
    [{ ...h, name: 1 }, '.name must be a text that is not empty.'],
    [{ name: 'n' }, ' needs one of: url, host, socket, cluster, sentinel.'],
    [{ ...h, url: 'redis://h' }, ' has url and host. Keep one of them.'],
    [{ ...h, port: 65_536 }, '.port must be a number from 1 to 65535.'],
    [{ ...h, port: '6379' }, '.port must be a number from 1 to 65535.'],
    [{ name: 'n', url: 'redis://h', port: 1 }, '.port belongs to host, and not to url.'],
    [{ ...h, host: 'redis://:hunter2@h' }, '.host must be the name or address of a host, and nothing else.'],
    [{ ...h, database: -1 }, '.database must be the number of a database, such as 0.'],
    [{ ...h, environment: 'prod' }, '.environment must be one of: development, staging, production.'],
    [{ ...h, readOnly: 'yes' }, '.readOnly must be true or false.'],
    [{ ...h, protocol: '3' }, '.protocol must be 2 or 3.'],
    [{ ...h, tls: 'yes' }, '.tls must be true, or an object with ca, cert, key and so on.'],
    [{ ...h, tls: { cert: 'c' } }, '.tls.key is missing: a client certificate needs both cert and key.'],
    [{ ...h, tls: { ca: '-----BEGIN X' } }, '.tls.ca must be the path of a PEM file, not its content.'],
    [{ ...h, tls: { caFile: 'c' } }, '.tls.caFile is not known. Known are: ca, cert, key, serverName, verify.'],
    [{ ...h, natMap: {} }, '.natMap belongs to cluster and sentinel only.'],
    [{ name: 'n', cluster: [] }, '.cluster must be a list of addresses, each as "host:port".'],
    [
      { name: 'n', cluster: ['a:1', 'b:0', 'redis://:hunter2@h'] },
      '.cluster[1] must be an address as "host:port".',
      '.cluster[2] must be an address as "host:port".',
    ],
    [{ name: 'n', cluster: ['a'], database: 1 }, '.database must be 0: a cluster has no other.'],
    [
      { name: 'n', cluster: ['a'], natMap: { 'a:1': 'b', x: 'b:1' } },
      '.natMap must name each address as the servers say it, "host:port".',
    ],
    [
      { name: 'n', sentinel: { nodes: ['a'] } },
      '.sentinel.master is missing: the name the sentinels know the primary by.',
    ],
    [
      { name: 'n', url: 'redis://h:0' },
      '.url is not a Redis URL that can be used. Its port must be a number from 1 to 65535.',
    ],
    [
      { name: 'n', url: 'redis://u:@h/1', username: 'u', database: 1 },
      '.username is in url too. Keep one of them.',
      '.database is in url too. Keep one of them.',
    ],
    [{ name: 'n', url: 'rediss://h', tls: false }, '.tls is false, but url says rediss://. Keep one of them.'],
    [
      { hots: 'h', port: 0, environment: 'x' },
      '.hots is not known',
      '.name is missing',
      ' needs one of',
      '.environment must be',
    ],
  ];
  for (const [input, ...expected] of wrong) {
    it(`names all that is wrong with ${JSON.stringify(input)}`, () => {
      const problems = problemsOf(input);
      assert.equal(problems.length, expected.length, problems.join('\n'));
      for (const [index, problem] of problems.entries()) {
        assert.ok(problem.startsWith(`redisPatterns.connections[2]${expected[index] ?? ''}`), problem);
        assert.ok(!problem.includes('hunter2'), problem);
      }
    });
  }

  it('refuses a password anywhere, and says where it belongs', () => {
    const inputs: [field: string, input: object][] = [
      ['password', { ...h, password: 'hunter2' }],
      ['password', { ...h, password: 'hunter2${env:A}' }],
      ['requirepass', { ...h, requirepass: 'hunter2' }],
      ['url', { name: 'n', url: 'redis://:hunter2@h' }],
      ['url', { name: 'n', url: 'redis://u:hunter2@${env:H}:1' }],
      ['url', { name: 'n', url: '${env:SCHEME}://u:hunter2@h' }],
      ['url', { name: 'n', url: 'redis://h?password=hunter2' }],
      ['sentinel.password', { name: 'n', sentinel: { master: 'm', nodes: ['a'], password: 'hunter2' } }],
    ];
    for (const [field, input] of inputs) {
      const problems = problemsOf(input);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.ok(problems[0]?.startsWith(`redisPatterns.connections[2].${field} must not`), problems[0]);
      assert.match(problems[0] ?? '', /secret store/);
      assert.ok(!problems[0]?.includes('hunter2'));
    }
  });

  it('has a schema with the very fields that are read', () => {
    assert.deepEqual(Object.keys(schema.properties).sort(), [...PROFILE_FIELDS].sort());
    const tls = schema.properties.tls.oneOf[1]?.properties ?? {};
    assert.deepEqual(Object.keys(tls).sort(), [...TLS_FIELDS].sort());
  });
});

describe('Shared profiles with environment variables', () => {
  const env = { URL: 'rediss://u:hunter2@h:7/2', H: 'host', P: '7001', PW: 'hunter2', EMPTY: '', BAD: 'x y' };

  function profileOf(input: object): ConnectionProfile {
    return { ...read({ name: 'n', ...input }), id: 'i' };
  }

  const cases: [input: object, address: string, resolved: Parts, password?: string][] = [
    [
      { url: '${env:URL}' },
      '${env:URL}',
      standalone('h', 7, { database: 2, username: 'u', tls: { verify: true } }),
      'hunter2',
    ],
    [
      { url: 'redis://u:${env:PW}@${env:H}:${env:P}/1' },
      'redis://u:***@${env:H}:${env:P}/1',
      standalone('host', 7001, { database: 1, username: 'u' }),
      'hunter2',
    ],
    [
      { url: '${env:URL}', environment: 'production', readOnly: true },
      '${env:URL}',
      standalone('h', 7, {
        database: 2,
        username: 'u',
        tls: { verify: true },
        environment: 'production',
        readOnly: true,
      }),
      'hunter2',
    ],
    [
      { host: '${env:H}', username: '${env:P}', password: '${env:PW}' },
      '${env:H}:6379',
      standalone('host', 6379, { username: '7001' }),
      'hunter2',
    ],
    [{ host: '${env:H}', port: '${env:P}' }, '${env:H}:${env:P}', standalone('host', 7001)],
    [
      { cluster: ['${env:H}:${env:P}', '${env:H}:1'], natMap: { 'a:1': '${env:H}:1' } },
      '${env:H}:${env:P}:6379 and 1 more',
      standalone('', 0, {
        topology: {
          kind: 'cluster',
          nodes: [
            { host: 'host', port: 7001 },
            { host: 'host', port: 1 },
          ],
          natMap: { 'a:1': 'host:1' },
        },
      }),
    ],
  ];
  for (const [input, address, resolved, password] of cases) {
    it(`connects with ${JSON.stringify(input)}`, () => {
      const profile = profileOf(input);
      assert.equal(describeAddress(profile), address);
      assert.ok(!JSON.stringify(profile).includes('hunter2'));
      const expected = { ...resolved, id: 'i' };
      assert.deepEqual(
        resolveProfile(profile, env),
        password === undefined ? { profile: expected } : { profile: expected, password },
      );
    });
  }

  it('resolves profiles that were not shared, and leaves their names', () => {
    const tls = { verify: true, caFile: '${env:H}/ca.pem' };
    const profile = { ...standalone('${env:H}', 1, { tls, name: '${env:X}' }), id: 'i' };
    assert.deepEqual(resolveProfile(profile, env).profile, {
      ...standalone('host', 1, { tls: { verify: true, caFile: 'host/ca.pem' }, name: '${env:X}' }),
      id: 'i',
    });
  });

  it('names the variable and the field, and never what it holds', () => {
    const wrong: [input: object, names: RegExp][] = [
      [{ host: '${env:NONE}' }, /variable NONE, which "n"\.host refers to, is not set/],
      [{ host: '${env:EMPTY}' }, /variable EMPTY, which "n"\.host refers to, is not set/],
      [{ host: '${env:constructor}' }, /constructor/],
      [{ host: 'h', tls: { ca: '${env:NONE}' } }, /"n"\.tls\.ca/],
      [{ cluster: ['a', '${env:NONE}'] }, /"n"\.cluster\[1\]/],
      [{ host: 'h', port: '${env:PW}' }, /"n"\.port must be a number/],
      [{ host: '${env:BAD}' }, /"n"\.host must be/],
      [{ url: '${env:PW}' }, /"n"\.url is not a Redis URL/],
    ];
    for (const [input, names] of wrong) {
      assert.throws(
        () => resolveProfile(profileOf(input), env),
        (error) =>
          error instanceof CodedError &&
          error.code === 'INVALID_INPUT' &&
          names.test(error.message) &&
          !error.message.includes('hunter2'),
      );
    }
  });
});
