import { displayText } from '../../src/protocol/displayText';
import { formatBytes, formatCount } from '../../src/protocol/format';
import type { InspectorJsonMatches } from '../../src/protocol/inspectorParts';
import { RequestError } from '../../src/protocol/rpcClient';
import { el, setText } from '../shared/dom';
import { countOf } from '../shared/numbers';
import { columnList } from './columnList';
import type { InspectorContext } from './context';
import { splitJson } from './splitJson';

interface Match {
  readonly index: number;
  readonly text: string;
}

export interface JsonMatchesView {
  readonly element: HTMLElement;
  /** Finds what the path matches; the one asked for last is shown. */
  find(path: string): void;
}

/** What a JSONPath matches. `activate` hears of a match's text. */
export function jsonMatches(
  { part, ask }: InspectorContext,
  activate: (title: string, text: string) => void,
): JsonMatchesView {
  let running: AbortController | undefined;
  const status = el('p', { class: 'json-status', attributes: { role: 'status' } });
  const list = columnList<Match>({
    ...{ label: 'Matches', columns: ['Match', 'Value'], kind: 'matches' },
    key: ({ index }) => String(index),
    cells: ({ index, text }) => [formatCount(index + 1), displayText(text, 400)],
    activate: ({ index, text }) => {
      activate(`Match ${formatCount(index + 1)}`, text);
    },
    copy: ({ text }) => {
      ask('copyText', { text });
    },
  });
  const element = el('div', { class: 'rows' }, status, list.element);
  const paint = (found: InspectorJsonMatches): void => {
    setText(status, wordsOf(found));
    list.set(found.text === undefined ? [] : splitJson(found.text).map((text, index) => ({ index, text })));
  };
  return {
    element,
    find(path) {
      running?.abort();
      const own = (running = new AbortController());
      part('jsonMatches', { path }, own.signal).then(
        (found) => {
          if (running === own) paint(found);
        },
        (error: unknown) => {
          if (running !== own || !(error instanceof RequestError)) return;
          list.set([]);
          setText(status, error.message);
        },
      );
    },
  };
}

function wordsOf({ count, memory, text }: InspectorJsonMatches): string {
  if (count === 0) return 'Nothing matches.';
  const found = countOf(count, 'match', 'matches');
  if (text !== undefined) return found;
  const size = memory === undefined ? '' : `, ${formatBytes(memory)}`;
  return `${found}${size}: too much to show at once. Narrow the path.`;
}
