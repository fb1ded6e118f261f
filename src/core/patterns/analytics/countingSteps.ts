import { asNumber } from '../../redis/reply';
import type { Step, StepResult } from '../contract';
import { readAll } from '../kit/read';
import { inTrips, roundTrips } from '../kit/trips';
import { bucketsAt } from './buckets';
import { countTally, tallyOf } from './counting';
import { normalisedPath, someView } from './pages';
import type { AnalyticsContext, AnalyticsValues } from './parameters';
import { minuteCommands, readMinutes, total } from './reading';

type AnalyticsStep = Step<AnalyticsValues>;

/** As a newsletter links it: the query is another for each reader. */
const URL = '/Products/?from=newsletter&reader=4711';
/** Events that are added up before they are sent. */
const FLUSHED = 100;

export const countEvent: AnalyticsStep = {
  id: 'countEvent',
  title: 'One event, one script, every counter',
  teaches:
    'A view counts for its minute, its hour, its page and its visitor. One script adds to all of them and sets their TTLs: no counter is without the others, and none can be left behind for ever. All four keys share a hash tag, so that this works in a cluster.',
  region: 'count',
  async run(context) {
    const now = context.clock.now();
    const event = { url: URL, visitor: 'visitor-0', failed: false };
    const [, trips] = await inTrips(context, () => countTally(context, now, tallyOf([event])));
    const page = normalisedPath(URL);
    const { minute, hour, pages, visitors } = bucketsAt(context.keys, now);
    const [inMinute, inHour, ofPage, unique, written] = await readAll(context, [
      ['HGET', minute, 'views'],
      ['HGET', hour, 'views'],
      ['ZSCORE', pages, page],
      ['PFCOUNT', visitors],
      ['EXISTS', minute, hour, pages, visitors],
    ]);
    const views = asNumber(inMinute?.reply ?? null);
    const keys = asNumber(written?.reply ?? null);
    return {
      summary: `${URL} was counted as ${page}: ${String(views)} views in this minute so far, ${trips} for ${String(keys)} keys.`,
      figures: [
        { label: 'Views in this minute', value: views },
        { label: 'Views in this hour', value: asNumber(inHour?.reply ?? null) },
        { label: `Views of ${page} in this hour`, value: asNumber(ofPage?.reply ?? null) },
        { label: 'Unique visitors today', value: asNumber(unique?.reply ?? null) },
      ],
    };
  },
};

export const lastHour: AnalyticsStep = {
  id: 'lastHour',
  title: 'The last hour, added up from sixty buckets',
  teaches:
    'Redis has no sum over keys, and need not have one: the names of sixty minutes are known, so one pipeline reads them in one round trip and the client adds them up. A minute in which nothing happened is no key, and counts as 0.',
  region: 'lastHour',
  async run(context) {
    const now = context.clock.now();
    const before = context.sent().roundTrips;
    const readings = await readAll(context, minuteCommands(context, now, 60));
    const trips = context.sent().roundTrips - before;
    const minutes = readMinutes(
      context,
      now,
      readings.map(({ reply }) => reply),
    );
    const views = total(minutes, 'views');
    const errors = total(minutes, 'errors');
    return {
      summary: `${String(views)} views and ${String(errors)} errors in the last 60 minutes, read with ${String(readings.length)} commands in ${roundTrips(trips)}.`,
      figures: [
        { label: 'Views', value: views },
        { label: 'Calls', value: total(minutes, 'calls') },
        { label: 'Errors', value: errors },
        { label: 'Round trips', value: trips },
      ],
    };
  },
};

export const flushOnce: AnalyticsStep = {
  id: 'flush',
  title: 'A hundred events, one flush',
  teaches:
    'A process that adds up its own events, and sends the sums each second or each hundred events, counts the same with a hundredth of the round trips. The price: what was not sent yet is lost when the process dies.',
  region: 'flush',
  run: flushHundred,
};

async function flushHundred(context: AnalyticsContext): Promise<StepResult> {
  const { clock, keys, random, parameters: values } = context;
  const now = clock.now();
  const views = Array.from({ length: FLUSHED }, () => someView(random, values));
  const tally = tallyOf(views);
  const { hour } = bucketsAt(keys, now);
  const [before] = await readAll(context, [['HGET', hour, 'views']]);
  const sent = context.sent().roundTrips;
  await countTally(context, now, tally);
  const trips = context.sent().roundTrips - sent;
  const [after] = await readAll(context, [['HGET', hour, 'views']]);
  const counted = asNumber(after?.reply ?? null) - asNumber(before?.reply ?? 0);
  const sums = tally.counters.size + tally.pages.size + tally.visitors.size;
  return {
    summary: `${String(FLUSHED)} events went out as ${String(sums)} sums in ${roundTrips(trips)}, and ${String(counted)} views were counted.`,
    figures: [
      { label: 'Events', value: FLUSHED },
      { label: 'Counted', value: counted, tone: counted === FLUSHED ? 'good' : 'bad' },
      { label: 'Round trips', value: trips },
    ],
  };
}
