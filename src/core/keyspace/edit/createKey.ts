import type { CommandArg } from '../../redis/reply';
import type { EditTarget } from './runEdit';
import { runEditScript } from './runEdit';

export interface NewKey {
  /** What makes it, without the key, which goes second: `['SADD', 'member']`. */
  readonly command: readonly [name: string, ...rest: CommandArg[]];
  /** How long it lives, in milliseconds; absent for ever. */
  readonly ms?: number;
}

/**
 * Makes a key with its time to live in one atomic step. Answers false, and changes nothing, where the name is in use.
 * Rejects with a `CodedError`.
 */
export async function createKey(target: EditTarget, key: Buffer, { command, ms }: NewKey): Promise<boolean> {
  const reply = await runEditScript(target, 'create', key, 'none', null, [
    ms === undefined ? '' : String(ms),
    ...command,
  ]);
  return !('present' in reply);
}
