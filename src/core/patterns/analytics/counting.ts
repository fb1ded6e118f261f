import type { Command, CommandArg } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import { runScript, scriptCommand } from '../../redis/scripts';
import { bucketsAt } from './buckets';
import type { View } from './pages';
import { normalisedPath } from './pages';
import type { AnalyticsContext } from './parameters';
import { countScript } from './scripts';

/** Events added up in the client: what is to be added to which count. */
export interface Tally {
  readonly counters: ReadonlyMap<string, number>;
  readonly pages: ReadonlyMap<string, number>;
  readonly visitors: ReadonlySet<string>;
}

/** Each view is a page view and a call of the API; one that failed is an error too. */
export function tallyOf(views: readonly View[]): Tally {
  const errors = views.filter(({ failed }) => failed).length;
  const counters = new Map([
    ['views', views.length],
    ['calls', views.length],
  ]);
  if (errors > 0) counters.set('errors', errors);
  const pages = new Map<string, number>();
  for (const { url } of views) {
    const page = normalisedPath(url);
    pages.set(page, (pages.get(page) ?? 0) + 1);
  }
  return { counters, pages, visitors: new Set(views.map(({ visitor }) => visitor)) };
}

/** Counts all of the tally at the moment `at`: one run of the script, one round trip. Answers how many pages the hour has. */
export async function countTally(context: AnalyticsContext, at: number, tally: Tally): Promise<number> {
  const { redis, signal } = context;
  return asNumber(await runScript(redis, countScript, keysAt(context, at), argsOf(context, tally), { signal }));
}

/** The same as a command of a pipeline or transaction; the script has to be loaded before. */
export function countCommand(context: AnalyticsContext, at: number, tally: Tally): Command {
  return scriptCommand(countScript, keysAt(context, at), argsOf(context, tally));
}

function keysAt({ keys }: AnalyticsContext, at: number): string[] {
  const { minute, hour, pages, visitors } = bucketsAt(keys, at);
  return [minute, hour, pages, visitors];
}

function argsOf(context: AnalyticsContext, { counters, pages, visitors }: Tally): CommandArg[] {
  const { ttlSeconds, parameters: values } = context;
  return [
    ...[values.kept, ttlSeconds, ttlSeconds, ttlSeconds, ttlSeconds],
    ...[...counters].flatMap(([name, n]) => ['counter', name, n]),
    ...[...pages].flatMap(([page, n]) => ['page', page, n]),
    ...[...visitors].flatMap((visitor) => ['visitor', visitor, 1]),
  ];
}
