import assert from 'node:assert/strict';
import { findConnections } from '../../../src/core/redis/discovery';
import { environmentOf, isOnThisMachine, standalone } from '../../../src/core/redis/foundConnection';

/** What is offered, in short: title, place, password, TLS. */
async function offers(files: Readonly<Record<string, string>>): Promise<string[]> {
  const found = await findConnections(Object.entries(files).map(([path, text]) => ({ path, text })));
  return found.map(({ title, source, profile, password }) =>
    [title, `${source.file}:${String(source.line)}`, password ?? '-', profile.tls ? 'tls' : '-'].join(' '),
  );
}

/** A compose file with one service of these lines. */
function service(...lines: string[]): string {
  return ['services:', '  cache:', ...lines.map((line) => `    ${line}`)].join('\n');
}

const ports = 'ports: ["7001:6379"]';

describe('Connections in compose files', () => {
  const cases: [lines: string[], ...offered: string[]][] = [
    [['image: redis', ports], 'localhost:7001 -'],
    [['image: redis:7.4-alpine', 'ports:', '  - 6379:6379'], 'localhost:6379 -'],
    [['image: redis/redis-stack-server:latest', 'ports: ["127.0.0.1:7001:6379/tcp"]'], '127.0.0.1:7001 -'],
    [['image: registry.example:5000/valkey/valkey@sha256:ab', 'ports: ["[::1]:7001:6379"]'], '[::1]:7001 -'],
    [['image: redis/redis-stack', 'ports: ["8001:8001", "0.0.0.0:7000-7002:6378-6380"]'], 'localhost:7001 -'],
    [
      ['image: redis', 'ports:', '  - target: 6379', '    published: "7001"', '    host_ip: 127.0.0.1'],
      '127.0.0.1:7001 -',
    ],
    [['image: redis', 'ports:', '  - { target: 6379, published: 7001, protocol: tcp }'], 'localhost:7001 -'],
    [['image: redis', 'ports:', '  - { target: 6379, published: 7001, protocol: udp }']],
    [['image: redis', 'network_mode: host'], 'localhost:6379 -'],
    [['image: redis']],
    [['image: redis', 'ports: [6379, "6379", "127.0.0.1::6379", "7000-7005:6379", "80:80"]']],
    [['image: oliver006/redis_exporter', ports]],
    [['image: redis/redisinsight', ports]],
    [['image: my-redis-app', ports]],
    [['build: .', ports]],
    [['image: redis', ports, 'command: redis-server --requirepass s3 --appendonly yes'], 'localhost:7001 s3'],
    [['image: redis', ports, 'command: ["redis-server", "--requirepass", "s 3"]'], 'localhost:7001 s 3'],
    [['image: redis', ports, 'command: ["redis-server", "--requirepass", 33]'], 'localhost:7001 33'],
    [['image: redis', ports, 'command: >', '  redis-server', "  --requirepass 's 3'"], 'localhost:7001 s 3'],
    [
      ['image: redis', ports, `command: sh -c 'exec redis-server --requirepass "$$PW"'`, 'environment: { PW: s3 }'],
      'localhost:7001 s3',
    ],
    [
      ['image: redis', ports, 'command: ["sh", "-c", "redis-server --requirepass $$PW"]', 'environment: ["PW=s=3"]'],
      'localhost:7001 s=3',
    ],
    [['image: redis', ports, 'command: redis-server --requirepass $$NO'], 'localhost:7001 -'],
    [['image: redis', 'ports: ["7001:7000"]', 'command: redis-server --port 7000'], 'localhost:7001 -'],
    [
      ['image: redis', 'ports: ["7001:6380"]', 'command: redis-server --tls-port 6380 --port 0'],
      'localhost:7001 - tls',
    ],
    [['image: redis/redis-stack', ports, 'environment:', '  REDIS_ARGS: "--requirepass s3"'], 'localhost:7001 s3'],
    [['image: bitnami/redis:7', ports, 'environment:', '  - REDIS_PASSWORD=s3'], 'localhost:7001 s3'],
    [
      [
        'image: bitnami/valkey',
        'ports: ["7001:7000"]',
        'environment: { VALKEY_PASSWORD: s3, VALKEY_PORT_NUMBER: 7000 }',
      ],
      'localhost:7001 s3',
    ],
    [['image: redis', ports, 'environment: { REDIS_PASSWORD: s3 }'], 'localhost:7001 -'],
    [
      ['image: redis', 'ports: ["${PORT:-7001}:6379"]', 'command: redis-server --requirepass ${PW:-s3}'],
      'localhost:7001 s3',
    ],
    [['image: redis', 'ports: ["${PORT}:6379"]']],
  ];
  for (const [lines, ...offered] of cases) {
    it(`${lines.join(' · ')} → ${offered[0] ?? 'nothing'}`, async () => {
      const expected = offered.map((text) => {
        const [address = '', ...rest] = text.split(' ');
        const isTls = rest.at(-1) === 'tls';
        const password = (isTls ? rest.slice(0, -1) : rest).join(' ');
        return `cache (compose) · ${address} compose.yaml:2 ${password} ${isTls ? 'tls' : '-'}`;
      });
      assert.deepEqual(await offers({ 'compose.yaml': service(...lines) }), expected);
    });
  }

  it('takes variables from the .env file beside it', async () => {
    const text = service(
      'image: ${IMAGE}',
      'ports: ["${PORT:?set it}:6379"]',
      'command: redis-server --requirepass $PW',
    );
    const files = { 'a/compose.yml': text, 'a/.env': 'IMAGE=redis:7\nPORT=7001\nPW=s3', '.env': 'PW=other' };
    assert.deepEqual(await offers(files), ['cache (compose) · localhost:7001 a/compose.yml:2 s3 -']);
  });

  it('follows anchors and merges, and says where each service stands', async () => {
    const text = `x-base: &base
  image: redis:7 # the one
services:
  web: { image: nginx, ports: ["80:80"] }

  "one":
    <<: *base
    ports: &ports
      - 7001:6379
  two: { <<: *base, ports: ["7002:6379"] }
`;
    assert.deepEqual(await offers({ 'docker-compose.dev.yml': text }), [
      'one (compose) · localhost:7001 docker-compose.dev.yml:6 - -',
      'two (compose) · localhost:7002 docker-compose.dev.yml:10 - -',
    ]);
  });

  it('finds nothing in what is no compose file', async () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((name, at) => {
        const before = 'abcdefg'.charAt(at);
        return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
      }),
    ];
    const texts = ['', 'services:', 'services: [redis]', '{', 'a: [', '- 1', 'services: { 1: { image: redis } }', '\t'];
    for (const text of [...texts, `${bomb.join('\n')}\nservices: { cache: { image: redis, ${ports}, x: *h } }`]) {
      assert.deepEqual(await offers({ 'compose.yaml': text }), [], text);
    }
  });
});

