import type { LabTraceEntry } from '../../src/protocol/lab';
import { displayText } from '../../src/protocol/displayText';
import { formatDuration } from '../../src/protocol/format';
import { el, setText, setTitle } from '../shared/dom';
import { countOf, timeOfDay } from '../shared/numbers';
import type { LabModel } from './model';

/** A row of the trace: a command, or the head of what one step or activity sent. */
export type TraceRow =
  | { readonly kind: 'entry'; readonly key: string; readonly entry: LabTraceEntry; readonly opensTrip: boolean }
  | {
      readonly kind: 'origin';
      readonly key: string;
      readonly title: string;
      readonly detail: string;
      readonly step?: string;
    };

const ORIGINS: Readonly<Record<string, string>> = {
  scaffold: 'Scaffold',
  run: 'Run',
  live: 'Traffic',
  experiment: 'Experiment',
  naive: 'Experiment, naive lane',
  right: 'Experiment, right lane',
  cleanUp: 'Clean up',
  view: 'Live view',
};

export function traceRows(trace: LabModel['trace'], pattern: LabModel['pattern'], filter: string): readonly TraceRow[] {
  const wanted = filter.trim().toLowerCase();
  const shown = trace.filter(
    ({ command, reply }) => wanted === '' || `${command}\n${reply}`.toLowerCase().includes(wanted),
  );
  return groups(shown).flatMap((entries) => [headOf(entries, pattern), ...entries.map(entryRow)]);
}

/** They run at the same time: their commands come mixed, and are read lane by lane. */
const LANES: ReadonlySet<string> = new Set(['naive', 'right']);

/** Runs of entries with the same origin; of the lanes of an experiment one each. */
function groups(entries: readonly LabTraceEntry[]): LabTraceEntry[][] {
  const found: LabTraceEntry[][] = [];
  const lanes = new Map<string, LabTraceEntry[]>();
  for (const entry of entries) {
    const isLane = LANES.has(entry.origin);
    if (!isLane) lanes.clear();
    const last = isLane ? lanes.get(entry.origin) : found.at(-1);
    if (last?.[0]?.origin === entry.origin) {
      last.push(entry);
      continue;
    }
    const group = [entry];
    found.push(group);
    if (isLane) lanes.set(entry.origin, group);
  }
  return found;
}

function headOf(entries: readonly LabTraceEntry[], pattern: LabModel['pattern']): TraceRow {
  const [first] = entries;
  const origin = first?.origin ?? '';
  const step = pattern.steps.find(({ id }) => id === origin);
  const trips = new Set(entries.map(({ roundTrip }) => roundTrip)).size;
  return {
    kind: 'origin',
    key: `origin ${String(first?.id)}`,
    title: step?.title ?? ORIGINS[origin] ?? origin,
    detail: `${countOf(entries.length, 'command')} · ${countOf(trips, 'round trip')}`,
    ...(step?.region !== undefined && { step: step.id }),
  };
}

function entryRow(entry: LabTraceEntry, at: number, all: readonly LabTraceEntry[]): TraceRow {
  const opensTrip = all[at - 1]?.roundTrip !== entry.roundTrip;
  return { kind: 'entry', key: String(entry.id), entry, opensTrip };
}

export function copyOf(rows: readonly TraceRow[]): string {
  const lines = rows.map((row) => (row.kind === 'entry' ? row.entry.command : `\n# ${row.title}`));
  return `${lines.join('\n').trim()}\n`;
}

export function createTraceRow(): HTMLElement {
  const cell = { role: 'gridcell' };
  return el(
    'div',
    {},
    el('span', { class: 'trip', attributes: cell }),
    el('span', { class: 'command', attributes: cell }),
    el('span', { class: 'reply', attributes: cell }),
    el('span', { class: 'took', attributes: cell }),
  );
}

export function paintTraceRow(row: HTMLElement, item: TraceRow): void {
  const [trip, command, reply, took] = row.children;
  if (!trip || !command || !reply || !took) return;
  if (item.kind === 'origin') {
    row.className = `trace-row origin${item.step === undefined ? '' : ' leads'}`;
    setTitle(row, item.step === undefined ? '' : 'Show the code of this step');
    setText(trip, '');
    setText(command, item.title);
    setText(reply, '');
    setText(took, item.detail);
    return;
  }
  const { entry, opensTrip } = item;
  row.className = `trace-row entry${entry.failed ? ' failed' : ''}${opensTrip ? ' opens-trip' : ''}`;
  setTitle(
    row,
    `${entry.command}\n${entry.reply}\nsent at ${timeOfDay(entry.startedAt)}, round trip ${String(entry.roundTrip)}`,
  );
  setText(trip, opensTrip ? String(entry.roundTrip) : '');
  // The host has made both safe to show; this also holds for a host that did not.
  setText(command, displayText(entry.command, 500));
  setText(reply, displayText(entry.reply, 400));
  setText(took, formatDuration(entry.durationMs));
}
