import type { FindPlace } from './findBar';

/** Places that are counted; nobody steps through more of them. */
const MOST = 10_000;
/** Those around the shown one that are marked: the browser takes a second for 10 000 of them. */
const MARKED = 300;
/** Names of the marks in search.css. */
const [ALL, CURRENT] = ['find', 'find-current'];

/**
 * Looks in the text of an element that scrolls. What is found is marked by the browser's highlights: the text stays one
 * node, however often it holds what one looks for.
 */
export function findInText(element: HTMLElement, scope: () => string): FindPlace {
  let found: readonly StaticRange[] = [];
  const mark = (at: number): void => {
    const first = Math.max(0, at - MARKED / 2);
    CSS.highlights.set(ALL, new Highlight(...found.slice(first, first + MARKED)));
    CSS.highlights.set(CURRENT, new Highlight(...found.slice(at, at + 1)));
  };
  return {
    find(text, near) {
      found = text === '' ? [] : rangesOf(element, text);
      mark(Math.max(0, Math.min(near, found.length - 1)));
      return found.length;
    },
    show(at) {
      const here = found[at];
      if (!here) return;
      mark(at);
      const range = new Range();
      range.setStart(here.startContainer, here.startOffset);
      range.setEnd(here.endContainer, here.endOffset);
      const [box, view] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
      if (box.top >= view.top && box.bottom <= view.bottom) return;
      element.scrollTop += box.top - view.top - element.clientHeight / 2;
    },
    scope: () => (found.length === MOST ? ` or more${scope()}` : scope()),
    focus: () => {
      element.focus();
    },
  };
}

/** Letters of either case. */
function rangesOf({ firstChild: node }: HTMLElement, text: string): readonly StaticRange[] {
  if (!(node instanceof Text)) return [];
  const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'giu');
  const ranges: StaticRange[] = [];
  for (const { index, 0: match } of node.data.matchAll(pattern)) {
    const [startOffset, endOffset] = [index, index + match.length];
    ranges.push(new StaticRange({ startContainer: node, startOffset, endContainer: node, endOffset }));
    if (ranges.length === MOST) break;
  }
  return ranges;
}