describe('Connections in the files of a workspace', () => {
  it('offers each server once, with its password if any file knows it', async () => {
    const files = {
      'web/.env': 'REDIS_URL=redis://localhost:7001\nQUEUE_URL=redis://localhost:7001/2',
      'compose.yaml': service(
        'image: redis',
        'ports: ["127.0.0.1:7001:6379"]',
        'command: redis-server --requirepass s3',
      ),
    };
    assert.deepEqual(await offers(files), [
      'cache (compose) · 127.0.0.1:7001 compose.yaml:2 s3 -',
      'QUEUE_URL · localhost:7001/2 web/.env:2 - -',
    ]);
    const plain = { ...files, 'compose.yaml': service('image: redis', ports) };
    assert.equal((await offers(plain)).length, 2);
  });

  it('passes over examples and files of other kinds', async () => {
    const line = 'REDIS_URL=redis://localhost';
    for (const path of ['.env.example', 'a/.env.sample', '.env.local.dist', 'env', 'readme.md', 'compose.json']) {
      assert.deepEqual(await offers({ [path]: line }), [], path);
    }
    for (const path of ['.env', 'a/.env.local', '.env.production', 'dev.env']) {
      assert.equal((await offers({ [path]: line })).length, 1, path);
    }
  });

  it('never has a secret in a title', async () => {
    const found = await findConnections([
      {
        path: '.env',
        text: 'A_URL=redis://u:hunter2@a\nREDIS_HOST=b\nREDIS_PASSWORD=hunter2\nB_URL=redis://hunter2@c',
      },
      { path: 'compose.yml', text: service('image: redis', ports, 'command: redis-server --requirepass hunter2') },
    ]);
    assert.equal(found.filter(({ password }) => password === 'hunter2').length, 4);
    for (const { title, profile } of found) assert.ok(!JSON.stringify([title, profile]).includes('hunter2'));
  });
});

describe('How a connection that was found is to be treated', () => {
  const files: [file: string, environment: string | undefined][] = [
    ['.env.production', 'production'],
    ['deploy/prod.env', 'production'],
    ['compose.live.yaml', 'production'],
    ['.env.staging', 'staging'],
    ['.env', undefined],
    ['products/.env.local', undefined],
  ];
  for (const [file, environment] of files)
    it(`by the file ${file}: ${String(environment)}`, () => assert.equal(environmentOf(file), environment));

  it("tells one's own machine from others", () => {
    const at = (host: string) => ({ topology: standalone({ host, port: 6379 }) });
    assert.deepEqual(['localhost', '127.0.0.1', '::1'].map(at).map(isOnThisMachine), [true, true, true]);
    assert.deepEqual(['redis', '10.0.0.1', 'localhost.example.com'].map(at).map(isOnThisMachine), [
      false,
      false,
      false,
    ]);
    assert.equal(isOnThisMachine({ topology: { kind: 'cluster', nodes: [{ host: 'localhost', port: 1 }] } }), false);
  });
});
