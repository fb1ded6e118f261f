import { readGeoPositions } from '../../core/keyspace/readers/geo';
import { readJsonChildren, readJsonMatches, readJsonText } from '../../core/keyspace/readers/json';
import { readSeriesOverview } from '../../core/keyspace/readers/series';
import { readNeighbours, readVectorSample } from '../../core/keyspace/readers/vectorSet';
import type { Executor } from '../../core/redis/executor';
import { encodeBytes } from '../../protocol/bytes';
import { searchHandlers } from './inspectorSearch';
import { rowHandlers, rowPlace } from './rowValues';
import { saveRow } from './saveString';
import { stringHandlers } from './inspectorStrings';
import type { PartHandlers } from '../../protocol/inspectorParts';
import { streamParts } from './streamParts';

/** Answers what the views of one key ask for by themselves. `executor` throws while there is no connection. */
export function partHandlers(key: Buffer, executor: () => Executor): PartHandlers {
  return {
    ...stringHandlers(key, executor),
    ...streamParts(key, executor),
    jsonChildren: (params, signal) => readJsonChildren(executor(), key, params, signal),
    jsonText: async ({ path }, signal) => (await readJsonText(executor(), key, path, signal)) ?? null,
    jsonMatches: ({ path }, signal) => readJsonMatches(executor(), key, path, signal),
    ...searchHandlers(key, executor),
    seriesOverview: (_params, signal) => readSeriesOverview(executor(), key, signal),
    geoPositions: ({ members }, signal) =>
      readGeoPositions(
        executor(),
        key,
        members.map((member) => Buffer.from(member, 'base64')),
        signal,
      ),
    ...rowHandlers(key, executor),
    saveRow: (place) => saveRow(executor(), key, rowPlace(place)),
    vectorSample: async (_params, signal) => (await readVectorSample(executor(), key, signal)).map(encodeBytes),
    vectorNeighbours: async (params, signal) => {
      const found = await readNeighbours(executor(), key, Buffer.from(params.element, 'base64'), signal);
      return found?.map(({ element, similarity }) => ({ element: encodeBytes(element), similarity })) ?? null;
    },
  };
}
