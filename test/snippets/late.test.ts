import assert from 'node:assert/strict';
import * as net from 'node:net';
import { need } from '../support/servers/need';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { inserted, snippetOf } from './inserted';
import { late, refusedInShell } from './late';
import { needRunner } from './runners/runners';
import { runSnippet } from './runSnippet';

// A limiter that Redis does not answer in time must not hold the request up. The server is there, and takes what is sent,
// but its answers come much later than anybody waits and sooner than a client's own timeout, which must not be what helps.

const LATE_MS = 1500;

describe('limiters whose answers are late', () => {
  let server: RunningServer;
  let relay: net.Server;
  let url: string;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    const behind = new URL(server.url);
    relay = net.createServer((socket) => relayTo(net.connect(Number(behind.port), behind.hostname), socket));
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    url = `redis://127.0.0.1:${String((relay.address() as net.AddressInfo).port)}`;
  });

  after(async () => {
    (relay as net.Server | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  for (const [clientId, caller] of Object.entries(late)) {
    it(`are not waited for, ${clientId}`, async function () {
      await needRunner(this, clientId);
      const code = inserted(snippetOf('rate-limiting', clientId), clientId, caller);
      const printed = await runSnippet(clientId, code, { REDIS_URL: url, KEY_PREFIX: clientId });
      assert.deepEqual(printed, { first: true, closed: false, open: true });
    });
  }

  it('fail in a shell where nobody answers, and are decided without', async function () {
    await needRunner(this, 'redis-cli');
    const code = inserted(snippetOf('rate-limiting', 'redis-cli'), 'redis-cli', refusedInShell);
    const printed = await runSnippet('redis-cli', code, { REDIS_URL: url });
    assert.deepEqual(printed, Array.from({ length: 5 }, () => ['1 0 1000 1000', '0 0 1000 1000']).flat());
  });
});

/** Passes on what the two say; the server hears late of what names a route so. */
function relayTo(behind: net.Socket, socket: net.Socket): void {
  const ended = (): void => {
    socket.destroy();
    behind.destroy();
  };
  for (const one of [behind, socket]) one.on('error', ended).on('close', ended);
  behind.pipe(socket);
  socket.on('data', (data) => {
    if (data.includes(':late')) setTimeout(() => behind.write(data), LATE_MS);
    else behind.write(data);
  });
}
