import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import type { LiveTraffic } from '../contract';
import { readAll } from '../kit/read';
import { cachePage, pageKey } from './lives';
import type { ExpirationValues } from './parameters';

export const live: LiveTraffic<ExpirationValues> = {
  title: 'Visitors read pages, some much more often; a page that has expired is loaded and cached again.',
  unit: 'visits',
  rate: { default: 50, max: 1000 },
  async events(context, count) {
    const { random, parameters, signal } = context;
    const visited = Array.from({ length: count }, () => Math.floor(random.next() ** 2 * parameters.pages));
    const read = await readAll(
      context,
      visited.map((page): Command => ['GET', pageKey(context, page)]),
    );
    throwIfAborted(signal);
    const missed = visited.filter((_, index) => read[index]?.reply === null);
    // Two visitors of one page load it once here; between two clients only a lock or a lease does that.
    await readAll(
      context,
      [...new Set(missed)].map((page) => cachePage(context, page)),
    );
    return { 'From the cache': count - missed.length, 'Loaded again': missed.length };
  },
};
