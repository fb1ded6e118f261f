import type { InspectorContent } from '../../src/protocol/inspector';
import { factsView } from './factsView';
import { jsonView } from './jsonView';
import type { InspectorContext } from './context';
import { otherView } from './otherView';
import { rowsView } from './rowsView';
import { seriesView } from './seriesView';
import { streamView } from './streamView';
import { stringView } from './stringView';
import { zsetView } from './zsetView';

/** Makes a view once; it subscribes to the store and paints content of its kinds. In the page only while it is needed. */
export type Viewer = (context: InspectorContext) => HTMLElement;

/** Who shows what, each in a file of its own. The type makes sure that no kind is forgotten. */
export const VIEWERS: Readonly<Record<InspectorContent['kind'], Viewer>> = {
  string: stringView,
  hash: rowsView,
  list: rowsView,
  set: rowsView,
  zset: zsetView,
  stream: streamView,
  json: jsonView,
  series: seriesView,
  facts: factsView,
  other: otherView,
};
