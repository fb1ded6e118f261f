import { el, setText } from '../shared/dom';
import { countOf } from '../shared/numbers';
import { button, filterBox } from '../shared/toolkit';
import { virtualList } from '../shared/virtualList';
import type { LabContext, LabModel } from './model';
import type { TraceRow } from './traceRows';
import { copyOf, createTraceRow, paintTraceRow, traceRows } from './traceRows';

const ROW_HEIGHT = 40;

/** The commands, as one would type them in redis-cli, with what came back. */
export function traceTab(context: LabContext): HTMLElement {
  const { store, kept, keep, ask, showCode } = context;
  let filter = kept.filter;
  /** What is shown while paused. */
  let held: LabModel['trace'] | undefined;
  let rows: readonly TraceRow[] = [];
  let painted: unknown[] = [];
  const list = virtualList<TraceRow>({
    label: 'Commands sent',
    rowHeight: ROW_HEIGHT,
    key: (row) => row.key,
    create: createTraceRow,
    paint: paintTraceRow,
    activate: (row) => {
      if (row.kind === 'origin' && row.step !== undefined) showCode(row.step);
    },
    copy: (row) => {
      if (row.kind === 'entry') ask('copyText', { text: row.entry.command });
    },
    followEnd: true,
  });
  const summary = el('span', { class: 'quiet', attributes: { role: 'status' } });
  const none = el('p', { class: 'nothing' });
  const paint = (): void => {
    const { trace, pattern } = store.state;
    const shown = held ?? trace;
    const inputs = [shown, pattern, filter, held, held ? trace.length : 0];
    if (inputs.every((input, at) => input === painted[at])) return;
    painted = inputs;
    rows = traceRows(shown, pattern, filter);
    list.set(rows);
    list.element.hidden = rows.length === 0;
    none.hidden = rows.length > 0;
    setText(none, shown.length === 0 ? 'Commands appear here as they are sent.' : 'No command matches the filter.');
    setText(summary, summaryOf(rows, shown, held ? trace.length - shown.length : undefined));
    copy.set({ disabled: rows.length === 0 });
  };
  const pause = button({
    ...{ action: 'pause', label: 'Pause', icon: 'debug-pause' },
    press: () => {
      held = held ? undefined : store.state.trace;
      pause.set({ label: held ? 'Resume' : 'Pause' });
      paint();
    },
  });
  const copy = button({
    ...{ action: 'copyTrace', label: 'Copy', icon: 'copy', title: 'Copy the commands shown' },
    press: () => {
      ask('copyText', { text: copyOf(rows) });
    },
  });
  const box = filterBox('Filter commands', filter, (text) => {
    filter = text;
    keep({ filter });
    paint();
  });
  store.watch(['trace', 'pattern'], paint);
  const bar = el('div', { class: 'tab-bar' }, box, pause.element, copy.element);
  return el('div', { class: 'tab-content trace' }, bar, list.element, none, el('div', { class: 'tab-foot' }, summary));
}

function summaryOf(rows: readonly TraceRow[], trace: LabModel['trace'], missed: number | undefined): string {
  if (trace.length === 0) return 'No command has been sent yet.';
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  const trips = new Set(entries.map(({ roundTrip }) => roundTrip)).size;
  const text = `${countOf(entries.length, 'command')} in ${countOf(trips, 'round trip')}`;
  const of = entries.length < trace.length ? `, of ${countOf(trace.length, 'command')}` : '';
  const paused = missed === undefined ? '' : ` · paused, ${countOf(Math.max(0, missed), 'command')} since`;
  return text + of + paused;
}
