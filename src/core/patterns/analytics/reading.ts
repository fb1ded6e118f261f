import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asOptionalNumber, asPairs, asText } from '../../redis/reply';
import type { Source } from '../blocks';
import type { Reading } from '../kit/read';
import { lastMinutes, twoHoursOfPages } from './buckets';
import type { AnalyticsContext } from './parameters';

/** The counters of a minute, in the order in which they are read. */
const COUNTERS = ['views', 'calls', 'errors'] as const;

/** A minute as it is counted so far. */
export interface Minute {
  readonly start: number;
  /** Undefined where nothing was counted, or it has expired. */
  readonly views: number | undefined;
  readonly calls: number | undefined;
  readonly errors: number | undefined;
}

/** Reads the counters of the last `count` minutes, oldest first: a command for each, all to be sent in one pipeline. */
export function minuteCommands({ keys }: AnalyticsContext, now: number, count: number): Command[] {
  return lastMinutes(keys, now, count).map(({ key }) => ['HMGET', key, ...COUNTERS]);
}

/** What the replies to `minuteCommands` say. */
export function readMinutes(context: AnalyticsContext, now: number, replies: readonly Reply[]): Minute[] {
  return lastMinutes(context.keys, now, replies.length).map(({ start }, index) => {
    const [views, calls, errors] = asArray(replies[index] ?? null).map(asOptionalNumber);
    return { start, views, calls, errors };
  });
}

/** The sum of one counter; a minute without it adds nothing. */
export function total(minutes: readonly Minute[], counter: (typeof COUNTERS)[number]): number {
  return minutes.reduce((sum, minute) => sum + (minute[counter] ?? 0), 0);
}

export interface PageViews {
  readonly page: string;
  readonly views: number;
}

/** Adds up this hour and the one before on the server. Each is capped, so the reply is bounded too. */
export function pagesCommand({ keys }: AnalyticsContext, now: number): Command {
  return ['ZUNION', 2, ...twoHoursOfPages(keys, now), 'WITHSCORES'];
}

/** `[page, views, …]` of a WITHSCORES reply, most viewed first; of equally many, in the order of their names. */
export function readPages(reply: Reply): PageViews[] {
  const pages = asPairs(reply).map(([page, views]) => ({ page: asText(page), views: asNumber(views) }));
  return pages.sort((a, b) => b.views - a.views || (a.page < b.page ? -1 : 1));
}

/** Of a number that several commands of one pipeline were read for: the last of them stands for all. */
export function sourceOf(readings: readonly Reading[]): Source | undefined {
  const last = readings[readings.length - 1];
  if (!last || readings.length === 1) return last?.source;
  return { ...last.source, command: `${last.source.command} (and ${String(readings.length - 1)} like it)` };
}
