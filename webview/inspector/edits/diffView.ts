import { el, hiddenText } from '../../shared/dom';
import { countOf } from '../../shared/numbers';
import type { DiffLine } from './lineDiff';
import { diffLines } from './lineDiff';

/** Lines that are the same, around those that differ. */
const AROUND = 3;
/** Lines that are painted; nobody reads more of them here. */
const MOST_LINES = 1000;

const SIGNS = { both: ' ', theirs: '−', yours: '+' } as const;
const WORDS = { both: '', theirs: 'there now: ', yours: 'yours: ' } as const;

/** Two texts as one: what is there now, and what one wrote. */
export function diffView(theirs: string, yours: string): readonly HTMLElement[] {
  const lines = shortened(diffLines(theirs, yours));
  const shown = lines.slice(0, MOST_LINES).map((line) => (typeof line === 'number' ? gap(line) : paint(line)));
  return lines.length > MOST_LINES ? [...shown, gap(lines.length - MOST_LINES)] : shown;
}

/** Long stretches of same lines are left out: a number says how many. */
function shortened(lines: readonly DiffLine[]): (DiffLine | number)[] {
  const near = new Set<number>();
  lines.forEach(({ side }, at) => {
    if (side !== 'both') for (let next = at - AROUND; next <= at + AROUND; next++) near.add(next);
  });
  const shown: (DiffLine | number)[] = [];
  lines.forEach((line, at) => {
    const last = shown.at(-1);
    if (near.has(at)) shown.push(line);
    else if (typeof last === 'number') shown[shown.length - 1] = last + 1;
    else shown.push(1);
  });
  return shown;
}

function gap(count: number): HTMLElement {
  return el('div', { class: 'diff-gap', text: `… ${countOf(count, 'more line')}` });
}

function paint({ side, text, marked }: DiffLine): HTMLElement {
  const parts = marked
    ? [text.slice(0, marked[0]), el('mark', { text: text.slice(...marked) }), text.slice(marked[1])]
    : [text];
  const sign = el('span', { class: 'diff-sign', text: SIGNS[side], attributes: { 'aria-hidden': 'true' } });
  return el(
    'div',
    { class: `diff-line diff-${side}` },
    sign,
    hiddenText(WORDS[side]),
    ...parts.map((part) => (typeof part === 'string' ? el('span', { text: part }) : part)),
  );
}
