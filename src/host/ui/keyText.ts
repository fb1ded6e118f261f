import { quotedName } from '../../core/keyspace/typedName';
import { printable } from '../../core/redis/printable';
import { decodeUtf8 } from '../../protocol/bytes';

/**
 * A name as text to be pasted: as it is where it is UTF-8, else in double quotes with escapes, as redis-cli reads it. So is
 * one that has such quotes itself: `typedName` would take them for ours.
 */
export function keyText(name: Buffer): string {
  const text = decodeUtf8(name);
  return text === undefined || quotedName(text) ? `"${printable(name)}"` : text;
}
