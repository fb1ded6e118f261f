import type { Random } from '../../base/random';
import type { Command, Reply } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { ExpirationContext } from './parameters';

/** The cached page of that number. */
export function pageKey({ keys }: Pick<ExpirationContext, 'keys'>, page: number): string {
  return keys.of('page', page);
}

/** Milliseconds that a page lives: the whole life, less a random part of up to `jitter` per cent. Never longer. */
export function jittered(lifeMs: number, jitter: number, random: Random): number {
  return Math.max(1, Math.round(lifeMs * (1 - (jitter / 100) * random.next())));
}

/** Milliseconds that a page may live in this demo, none of whose keys lives longer than the demo does. */
export function pageLifeMs({ parameters, ttlSeconds }: ExpirationContext): number {
  return Math.min(parameters.life, ttlSeconds) * 1000;
}

/** Puts the page into the cache. Value and TTL are one command, so there is no page without a TTL. */
export function cachePage(context: ExpirationContext, page: number): Command {
  const life = jittered(pageLifeMs(context), context.parameters.jitter, context.random);
  return ['SET', pageKey(context, page), `<h1>Page ${String(page)}</h1>`, 'PX', life];
}

/** The milliseconds left of those keys that are there and expire, from the replies of PTTL. */
export function livesLeft(replies: readonly Reply[]): readonly number[] {
  return replies.map((reply) => asNumber(reply)).filter((left) => left >= 0);
}

/** The most of them that end within any one second. */
export function busiestSecond(lives: readonly number[]): number {
  const sorted = [...lives].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [index, life] of sorted.entries()) {
    while (life - (sorted[first] ?? 0) >= 1000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
