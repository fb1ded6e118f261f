import { asNumber } from '../../redis/reply';
import { MOST_KEPT } from './plans';
import type { EditTarget } from './runEdit';

/** Whether a key that is deleted now would be kept to be put back, as `delete.lua` decides. Rejects with a `CodedError`. */
export async function isKeptWhenDeleted(target: Pick<EditTarget, 'send'>, key: Buffer): Promise<boolean> {
  const size = await target.send(['MEMORY', 'USAGE', key]);
  return size === null || asNumber(size) <= MOST_KEPT;
}
