import { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { Command } from '../../../src/core/redis/reply';
import type { Flavour } from '../../support/servers/flavours';
import { need } from '../../support/servers/need';
import type { RespClient } from '../../support/servers/respClient';
import { connectResp } from '../../support/servers/respClient';
import type { RunningServer, ServerOptions } from '../../support/servers/startServer';
import { startServer } from '../../support/servers/startServer';
import { profileAt } from '../connectionHelpers';

export interface KeyspaceServer {
  /** What is under test reads through this: guarded, and allowed to read only. */
  readonly reader: RedisConnection;
  /** Another client, which shares no code with the extension. */
  readonly writer: RespClient;
  readonly running: RunningServer;
}

/** A server of the suite's own, emptied before each test. The answer's fields are there once the hooks ran. */
export function useServer(options: ServerOptions = {}, flavour: Flavour = 'redis7'): KeyspaceServer {
  const used = {} as { reader: RedisConnection; writer: RespClient; running: RunningServer };
  before(async function () {
    this.timeout(20_000);
    const binary = await need(this, flavour);
    used.running = await startServer(flavour, { ...options, binary });
    used.writer = await connectResp({ ...used.running.address, timeout: 60_000 });
    used.reader = new RedisConnection({ profile: profileAt(used.running.port, { readOnly: true }) });
    await used.reader.connect();
  });
  beforeEach(async () => {
    await used.writer.call('FLUSHALL');
  });
  after(async () => {
    used.reader.dispose();
    used.writer.close();
    await used.running.stop();
  });
  return used;
}

/** Sends many commands in pipelines; fails when one is refused. */
export async function writeAll(writer: RespClient, commands: readonly Command[]): Promise<void> {
  for (let start = 0; start < commands.length; start += 5000) {
    const replies = await writer.pipeline(commands.slice(start, start + 5000));
    for (const reply of replies) if (reply instanceof Error) throw reply;
  }
}
