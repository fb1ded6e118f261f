// One key looked at as the inspector does, in a process of its own, as the extension host would do it:
//   node liveChild.js <port> <user> <key>
// Says "ready <way>" when it hears. On its input it is told when the writing begins and ends, and to tell: a LiveRun as JSON.
import readline from 'node:readline';
import { KeyWatchers } from '../../src/core/keyspace/watch/keyWatchers';
import type { KeyInfo } from '../../src/core/keyspace/keyTypes';
import { readKeyValue } from '../../src/core/keyspace/readKeyValue';
import { RedisConnection } from '../../src/core/redis/redisConnection';
import { LiveRead } from '../../src/host/panels/liveRead';
import type { LiveRun } from './liveRun';
import { monotonicMs } from './liveRun';

async function main(port: number, username: string, key: Buffer): Promise<void> {
  const connection = new RedisConnection({
    profile: {
      ...{ id: 'bench', name: 'bench', topology: { kind: 'standalone', endpoint: { host: '127.0.0.1', port } } },
      ...{ database: 0, environment: 'development', readOnly: true, username },
    },
    password: () => Promise.resolve('pw'),
  });
  await connection.connect();
  const watchers = new KeyWatchers();
  let expected: KeyInfo | undefined;
  let readings: [number, number][] = [];
  const live = new LiveRead({
    key,
    watcher: () => watchers.of(connection),
    read: async (signal) => {
      const value = await readKeyValue(connection, key, { signal, ...(expected && { expected }) });
      expected = value?.info;
      if (value?.content.kind === 'string') readings.push([monotonicMs(), Number(value.content.bytes.toString())]);
      return undefined;
    },
    onWay: (way) => {
      if (way) console.log(`ready ${way}`);
    },
  });
  live.active = true;
  let begun = { at: monotonicMs(), cpu: process.cpuUsage() };
  let cpuShare = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line === 'begin') {
      readings = [];
      begun = { at: monotonicMs(), cpu: process.cpuUsage() };
      console.log('begun');
    } else if (line === 'end') {
      const { user, system } = process.cpuUsage(begun.cpu);
      cpuShare = (user + system) / 1000 / (monotonicMs() - begun.at);
    } else console.log(JSON.stringify({ readings, cpuShare } satisfies LiveRun));
  }
  live.dispose();
  connection.dispose();
}

void main(Number(process.argv[2]), process.argv[3] ?? '', Buffer.from(process.argv[4] ?? ''));
