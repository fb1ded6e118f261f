import assert from 'node:assert/strict';
import type { AnyPattern } from '../../src/core/patterns/contract';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo, sessionOf } from './sessions';

export interface Lesson {
  session(): DemoSession;
  connection(): RedisConnection;
  /** Another client, which shares no code with the product. */
  client(): RespClient;
  /** The whole name of a key that the demo calls by `rest`. */
  key(rest: string): string;
  /** Lets traffic go on until at least so many events happened. */
  traffic(events: number): Promise<void>;
}

/** A server of its own for the `describe` around it, with the pattern's demo scaffolded. */
export function lesson(pattern: AnyPattern, flavour: Flavour): Lesson {
  let server: RunningServer | undefined;
  let client: RespClient | undefined;
  let connection: RedisConnection | undefined;
  let session: DemoSession | undefined;

  before(async function () {
    server = await startServer(flavour, { binary: await need(this, flavour) });
    client = await connectResp(server.address);
    connection = await connectTo(server.port);
    session = sessionOf(pattern, connection);
    await session.scaffold();
  });

  after(async () => {
    session?.dispose();
    connection?.dispose();
    client?.close();
    await server?.stop();
  });

  const ready = (): DemoSession => session ?? assert.fail('no session');
  return {
    session: ready,
    connection: () => connection ?? assert.fail('not connected'),
    client: () => client ?? assert.fail('no client'),
    key: (rest) => `redis-patterns:${pattern.id}:{${ready().instance}}:${rest}`,
    traffic: (events) => trafficUntil(ready(), pattern.live.rate.max, events),
  };
}

async function trafficUntil(session: DemoSession, rate: number, events: number): Promise<void> {
  const listening = session.onDidChangeState(({ live }) => {
    if (live && live.events >= events) session.stop();
  });
  await assert.rejects(session.runLive(rate), { name: 'AbortError' });
  listening.dispose();
}
