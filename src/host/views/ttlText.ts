import type { KeyInfo, Ttl } from '../../core/keyspace/keyTypes';
import { formatTtl } from '../../protocol/format';

/** What is left by now of a TTL that was read a while ago; nothing where it never expires. */
export function ttlText(ttl: Ttl, now: number): string {
  switch (ttl.kind) {
    case 'none':
      return '';
    case 'unknown':
      return 'TTL not known';
    case 'expires': {
      const left = ttl.ms - (now - ttl.readAt);
      return left > 0 ? formatTtl(left) : 'expired';
    }
  }
}

/** The shortest time left among `infos`, in words; undefined when none of them expires. */
export function soonest(infos: readonly KeyInfo[], now: number): string | undefined {
  const left = infos.flatMap(({ ttl }) => (ttl.kind === 'expires' ? [ttl.ms - (now - ttl.readAt)] : []));
  return left.length === 0 ? undefined : formatTtl(Math.max(0, Math.min(...left)));
}
