import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { ConnectionProfile, TlsOptions } from '../../src/core/redis/profile';
import { need } from '../support/servers/need';
import { withClient } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import type { Certificates, RunningTlsServer } from '../support/servers/tls';
import { makeCertificates, startTlsServer } from '../support/servers/tls';
import { until } from '../support/servers/until';
import { OpenConnections, rejection } from './connectionHelpers';

const password = 'tls-password';

describe('Over TLS', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  let server: RunningTlsServer;
  let plain: RunningServer;
  let strangers: Certificates;
  let full: TlsOptions;

  before(async function () {
    await need(this, 'redis7');
    server = await startTlsServer('redis7', { password });
    plain = await startServer('redis7', { password });
    strangers = await makeCertificates();
    const { ca, client } = server.certificates;
    full = { verify: true, caFile: ca, certFile: client.cert, keyFile: client.key };
  });
  after(async () => {
    await Promise.all([server.stop(), plain.stop()]);
    strangers.remove();
  });
  afterEach(() => {
    connections.close();
  });

  function at(host: string, tls: TlsOptions): Partial<ConnectionProfile> {
    return { topology: { kind: 'standalone', endpoint: { host, port: server.port } }, tls };
  }

  async function refused(tls: TlsOptions): Promise<string> {
    const connection = connections.make(server.port, { tls }, password);
    return (await rejection(connection.connect(), 'TLS_FAILED')).message;
  }

  it('lets in who has the certificate, by name and by address, and encrypts', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const connection = await connections.open(0, at(host, full), password);
      await connection.send(['SET', 'a', host]);
      assert.equal(await withClient(server.address, (client) => client.text('GET', 'a')), host);
    }
  });

  it('needs no authority when told not to verify, and only then', async () => {
    const { caFile: _, ...unknown } = full;
    assert.match(await refused(unknown), /authority .* is not trusted here\. Set the CA file/);
    const connection = await connections.open(server.port, { tls: { ...unknown, verify: false } }, password);
    await connection.send(['PING']);
  });

  it('says what is wrong with the authority, the name, the certificate or the files', async () => {
    assert.match(await refused({ ...full, caFile: strangers.ca }), /Set the CA file that belongs to the server/);
    assert.match(
      await refused({ ...full, serverName: 'redis.example.com' }),
      /is for another name\. Set the server name/,
    );
    const { ca, client } = server.certificates;
    assert.match(await refused({ verify: true, caFile: ca }), /wants a client certificate/);
    assert.match(
      await refused({ verify: true, caFile: ca, certFile: client.cert }),
      /Set both the certificate and its key/,
    );
    const theirs = { certFile: strangers.client.cert, keyFile: strangers.client.key };
    assert.match(await refused({ ...full, ...theirs }), /does not accept the client certificate/);
    assert.match(await refused({ ...full, keyFile: strangers.client.key }), /do not belong together/);
    const junk = join(strangers.folder, 'junk.pem');
    writeFileSync(junk, 'no certificate');
    for (const broken of [{ certFile: junk }, { keyFile: junk }]) {
      assert.match(await refused({ ...full, ...broken }), /is no PEM file/);
    }
    assert.match(await refused({ ...full, caFile: '/nowhere/ca.crt' }), /CA file \/nowhere\/ca\.crt cannot be read/);
  });

  it('takes another server name than the host, for tunnels', async () => {
    const connection = await connections.open(server.port, { tls: { ...full, serverName: 'localhost' } }, password);
    await connection.send(['PING']);
  });

  it('names the server in the greeting, as hosted services need it', async () => {
    const { server: own } = server.certificates;
    const names: string[] = [];
    const listener = createServer({
      key: readFileSync(own.key),
      cert: readFileSync(own.cert),
      SNICallback: (name, answer) => {
        names.push(name);
        answer(null);
      },
    });
    listener.on('tlsClientError', () => undefined);
    listener.on('secureConnection', (socket) => socket.destroy());
    listener.listen(0, 'localhost');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as AddressInfo;
    for (const tls of [full, { ...full, serverName: 'other.example.com', verify: false }]) {
      const topology = { kind: 'standalone', endpoint: { host: 'localhost', port } } as const;
      await rejection(connections.make(0, { topology, tls }).connect(), 'TLS_FAILED');
    }
    await new Promise((resolve) => listener.close(resolve));
    assert.deepEqual(names, ['localhost', 'other.example.com']);
  });

  it('tells a plain port from a silent one, and a TLS port from one that hangs up', async () => {
    const options = { connectTimeoutMs: 300 };
    const toPlain = connections.make(plain.port, { tls: full }, password, options);
    assert.match((await rejection(toPlain.connect(), 'CONNECT_TIMEOUT')).message, /speaks no TLS/);
    const toTls = connections.make(server.port, {}, password);
    assert.match((await rejection(toTls.connect(), 'TLS_FAILED')).message, /speaks only TLS/);
  });

  it('leaves nothing open, neither after success nor after failure', async () => {
    const connection = await connections.open(server.port, { tls: full }, password);
    await refused({ ...full, caFile: strangers.ca });
    connection.dispose();
    for (const { address } of [server, plain]) {
      await until('the last client to go', async () => {
        const list = String(await withClient(address, (client) => client.text('CLIENT', 'LIST')));
        return list.trim().split('\n').length === 1 ? true : undefined;
      });
    }
  });
});

describe('Over a Unix socket', () => {
  const connections = new OpenConnections();
  let server: RunningServer;

  before(async function () {
    await need(this, 'redis7');
    server = await startServer('redis7', { unixSocket: true, password });
  });
  after(() => server.stop());
  afterEach(() => {
    connections.close();
  });

  it('reads and writes, and names the socket where there is none', async () => {
    const path = server.socket ?? '';
    const topology = { kind: 'standalone', endpoint: { path } } as const;
    const connection = await connections.open(0, { topology, database: 1 }, password);
    await connection.send(['SET', 'a', 'x']);
    const clients = await withClient(server.address, (client) => client.text('CLIENT', 'LIST'));
    assert.match(String(clients), new RegExp(`addr=${path}:0 .*name=vscode-redis-patterns`));
    const nowhere = { kind: 'standalone', endpoint: { path: `${path}.none` } } as const;
    const error = await rejection(connections.make(0, { topology: nowhere }).connect(), 'HOST_NOT_FOUND');
    assert.match(error.message, /no socket at .*\.none/);
    await rejection(connections.make(0, { topology }, 'wrong').connect(), 'WRONG_PASSWORD');
  });
});
