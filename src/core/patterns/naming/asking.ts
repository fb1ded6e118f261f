import { KeyScan } from '../../keyspace/scan';
import { escapeGlob } from '../../keyspace/glob';
import { keySlot } from '../../redis/cluster/keySlot';
import type { Executor } from '../../redis/executor';
import type { Command } from '../../redis/reply';
import { asNumber, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import { taggedKey } from './names';
import type { NamingContext } from './parameters';

/** Names that the server looks at, at most: there may be millions that are not of the demo. */
const LOOKED_AT = 10_000;

export interface FoundNames {
  /** What follows the demo's own prefix. */
  readonly names: readonly string[];
  /** The server was not asked to look at all names. */
  readonly cut: boolean;
}

/** The names of users' keys, as SCAN with MATCH finds them: of a cluster those of one node. */
export async function scanUsers(context: NamingContext): Promise<FoundNames> {
  const one = taggedKey(context, 0, 'profile');
  const root = one.slice(0, one.indexOf('{'));
  const match = Buffer.concat([escapeGlob(Buffer.from(root)), Buffer.from('{user:*')]);
  // Each node of a cluster has its own names: over a link to one of them, which has those of user 0 at least.
  const link = await context.openLink(one);
  const send: Executor['send'] = async (command) => {
    const [reply = null] = await link.pipeline([command]);
    if (reply instanceof ReplyError) throw serverError(reply, command);
    return reply;
  };
  const node: Executor = { send, pipeline: (commands) => link.pipeline(commands) };
  const scan = new KeyScan(node, { match, budget: { keys: LOOKED_AT }, clock: context.clock });
  // SCAN may return a name twice.
  const names = new Set<string>();
  try {
    const { done } = await scan.next((page) => {
      for (const name of page) names.add(name.toString().slice(root.length));
    }, context.signal);
    return { names: [...names], cut: !done };
  } finally {
    link.dispose();
  }
}

export interface AskedSlots {
  readonly slots: readonly number[];
  /** False where the server is no cluster and answers no such question: then they are reckoned here, by the same rule. */
  readonly told: boolean;
}

/** The slots of the keys, by CLUSTER KEYSLOT. */
export async function askSlots({ redis, signal }: NamingContext, keys: readonly string[]): Promise<AskedSlots> {
  const commands = keys.map((key): Command => ['CLUSTER', 'KEYSLOT', key]);
  const [first = null] = await redis.pipeline(commands.slice(0, 1), { signal });
  if (first instanceof ReplyError) return { slots: keys.map((key) => keySlot(key)), told: false };
  const rest = await redis.pipeline(commands.slice(1), { signal });
  const slots = [first, ...rest].map((reply, index) => {
    if (reply instanceof ReplyError) throw serverError(reply, commands[index] ?? ['CLUSTER', 'KEYSLOT']);
    return asNumber(reply);
  });
  return { slots, told: true };
}
