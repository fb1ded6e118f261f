import type { RespClient } from '../support/servers/respClient';

/** Somebody else's keys: of every core type, some beside the demo prefix, none below it. */
export async function plantForeignKeys(client: RespClient, each: number): Promise<void> {
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
  await client.pipeline(commands);
}

/** Every key outside the demo prefix with its DUMP and whether it expires, to compare before and after. */
export async function snapshot(client: RespClient): Promise<ReadonlyMap<string, string>> {
  const names = (await allNames(client)).filter((name) => !name.startsWith('redis-patterns:'));
  const replies = await client.pipeline(
    names.flatMap((name) => [
      ['DUMP', name],
      ['PTTL', name],
    ]),
  );
  return new Map(
    names.map((name, index) => {
      const dump = replies[2 * index];
      return [name, `${Buffer.isBuffer(dump) ? dump.toString('base64') : 'gone'} ${String(replies[2 * index + 1])}`];
    }),
  );
}

/** The demo keys that are there, with their TTLs in seconds (-1: never expires). */
export async function demoKeys(client: RespClient): Promise<ReadonlyMap<string, number>> {
  const names = (await allNames(client)).filter((name) => name.startsWith('redis-patterns:'));
  const ttls = await client.pipeline(names.map((name) => ['TTL', name]));
  return new Map(names.map((name, index) => [name, Number(ttls[index])]));
}

// KEYS is right here: the server is the test's own, and the whole truth is wanted.
async function allNames(client: RespClient): Promise<string[]> {
  return ((await client.text('KEYS', '*')) as string[]).sort();
}
