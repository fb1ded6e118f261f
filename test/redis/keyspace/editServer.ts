import { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { Flavour } from '../../support/servers/flavours';
import { need } from '../../support/servers/need';
import type { RespClient } from '../../support/servers/respClient';
import { connectResp } from '../../support/servers/respClient';
import type { RunningServer } from '../../support/servers/startServer';
import { startServer } from '../../support/servers/startServer';
import { profileAt } from '../connectionHelpers';

export interface EditServer {
  /** What edits. */
  readonly editor: RedisConnection;
  /** Another client, which shares no code with the extension. */
  readonly other: RespClient;
  readonly running: RunningServer;
}

/** A server of the suite's own, emptied before each test, with a user `poor` who may not run scripts. */
export function useEditServer(flavour: Flavour): EditServer {
  const used = {} as { editor: RedisConnection; other: RespClient; running: RunningServer };
  before(async function () {
    this.timeout(30_000);
    const binary = await need(this, flavour);
    used.running = await startServer(flavour, { binary });
    used.other = await connectResp(used.running.address);
    await used.other.call('ACL', 'SETUSER', 'poor', 'on', '>poor', '~*', '+@all', '-eval', '-evalsha');
    await used.other.call('ACL', 'SETUSER', 'noset', 'on', '>poor', '~*', '+@all', '-set');
    used.editor = new RedisConnection({ profile: profileAt(used.running.port) });
    await used.editor.connect();
  });
  beforeEach(async () => {
    await used.other.call('FLUSHALL');
  });
  after(async () => {
    (used.editor as RedisConnection | undefined)?.dispose();
    (used.other as RespClient | undefined)?.close();
    await (used.running as RunningServer | undefined)?.stop();
  });
  return used;
}
