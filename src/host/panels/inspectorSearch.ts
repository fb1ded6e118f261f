import { readScoreRange } from '../../core/keyspace/search/scoreRange';
import { searchRows } from '../../core/keyspace/search/searchRows';
import type { FoundRow } from '../../core/keyspace/search/searchTypes';
import type { Executor } from '../../core/redis/executor';
import { encodeBytes } from '../../protocol/bytes';
import type { InspectorContract } from '../../protocol/inspector';
import type { InspectorRow } from '../../protocol/inspectorRow';
import type { InspectorParts } from '../../protocol/inspectorParts';
import type { Handlers } from '../../protocol/rpc';
import { rowValue } from './rowValues';

/** Rows of one answer at most, whatever the webview asks for. */
const MOST_ROWS = 2000;

/** Answers searches in a collection. `executor` throws while there is no connection. */
export function searchHandlers(
  key: Buffer,
  executor: () => Executor,
): Pick<Handlers<InspectorContract>, keyof Pick<InspectorParts, 'search' | 'scoreRange'>> {
  return {
    search: async (params, signal) => {
      const step = await searchRows(executor(), { key, ...params, signal });
      return step ? { ...step, rows: step.rows.map(rowOf) } : null;
    },
    scoreRange: async ({ offset, count, ...range }, signal) => {
      const page = { offset, count: Math.min(count, MOST_ROWS), signal };
      const found = await readScoreRange(executor(), key, range, page);
      if (!found) return null;
      const { first, rows } = found.content;
      const ranked = rows.map(({ member, score }, at) => ({ index: first + at, score, value: encodeBytes(member) }));
      return { rows: ranked, total: found.total };
    },
  };
}

function rowOf({ index, field, value, score }: FoundRow): InspectorRow {
  return {
    // Members are names, and names stay whole.
    ...(index === undefined && field === undefined ? { value: encodeBytes(value) } : rowValue(value)),
    ...(index !== undefined && { index }),
    ...(field !== undefined && { name: encodeBytes(field) }),
    ...(score !== undefined && { score }),
  };
}
