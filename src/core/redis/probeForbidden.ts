import type { Fact } from './capabilities';
import type { Command, Reply } from './reply';
import { asText } from './reply';

/**
 * What the product itself runs, with as many arguments as each needs: ACL DRYRUN checks the number of them too. The key is
 * never touched, DRYRUN runs nothing.
 */
const USED: readonly Command[] = [
  ['SCAN', '0'],
  ['TYPE', 'k'],
  ['PTTL', 'k'],
  ['GET', 'k'],
  ['GETRANGE', 'k', '0', '1'],
  ['STRLEN', 'k'],
  ['HLEN', 'k'],
  ['HSCAN', 'k', '0'],
  ['LLEN', 'k'],
  ['LRANGE', 'k', '0', '1'],
  ['SCARD', 'k'],
  ['SSCAN', 'k', '0'],
  ['ZCARD', 'k'],
  ['ZRANGE', 'k', '0', '1'],
  ['XLEN', 'k'],
  ['XRANGE', 'k', '-', '+'],
  ['OBJECT', 'ENCODING', 'k'],
  ['MEMORY', 'USAGE', 'k'],
  ['DBSIZE'],
  ['INFO'],
  ['CONFIG', 'GET', 'maxmemory'],
  ['SET', 'k', 'v'],
  ['UNLINK', 'k'],
  ['DEL', 'k'],
  ['PEXPIRE', 'k', '1'],
  ['RENAME', 'k', 'l'],
  ['EVALSHA', 'sha', '0'],
  ['SUBSCRIBE', 'c'],
];

/**
 * The commands of `USED` that `user` may not run. Unknown when the server has no ACL DRYRUN (before Redis 7) or does not
 * let the user ask. A denied key is no denied command.
 */
export async function probeForbidden(
  user: string,
  ask: (commands: readonly Command[]) => Promise<readonly Fact<Reply>[]>,
): Promise<Fact<readonly string[]>> {
  const answers = await ask(USED.map((command) => ['ACL', 'DRYRUN', user, ...command]));
  const forbidden: string[] = [];
  for (const [index, answer] of answers.entries()) {
    if (!answer.known) return answer;
    const [name, second] = USED[index] ?? [''];
    const denied = /no permissions to run the '/i.test(asText(answer.value));
    if (denied) forbidden.push(/^(OBJECT|MEMORY|CONFIG)$/.test(name) ? `${name} ${String(second)}` : name);
  }
  return { known: true, value: forbidden };
}
