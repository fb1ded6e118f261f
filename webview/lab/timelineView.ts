import { el, hiddenText, setKeyed, setText, setTitle } from '../shared/dom';
import { formatValue, sourceTitle, timeOfDay } from '../shared/numbers';
import type { BlockOf } from './model';

type Mark = BlockOf<'timeline'>['marks'][number];

/** Marks on a line of time, what was let through above it and what was refused below: by place, not by colour alone. */
export function timelineView(): { element: HTMLElement; paint(block: BlockOf<'timeline'>): void } {
  const title = el('h2');
  const count = el('span', { class: 'unit' });
  const line = el('div', { class: 'timeline', attributes: { 'aria-hidden': 'true' } });
  const from = el('span');
  const to = el('span');
  const spoken = hiddenText('');
  const ends = el('div', { class: 'timeline-ends quiet', attributes: { 'aria-hidden': 'true' } }, from, to);
  return {
    element: el('section', { class: 'block' }, el('div', { class: 'block-head' }, title, count), line, ends, spoken),
    paint(block) {
      const { marks, source } = block;
      const span = Math.max(1, block.to - block.from);
      const words = inWords(marks);
      setText(title, block.title);
      setText(count, words);
      setText(spoken, `From ${timeOfDay(block.from)} to ${timeOfDay(block.to)}: ${words}.`);
      setText(from, timeOfDay(block.from));
      setText(to, timeOfDay(block.to));
      setTitle(line, sourceTitle(source));
      setKeyed(line, [...marks.entries()], {
        key: ([index, { at, tone }]) => `${String(at)} ${tone} ${String(sameBefore(marks, index))}`,
        create: ([, { tone, label, count: times, at }]) =>
          el('span', { class: `mark ${tone}`, title: `${String(times)} ${label} · ${timeOfDay(at)}` }),
        update: (element, [, { at }]) => {
          element.style.left = `${String((100 * (at - block.from)) / span)}%`;
        },
      });
    },
  };
}

/** How many marks right before this one are of the same moment and kind: they lie next to each other when sorted by time. */
function sameBefore(marks: readonly Mark[], index: number): number {
  const mark = marks[index];
  let same = 0;
  for (let before = index - 1; before >= 0; before -= 1) {
    const other = marks[before];
    if (other?.at !== mark?.at) break;
    if (other?.tone === mark?.tone) same += 1;
  }
  return same;
}

function inWords(marks: readonly Mark[]): string {
  const counts = new Map<string, number>();
  for (const { label, count } of marks) counts.set(label, (counts.get(label) ?? 0) + count);
  const parts = [...counts].map(([label, times]) => `${formatValue(times)} ${label}`);
  return parts.length === 0 ? 'nothing in this window' : parts.join(', ');
}
