import { formatCount, formatDuration } from '../../src/protocol/format';
import type { InspectorSeries } from '../../src/protocol/inspector';
import type { InspectorSample } from '../../src/protocol/inspectorParts';
import { el, setText } from '../shared/dom';
import { countOf } from '../shared/numbers';
import { plot } from '../shared/plot';
import { tabs } from '../shared/tabs';
import { button } from '../shared/toolkit';
import { columnList } from './columnList';
import { factsList } from './factsCard';
import type { InspectorContext } from './context';
import { fail } from './pages';
import { exactTime } from './streamId';

/** A time series: its last samples, or all of it as averages, as a chart and as a table; and what it tells of itself. */
export function seriesView(context: InspectorContext): HTMLElement {
  const facts = factsList();
  const all = [
    { id: 'samples', title: 'Samples', content: samplesView(context) },
    { id: 'facts', title: 'Facts', content: el('div', { class: 'other' }, facts.element) },
  ];
  const view = tabs('Parts of the time series', all, 'samples', () => undefined);
  context.store.subscribe(({ content }) => {
    if (content?.kind === 'series') facts.set(content.facts);
  });
  return el('div', { class: 'viewer' }, view.element);
}

function samplesView({ store, part, ask }: InspectorContext): HTMLElement {
  let painted: InspectorSeries | undefined;
  let whole = false;
  let running: AbortController | undefined;
  const { words, readout, chart, table, paint } = samplesPaint(ask);
  const read = (): void => {
    running?.abort();
    const own = (running = new AbortController());
    part('seriesOverview', null, own.signal).then(
      ({ samples, stretchMs }) => {
        if (own === running) paint(samples, `Averages of ${formatDuration(stretchMs)} each · ${rangeOf(samples)}`);
      },
      (error: unknown) => {
        if (own === running) fail(store, error);
      },
    );
  };
  const show = (): void => {
    last.element.setAttribute('aria-pressed', String(!whole));
    every.element.setAttribute('aria-pressed', String(whole));
    if (whole) read();
    else if (painted) {
      running?.abort();
      const total = store.state.info?.length ?? painted.samples.length;
      const { samples } = painted;
      const count =
        total > samples.length
          ? `Last ${formatCount(samples.length)} of ${formatCount(total)} samples`
          : countOf(total, 'sample');
      paint(samples, samples.length === 0 ? 'No samples' : `${count} · ${rangeOf(samples)}`);
    }
  };
  const choose = (wanted: boolean) => () => {
    whole = wanted;
    show();
  };
  const last = button({ action: 'lastSamples', label: 'Last samples', press: choose(false) });
  const every = button({ action: 'allSamples', label: 'All, as averages', press: choose(true) });
  store.subscribe(({ content }) => {
    if (content?.kind !== 'series' || content === painted) return;
    painted = content;
    // Averages of millions of samples are read when someone asks, not each time that one comes.
    if (!whole) show();
  });
  const toggle = el('div', { class: 'toggle', attributes: { role: 'group', 'aria-label': 'Samples shown' } });
  toggle.append(last.element, every.element);
  const bar = el('div', { class: 'body-bar' }, toggle, el('span', { class: 'spring' }), readout);
  return el('div', { class: 'rows' }, bar, words, chart.element, table.head, table.element);
}

/** The chart, the table and the words above them. */
function samplesPaint(ask: InspectorContext['ask']) {
  const words = el('p', { class: 'series-words quiet', attributes: { role: 'status' } });
  const readout = el('p', { class: 'quiet chart-readout' });
  const chart = plot(readout);
  const table = columnList<InspectorSample>({
    ...{ label: 'Samples', columns: ['Time', 'Value'], kind: 'samples' },
    key: ({ time }) => String(time),
    cells: ({ time, value }) => [exactTime(time), value],
    copy: ({ time, value }) => {
      ask('copyText', { text: `${String(time)}\t${value}` });
    },
  });
  const paint = (samples: readonly InspectorSample[], text: string): void => {
    setText(words, text);
    chart.element.hidden = samples.length === 0;
    const values = samples.map(({ value }) => (Number.isFinite(Number(value)) ? Number(value) : null));
    if (samples.length > 0) {
      chart.draw({
        shape: 'line',
        close: true,
        times: samples.map(({ time }) => time),
        series: [{ label: 'value', values }],
      });
    }
    table.set([...samples].reverse());
  };
  return { words, readout, chart, table, paint };
}

/** The lowest, the highest and the last value, in the server's digits. */
function rangeOf(samples: readonly InspectorSample[]): string {
  const known = samples.filter(({ value }) => !Number.isNaN(Number(value)));
  const [first] = known;
  if (!first) return '';
  let [low, high] = [first, first];
  for (const sample of known) {
    if (Number(sample.value) < Number(low.value)) low = sample;
    if (Number(sample.value) > Number(high.value)) high = sample;
  }
  return `lowest ${low.value} · highest ${high.value} · last ${known.at(-1)?.value ?? ''}`;
}
