/**
 * How changes are heard of, best first: by invalidation messages of CLIENT TRACKING, by keyspace notifications where the
 * server has them on already, or not at all, so that one has to look again now and then.
 */
export type WatchWay = 'tracking' | 'notifications' | 'polling';

/**
 * Milliseconds after which something that was watched is looked at again although nothing was heard. With notifications
 * because FLUSHDB makes none, with tracking only because nothing is perfect.
 */
export const LOOK_AGAIN_MS: Readonly<Record<'key' | 'prefixes', Readonly<Record<WatchWay, number>>>> = {
  key: { tracking: 30_000, notifications: 3000, polling: 1000 },
  // A view reads the type and TTL of up to hundreds of rows.
  prefixes: { tracking: 60_000, notifications: 10_000, polling: 5000 },
};

/**
 * The events that `notify-keyspace-events` must have on for nothing to be missed: on the key's own channel, for every
 * type of value, expiry and eviction.
 */
export function tellsAllChanges(setting: string): boolean {
  return (
    setting.includes('K') &&
    (setting.includes('A') || 'g $ l s h z x e t'.split(' ').every((flag) => setting.includes(flag)))
  );
}
