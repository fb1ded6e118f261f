import type { Executor, SendOptions } from '../redis/executor';
import { parseInfo } from '../redis/probeInfo';
import type { Command, Reply } from '../redis/reply';
import { asText, ReplyError } from '../redis/reply';

/**
 * What reading a length or a field does to the key's idle time, by which the server chooses what to evict. `prevented`:
 * nothing, as the link says so beforehand. `harmless`: it starts anew, and the policy does not ask for it. `avoided`: it
 * would change what is evicted, so that nothing of the kind is read.
 */
export type Touching = 'prevented' | 'harmless' | 'avoided';

const ON: Command = ['CLIENT', 'NO-TOUCH', 'ON'];
const OFF: Command = ['CLIENT', 'NO-TOUCH', 'OFF'];

/** CLIENT NO-TOUCH came with Redis 7.2; before that the policy decides, and where that is not told, nothing is touched. */
export async function touchingOf(executor: Executor, signal: AbortSignal): Promise<Touching> {
  const [off = null, memory = null] = await executor.pipeline([OFF, ['INFO', 'memory']], { signal });
  if (!(off instanceof ReplyError)) return 'prevented';
  const policy = memory instanceof ReplyError ? undefined : parseInfo(asText(memory)).get('maxmemory_policy');
  return policy === undefined || /l[rf]u/.test(policy) ? 'avoided' : 'harmless';
}

/** Sends all in one round trip. The link is as it was afterwards, whatever becomes of the audit. */
export async function pipelineUntouched(
  executor: Executor,
  commands: readonly Command[],
  touching: Touching,
  options: SendOptions,
): Promise<readonly (Reply | ReplyError)[]> {
  if (touching !== 'prevented') return executor.pipeline(commands, options);
  return (await executor.pipeline([ON, ...commands, OFF], options)).slice(1, -1);
}
