import { asNumber } from '../../redis/reply';
import type { Block, ChartBlock, Figure, Source } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { daysOfVisitors } from './buckets';
import type { AnalyticsContext } from './parameters';
import type { Minute } from './reading';
import { minuteCommands, pagesCommand, readMinutes, readPages, sourceOf, total } from './reading';
import type { Sample } from './sampleStore';
import { storeOf } from './samples';

const MINUTES = 60;
const WEEK = 7;
/** Seconds of the processor's load that are drawn. */
const SECONDS = 300;

/** The last hour's views, what was viewed and by how many, and the processor's last five minutes. One round trip. */
export async function view(context: AnalyticsContext): Promise<readonly Block[]> {
  const now = context.clock.now();
  const until = Math.floor(now / 1000) * 1000;
  const from = until - (SECONDS - 1) * 1000;
  const store = storeOf(context);
  const [today = '', ...earlier] = daysOfVisitors(context.keys, now, WEEK);
  const readings = await readAll(context, [
    ['PFCOUNT', today],
    ['PFCOUNT', today, ...earlier],
    pagesCommand(context, now),
    ...minuteCommands(context, now, MINUTES),
    ...store.range(context, 'cpu', from, until),
  ]);
  const [visitors, week, pages, ...rest] = readings;
  const minuteReadings = rest.slice(0, MINUTES);
  const sampleReadings = rest.slice(MINUTES);
  const minuteSource = sourceOf(minuteReadings);
  const sampleSource = sourceOf(sampleReadings);
  if (!visitors || !week || !pages || !minuteSource || !sampleSource) return [];
  const minutes = readMinutes(context, now, repliesOf(minuteReadings));
  const samples = store.samplesOf(repliesOf(sampleReadings), from, until);
  const views = total(minutes, 'views');
  if (views === 0 && samples.length === 0) return [];
  const rows = readPages(pages.reply)
    .slice(0, context.parameters.top)
    .map(({ page, views: value }, index) => ({ id: page, label: page, rank: index + 1, value }));
  return [
    viewsChart(minutes, minuteSource),
    { kind: 'figures', title: 'In numbers', figures: figures(minutes, minuteSource, visitors, week) },
    { kind: 'ranking', title: 'Most viewed, this hour and the last', unit: 'views', rows, source: pages.source },
    loadChart(samples, from, sampleSource),
  ];
}

function repliesOf(readings: readonly Reading[]): Reading['reply'][] {
  return readings.map(({ reply }) => reply);
}

function viewsChart(minutes: readonly Minute[], source: Source): ChartBlock {
  return {
    kind: 'chart',
    title: 'Page views per minute',
    unit: 'views',
    shape: 'bars',
    times: minutes.map(({ start }) => start),
    series: [{ label: 'Views', values: minutes.map(({ views }) => views ?? null) }],
    source,
  };
}

function figures(minutes: readonly Minute[], source: Source, visitors: Reading, week: Reading): Figure[] {
  return [
    { label: 'Page views, last 60 minutes', value: total(minutes, 'views'), source },
    { label: 'Errors, last 60 minutes', value: total(minutes, 'errors'), source },
    { label: 'Unique visitors today', value: asNumber(visitors.reply), source: visitors.source },
    { label: 'Unique visitors in 7 days', value: asNumber(week.reply), source: week.source },
  ];
}

function loadChart(samples: readonly Sample[], from: number, source: Source): ChartBlock {
  const values = new Map(samples.map(({ at, value }) => [at, value]));
  const times = Array.from({ length: SECONDS }, (_, index) => from + index * 1000);
  const series = [{ label: 'CPU', values: times.map((at) => values.get(at) ?? null) }];
  return { kind: 'chart', title: 'CPU, last 5 minutes', unit: '%', shape: 'line', times, series, source };
}
