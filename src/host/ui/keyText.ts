import { printable } from '../../core/redis/printable';
import { decodeUtf8 } from '../../protocol/bytes';

/** A name as text to be pasted: as it is where it is UTF-8, else in double quotes with escapes, as redis-cli reads it. */
export function keyText(name: Buffer): string {
  return decodeUtf8(name) ?? `"${printable(name)}"`;
}
