import assert from 'node:assert/strict';
import type { RespClient } from '../support/servers/respClient';

/** The primaries that hold keys: the nodes of a cluster, or the one server. */
export type Clients = readonly RespClient[];

/** Somebody else's keys: of every core type and JSON where it is, some beside the demo prefix, none below it. */
export async function plantForeignKeys(clients: Clients, each: number): Promise<void> {
  const commands: (string | number)[][] = [];
  for (let n = 0; n < each; n += 1) {
    commands.push(
      ['SET', `foreign:string:${String(n)}`, `value ${String(n)}`],
      ['HSET', `foreign:hash:${String(n)}`, 'field', n],
      ['RPUSH', `foreign:list:${String(n)}`, 'a', 'b', n],
      ['SADD', `foreign:set:${String(n)}`, 'x', n],
      ['ZADD', `foreign:zset:${String(n)}`, n, 'member'],
      ['XADD', `foreign:stream:${String(n)}`, `${String(n + 1)}-1`, 'f', 'v'],
    );
  }
  commands.push(['SET', 'redis-patterns', 'beside'], ['SET', 'redis-patterns-not:ours', 'beside']);
  // Each node of a cluster keeps what is its own and refuses the rest; JSON is refused where there is none.
  const extra = ['JSON.SET', 'foreign:json', '$', '{"a":1}'];
  await Promise.all(clients.map((client) => client.pipeline([...commands, extra])));
  assert.ok((await snapshot(clients)).size >= commands.length, 'the foreign keys are there');
}

/** Every key outside the demo prefix with its DUMP and whether it expires, to compare before and after. */
export async function snapshot(clients: Clients): Promise<ReadonlyMap<string, string>> {
  const all = await Promise.all(
    clients.map(async (client) => {
      const names = (await allNames(client)).filter((name) => !name.startsWith('redis-patterns:'));
      const replies = await client.pipeline(
        names.flatMap((name) => [
          ['DUMP', name],
          ['PTTL', name],
        ]),
      );
      return names.map((name, index): [string, string] => {
        const dump = replies[2 * index];
        return [name, `${Buffer.isBuffer(dump) ? dump.toString('base64') : 'gone'} ${String(replies[2 * index + 1])}`];
      });
    }),
  );
  return new Map(all.flat());
}

/** The demo keys that are there, with their TTLs in seconds, begun ones too (-1: never expires). */
export async function demoKeys(clients: Clients): Promise<ReadonlyMap<string, number>> {
  const all = await Promise.all(
    clients.map(async (client) => {
      const names = await allNames(client, 'redis-patterns:*');
      // Not TTL, which rounds half a second down to none. A key may be gone since it was listed.
      const left = await client.pipeline(names.map((name) => ['PTTL', name]));
      const found = names.map((name, index): [string, number] => [name, Number(left[index])]);
      return found
        .filter(([, ms]) => ms !== -2)
        .map(([name, ms]): [string, number] => [name, ms < 0 ? ms : Math.max(1, Math.ceil(ms / 1000))]);
    }),
  );
  return new Map(all.flat());
}

// KEYS is right here: the server is the test's own, and the whole truth is wanted.
async function allNames(client: RespClient, match = '*'): Promise<string[]> {
  return ((await client.text('KEYS', match)) as string[]).sort();
}
