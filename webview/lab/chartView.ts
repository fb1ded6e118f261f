import { el, hiddenText, setText, setTitle } from '../shared/dom';
import { formatValue, sourceTitle } from '../shared/numbers';
import { plot, PLOT_COLOURS } from '../shared/plot';
import type { BlockOf } from './model';

type Chart = BlockOf<'chart'>;

/** Values over time, drawn by uPlot in the theme's colours, with the latest values in words beside it. */
export function chartView(): { element: HTMLElement; paint(block: Chart): void } {
  const title = el('h2');
  const unit = el('span', { class: 'unit' });
  const legend = el('p', { class: 'chart-legend' });
  const spoken = hiddenText('');
  const readout = el('p', { class: 'quiet chart-readout' });
  const chart = plot(readout);
  return {
    element: el(
      'section',
      { class: 'block' },
      el('div', { class: 'block-head' }, title, unit, el('span', { class: 'spring' }), readout),
      legend,
      chart.element,
      spoken,
    ),
    paint(block) {
      setText(title, block.title);
      setText(unit, block.unit ?? '');
      setTitle(chart.element, sourceTitle(block.source));
      paintLegend(legend, block);
      setText(spoken, inWords(block));
      chart.draw(block);
    },
  };
}

function paintLegend(legend: HTMLElement, { series }: Chart): void {
  legend.hidden = series.length < 2;
  const wanted = series.map(({ label }) => label).join('\n');
  if (legend.dataset['painted'] === wanted) return;
  legend.dataset['painted'] = wanted;
  legend.replaceChildren(
    ...series.map(({ label }, index) =>
      el('span', { class: `chart-key chart-key-${String(index % PLOT_COLOURS.length)}` }, label),
    ),
  );
}

/** For who does not see it: how many there are, the last and the highest. */
function inWords({ series, times }: Chart): string {
  const parts = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    const last = known.at(-1);
    if (last === undefined) return `${label}: nothing yet`;
    return `${label}: last ${formatValue(last)}, highest ${formatValue(Math.max(...known))}`;
  });
  return `Chart of ${formatValue(times.length)} points. ${parts.join('. ')}.`;
}
