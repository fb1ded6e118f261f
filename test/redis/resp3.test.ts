import assert from 'node:assert/strict';
import { describeFound } from '../../src/core/redis/capabilities';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Reply } from '../../src/core/redis/reply';
import { asText } from '../../src/core/redis/reply';
import { need } from '../support/servers/need';
import { untilTrue } from '../support/untilTrue';
import { startCluster } from '../support/servers/cluster';
import { OpenConnections, rejection } from './connectionHelpers';
import { LiveServer } from './liveServer';
import { coreCommands, indexes, moduleCommands } from './resp3Commands';
import { clusterAt } from './topologyHelpers';

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`Over RESP3, ${flavour}`, () => {
    const connections = new OpenConnections();
    let server: LiveServer;
    let two: RedisConnection;
    let three: RedisConnection;

    before(async function () {
      server = await LiveServer.start(this, flavour);
      two = await connections.open(server.port);
      three = await connections.open(server.port, { protocol: 3 });
    });
    after(async () => {
      connections.close();
      await (server as LiveServer | undefined)?.stop();
    });

    const all = { core: coreCommands, ...(flavour === 'stack' && { modules: moduleCommands }) };
    for (const [name, { made, asked }] of Object.entries(all)) {
      it(`answers each command as over RESP2: ${name}`, async () => {
        const [first, second] = [
          [two, []],
          [three, []],
        ] as [RedisConnection, string[]][];
        for (const [connection, shown] of [first, second] as [RedisConnection, string[]][]) {
          await connection.send(['FLUSHALL']);
          if (name === 'modules') await makeIndexes(connection);
          await connection.pipeline(made);
          const replies = await connection.pipeline(asked);
          shown.push(...replies.map((reply, index) => `${String(asked[index]?.join(' '))}: ${show(reply)}`));
        }
        assert.deepEqual(second?.[1], first?.[1]);
      });
    }

    it('is what the server was brought to, and is said so', async () => {
      assert.deepEqual(three.capabilities?.resp3, { known: true, value: true });
      assert.match(describeFound(three.capabilities), /RESP3/);
      assert.equal(two.capabilities?.resp3, undefined);
      if (flavour === 'redis7') assert.match(asText(await three.send(['CLIENT', 'INFO'])), / resp=3/);
    });

    it('guards as over RESP2', async () => {
      const readOnly = await connections.open(server.port, { protocol: 3, readOnly: true });
      await rejection(readOnly.send(['SET', 'a', 'b']), 'READ_ONLY_CONNECTION');
      await rejection(readOnly.send(['CONFIG', 'SET', 'maxmemory', '1']), 'READ_ONLY_CONNECTION');
      assert.equal(await readOnly.send(['GET', 'no-such']), null);
      await rejection(three.scope({ writePrefix: 'demo' }).send(['SET', 'other', 'b']), 'OUTSIDE_DEMO_PREFIX');
    });
  });
}

async function makeIndexes(connection: RedisConnection): Promise<void> {
  await connection.pipeline(indexes);
  for (const index of ['idx', 'jdx']) {
    const isDone = async (): Promise<boolean> =>
      / "?indexing"?, (?:number )?"?0"?/.test(show(await connection.send(['FT.INFO', index])));
    await untilTrue(`${index} has nothing to catch up with`, isDone);
  }
}

describe('RESP3', () => {
  const connections = new OpenConnections();

  afterEach(() => {
    connections.close();
  });

  it('comes after being let in, and onto the database', async function () {
    const server = await LiveServer.start(this, 'redis7', { password: 'secret' });
    try {
      const connection = await connections.open(server.port, { protocol: 3, database: 2 }, 'secret');
      assert.match(asText(await connection.send(['CLIENT', 'INFO'])), / db=2 .* resp=3/);
      await rejection(connections.make(server.port, { protocol: 3 }, 'wrong').connect(), 'WRONG_PASSWORD');
      await rejection(connections.make(server.port, { protocol: 3 }).connect(), 'AUTH_REQUIRED');
    } finally {
      await server.stop();
    }
  });

  it('is done without where the server has none, and the reason is kept', async function () {
    const server = await LiveServer.start(this, 'redis7', { args: ['--rename-command', 'HELLO', ''] });
    try {
      const connection = await connections.open(server.port, { protocol: 3 });
      await connection.send(['ZADD', 'z', 1, 'a']);
      assert.equal(show(await connection.send(['ZRANGE', 'z', 0, -1, 'WITHSCORES'])), '["a", "1"]');
      assert.ok(connection.capabilities?.resp3?.known === false);
      assert.match(describeFound(connection.capabilities), /RESP2, because RESP3 was refused \(ERR unknown command/);
    } finally {
      await server.stop();
    }
  });

  it('is spoken to each node of a cluster', async function () {
    const cluster = await startCluster({ server: { binary: await need(this, 'redis7') } });
    try {
      const connection = await connections.open(0, { ...clusterAt(cluster.primaries), protocol: 3 });
      for (const node of connection.nodes()) {
        assert.match(asText(await node.executor.send(['CLIENT', 'INFO'])), / resp=3/);
      }
      const keys = Array.from({ length: 20 }, (_, index) => `z${String(index)}`);
      await connection.pipeline(keys.map((key) => ['ZADD', key, 1.5, 'a']));
      const replies = await connection.pipeline(keys.map((key) => ['ZRANGE', key, 0, -1, 'WITHSCORES']));
      assert.deepEqual(
        replies.map(show),
        keys.map(() => '["a", "1.5"]'),
      );
    } finally {
      await cluster.stop();
    }
  });
});

/** With each type told from the others. What an index took to build is another time each time. */
function show(reply: Reply): string {
  if (Buffer.isBuffer(reply)) return JSON.stringify(reply.toString());
  if (!Array.isArray(reply)) return `${typeof reply} ${String(reply)}`;
  const shown = (reply as readonly Reply[]).map(show).join(', ');
  return `[${CLOCKS.reduce((text, clock) => text.replace(clock, '$1'), shown)}]`;
}

/** What differs from one asking to the next: time that went by, and how often somebody looked. */
const CLOCKS = [/("total_indexing_time"), "[^"]*"/, /("number_of_uses"), [^,\]]*/, /("1-1", "c"), number \d+/];
