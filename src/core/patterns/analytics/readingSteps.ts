import { asNumber } from '../../redis/reply';
import type { Step } from '../contract';
import { read, readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { daysOfVisitors, twoHoursOfPages } from './buckets';
import type { AnalyticsValues } from './parameters';
import { readPages } from './reading';

type AnalyticsStep = Step<AnalyticsValues>;

/** The added-up ranking is a cache: no dashboard needs it fresher, and it is not made for each reader. */
const TOP_SECONDS = 10;
const WEEK = 7;

export const topPages: AnalyticsStep = {
  id: 'topPages',
  title: 'Most viewed pages, without a GROUP BY',
  teaches:
    'Each view adds 1 to its page in the sorted set of the hour, which is in order at any time. Hours are added up on the server; as that reads all their pages, the result is cut to what is shown and kept for ten seconds.',
  region: 'topPages',
  async run(context) {
    const { keys, clock, ttlSeconds, parameters: values } = context;
    const hours = twoHoursOfPages(keys, clock.now());
    const target = keys.of('top', 'pages');
    const [pages] = await transaction(context, [
      ['ZUNIONSTORE', target, hours.length, ...hours],
      ['ZREMRANGEBYRANK', target, 0, -(values.top + 1)],
      ['EXPIRE', target, Math.min(TOP_SECONDS, ttlSeconds)],
    ]);
    const top = readPages((await read(context, ['ZRANGE', target, 0, -1, 'REV', 'WITHSCORES'])).reply);
    const [first] = top;
    const lead = first ? `${first.page} leads with ${String(first.views)} views` : 'nothing was viewed';
    return {
      summary: `The best ${String(top.length)} of ${String(asNumber(pages ?? null))} pages that are kept; ${lead}.`,
      figures: top.map(({ page, views }, index) => ({
        label: `${String(index + 1)}. ${page}`,
        value: views,
        unit: 'views',
      })),
    };
  },
};

export const uniqueVisitors: AnalyticsStep = {
  id: 'visitors',
  title: 'Unique visitors in 12 kB, however many',
  teaches:
    'A HyperLogLog counts different visitors without keeping them: at most 12 kB, with a standard error of 0.81 %. Days are merged, not added: whoever came twice counts once. Nobody can be taken out, or asked for.',
  region: 'visitors',
  async run(context) {
    const { keys, clock, ttlSeconds } = context;
    const days = daysOfVisitors(keys, clock.now(), WEEK);
    const week = keys.of('visitors', 'week');
    await transaction(context, [
      // PFMERGE adds to what the target holds: without this, last week's visitors would stay.
      ['UNLINK', week],
      ['PFMERGE', week, ...days],
      ['EXPIRE', week, ttlSeconds],
    ]);
    const [merged, bytes, ...counts] = await readAll(context, [
      ['PFCOUNT', week],
      ['STRLEN', week],
      ...days.map((day) => ['PFCOUNT', day] as const),
    ]);
    const unique = asNumber(merged?.reply ?? null);
    const sum = counts.reduce((all, { reply }) => all + asNumber(reply), 0);
    return {
      summary: `${String(unique)} different visitors in 7 days; adding the days up would have said ${String(sum)}.`,
      figures: [
        { label: 'Unique visitors in 7 days', value: unique },
        { label: 'Sum of the days', value: sum },
        { label: 'Today', value: asNumber(counts[0]?.reply ?? null) },
        { label: 'Size of the week', value: asNumber(bytes?.reply ?? null), unit: 'bytes' },
      ],
    };
  },
};
