/** A line of two texts that are compared: in both, or in one of them; `marked` is what differs within it. */
export interface DiffLine {
  readonly side: 'both' | 'theirs' | 'yours';
  readonly text: string;
  readonly marked?: readonly [start: number, end: number];
}

/** Pairs of lines that are compared; of larger differences all lines are shown as changed. */
const MOST_PAIRS = 4_000_000;

/** What differs, line by line. Of lines that stand for each other, the characters that differ are marked. */
export function diffLines(theirs: string, yours: string): DiffLine[] {
  const [a, b] = [theirs.split('\n'), yours.split('\n')];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const both = (text: string): DiffLine => ({ side: 'both', text });
  return [
    ...a.slice(0, start).map(both),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(both),
  ];
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  if (a.length * b.length > MOST_PAIRS) return changed(a, b);
  const lengths = commonLengths(a, b);
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  let [fromA, fromB] = [0, 0];
  const flush = (): void => {
    lines.push(...changed(a.slice(fromA, i), b.slice(fromB, j)));
  };
  while (i < a.length && j < b.length) {
    const text = a[i];
    if (text !== undefined && text === b[j]) {
      flush();
      lines.push({ side: 'both', text });
      [i, j] = [i + 1, j + 1];
      [fromA, fromB] = [i, j];
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  [i, j] = [a.length, b.length];
  flush();
  return lines;
}

/** How many lines are common to the rest of both from each pair of places on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const [row, below] = [lengths[i], lengths[i + 1]];
    if (!row || !below) continue;
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function changed(a: readonly string[], b: readonly string[]): DiffLine[] {
  const lineOf = (side: 'theirs' | 'yours', text: string, other: string | undefined): DiffLine => {
    const marked = other === undefined ? undefined : differing(text, other);
    return { side, text, ...(marked && { marked }) };
  };
  return [...a.map((text, at) => lineOf('theirs', text, b[at])), ...b.map((text, at) => lineOf('yours', text, a[at]))];
}

/** From the first character that differs to the last one. */
function differing(text: string, other: string): readonly [number, number] {
  const most = Math.min(text.length, other.length);
  let start = 0;
  while (start < most && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < most - start && text.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [start, text.length - end];
}
