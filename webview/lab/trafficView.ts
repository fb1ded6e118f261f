import { el, setAttribute, setKeyed, setText } from '../shared/dom';
import { flash } from '../shared/motion';
import { formatValue } from '../shared/numbers';
import { button } from '../shared/toolkit';
import type { LabContext } from './model';
import { obstacle } from './model';

/** Simulated traffic: start, pause, faster, slower, stop; and how what it did ended. */
export function trafficView({ store, ask }: LabContext): HTMLElement {
  const what = el('p', { class: 'question' });
  const rate = el('input', { attributes: { type: 'range', min: '0', step: '1', 'aria-label': 'Events per second' } });
  const rateText = el('span', { class: 'traffic-rate' });
  const outcomes = el('dl', { class: 'figures', attributes: { 'aria-live': 'off' } });
  const running = (): boolean => store.state.state.activity?.kind === 'live';
  const chosen = (): number => ratesUpTo(store.state.pattern.live.rate.max)[Number(rate.value)] ?? 1;
  let touched = false;
  rate.addEventListener('input', () => {
    touched = true;
    setText(rateText, rateWords(chosen(), store.state.pattern.live.unit));
    if (running()) ask('steerLive', { rate: chosen() });
  });
  const start = button({
    ...{ action: 'live', label: 'Start', icon: 'broadcast', title: 'Simulate traffic' },
    press: () => {
      if (running()) ask('stop', null);
      else ask('live', { rate: chosen() });
    },
  });
  const pause = button({
    ...{ action: 'pauseLive', label: 'Pause', icon: 'debug-pause' },
    press: () => {
      ask('steerLive', { paused: store.state.state.live?.paused !== true });
    },
  });
  store.watch(['pattern', 'state', 'connection'], (model) => {
    const { live: specs } = model.pattern;
    const { live } = model.state;
    const on = model.state.activity?.kind === 'live';
    setText(what, specs.title);
    setAttribute(rate, 'max', String(ratesUpTo(specs.rate.max).length - 1));
    const shown = on && live ? live.rate : touched ? chosen() : specs.rate.default;
    if (document.activeElement !== rate) rate.value = String(stopOf(shown, specs.rate.max));
    setText(rateText, rateWords(shown, specs.unit));
    const why = on ? undefined : obstacle('live', model);
    start.set({ label: on ? 'Stop' : live ? 'Start again' : 'Start', disabled: why !== undefined, title: why });
    pause.set({ hidden: !on, label: live?.paused ? 'Resume' : 'Pause' });
    setKeyed(outcomes, live ? [['All', live.events] as const, ...Object.entries(live.outcomes)] : [], {
      key: ([label]) => label,
      create: ([label]) =>
        el('div', { class: 'figure' }, el('dt', { text: label }), el('dd', { class: 'figure-value' })),
      update: (element, [, times]) => {
        paintCount(element, times);
      },
    });
  });
  const slider = el('label', { class: 'traffic-slider' }, rate, rateText);
  const bar = el('div', { class: 'traffic-bar' }, start.element, pause.element, slider);
  return el('section', { class: 'block traffic' }, el('h2', { text: 'Live traffic' }), what, bar, outcomes);
}

/** What the slider stops at: 1 and 10 events a second differ as much as 100 and 1000. */
const RATES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** The stops up to `max`, and `max` itself. */
function ratesUpTo(max: number): readonly number[] {
  return [...RATES.filter((rate) => rate < max), max];
}

/** The stop that is nearest from below. */
function stopOf(rate: number, max: number): number {
  return Math.max(
    0,
    ratesUpTo(max).findLastIndex((stop) => stop <= rate),
  );
}

function rateWords(rate: number, unit: string): string {
  return `${formatValue(rate)} ${unit} a second`;
}

function paintCount(element: HTMLElement, times: number): void {
  const value = element.querySelector<HTMLElement>('.figure-value');
  if (!value) return;
  const text = formatValue(times);
  if (value.textContent !== '' && value.textContent !== text) flash(value);
  setText(value, text);
}
