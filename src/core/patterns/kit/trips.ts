import type { PatternContext } from '../contract';

/** `1 round trip`, `3 round trips` */
export function roundTrips(count: number): string {
  return `${String(count)} round trip${count === 1 ? '' : 's'}`;
}

/** What `work` answers, and what it took, in words. */
export async function inTrips<T>(
  { sent }: Pick<PatternContext, 'sent'>,
  work: () => Promise<T>,
): Promise<readonly [answer: T, trips: string]> {
  const before = sent().roundTrips;
  const answer = await work();
  return [answer, roundTrips(sent().roundTrips - before)];
}
