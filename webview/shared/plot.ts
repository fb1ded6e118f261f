import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './plot.css';
import { el, setText } from './dom';
import { formatValue, timeOfDay } from './numbers';

const HEIGHT = 140;
/** Of the theme, told apart by their order; a legend says which is which. */
export const PLOT_COLOURS = [
  '--vscode-charts-blue',
  '--vscode-charts-purple',
  '--vscode-charts-yellow',
  '--vscode-charts-foreground',
];

export interface PlotData {
  readonly shape: 'line' | 'bars';
  /** Milliseconds since the epoch, ascending: the x of every series. */
  readonly times: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  /** The y axis need not begin at nought. */
  readonly close?: boolean;
}

export interface Plot {
  /** For the eyes only: who uses it says in words what it shows. */
  readonly element: HTMLElement;
  draw(data: PlotData): void;
}

/** Values over time, drawn by uPlot in the theme's colours; what the pointer is on is written into `readout`. */
export function plot(readout: HTMLElement): Plot {
  const element = el('div', { class: 'chart', attributes: { 'aria-hidden': 'true' } });
  let shown: { plot: uPlot; shape: string } | undefined;
  let last: PlotData | undefined;
  const draw = (data: PlotData): void => {
    last = data;
    const shape = shapeOf(data);
    if (shown?.shape !== shape) {
      shown?.plot.destroy();
      element.replaceChildren();
      shown = { plot: new uPlot(optionsOf(data, element, readout), dataOf(data), element), shape };
    } else {
      shown.plot.setData(dataOf(data));
    }
  };
  new ResizeObserver(() => {
    if (element.clientWidth > 0) shown?.plot.setSize({ width: element.clientWidth, height: HEIGHT });
  }).observe(element);
  // Canvas knows no variables: a new theme is a new drawing.
  new MutationObserver(() => {
    shown?.plot.destroy();
    shown = undefined;
    if (last) draw(last);
  }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return { element, draw };
}

/** What makes a drawing another drawing; values alone only move it. */
function shapeOf({ shape, series, close }: PlotData): string {
  return JSON.stringify([shape, close, series.map(({ label }) => label)]);
}

function dataOf({ times, series }: PlotData): uPlot.AlignedData {
  return [times.map((time) => time / 1000), ...series.map(({ values }) => [...values])];
}

function optionsOf({ shape, series, close }: PlotData, canvas: HTMLElement, readout: HTMLElement): uPlot.Options {
  const style = getComputedStyle(document.body);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--quiet') || style.color,
    grid: { stroke: colour('--vscode-widget-border') || colour('--vscode-panel-border'), width: 1 },
    ticks: { show: false },
    font: `11px ${style.fontFamily}`,
  };
  const bars = uPlot.paths.bars;
  return {
    width: Math.max(100, canvas.clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((at) => timeOfDay(at * 1000)), space: 70, size: 22 },
      { ...axis, values: (_plot, splits) => splits.map((value) => formatValue(value)), size: 46, space: 28 },
    ],
    ...(!close && {
      scales: {
        y: { range: (_plot: uPlot, low: number, high: number) => [Math.min(0, low), high > 0 ? high * 1.1 : 1] },
      },
    }),
    series: [
      {},
      ...series.map((_, index): uPlot.Series => {
        const stroke = colour(PLOT_COLOURS[index % PLOT_COLOURS.length] ?? '') || style.color;
        const line = { stroke, width: 1.5, points: { show: false } };
        return shape === 'bars' && bars ? { ...line, fill: stroke, paths: bars({ size: [0.7, 24] }) } : line;
      }),
    ],
    hooks: { setCursor: [(drawn) => setText(readout, readoutOf(drawn, series))] },
  };
}

function readoutOf(drawn: uPlot, series: PlotData['series']): string {
  const at = drawn.cursor.idx;
  const time = at === undefined || at === null ? undefined : drawn.data[0][at];
  if (at === undefined || at === null || time === undefined) return '';
  const values = series.map(({ label }, index) => `${label} ${formatValue(drawn.data[index + 1]?.[at] ?? 'none')}`);
  return `${timeOfDay(time * 1000)} · ${values.join(' · ')}`;
}
