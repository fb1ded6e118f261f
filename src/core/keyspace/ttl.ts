import type { Reply } from '../redis/reply';
import { asNumber, ReplyError } from '../redis/reply';
import type { Ttl } from './keyTypes';

/**
 * A PTTL reply read at `readAt` (wall time, milliseconds): -1 never expires, -2 is not there (undefined). What the server
 * refused to tell is `unknown`.
 */
export function toTtl(reply: Reply, readAt: number): Ttl | undefined {
  if (reply === null || reply instanceof ReplyError) return { kind: 'unknown' };
  const ms = asNumber(reply);
  if (ms === -2) return undefined;
  return ms === -1 ? { kind: 'none' } : { kind: 'expires', ms, readAt };
}
