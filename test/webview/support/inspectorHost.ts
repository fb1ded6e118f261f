import { encodeBytes } from '../../../src/protocol/bytes';
import type {
  InspectorContent,
  InspectorContract,
  InspectorHeader,
  InspectorOpening,
  InspectorView,
} from '../../../src/protocol/inspector';
import type { PartHandlers } from '../../../src/protocol/inspectorParts';
import type { InspectorRow } from '../../../src/protocol/inspectorRow';
import type { Handlers } from '../../../src/protocol/rpc';

export const bytes = (text: string) => encodeBytes(new TextEncoder().encode(text));

export const header = (name: string): InspectorHeader => ({
  key: bytes(name),
  connection: { name: 'shop-dev', environment: 'development', state: 'ready' },
});

/** What the page of a pinned inspector, in which nothing was done yet, opens with. */
export const opening = (shownHeader: InspectorHeader, shown: InspectorView): InspectorOpening => ({
  ...{ header: shownHeader, view: shown, pinned: true, undos: [], draft: null },
});

/** A value of `kind` that holds `text` wherever it can. */
export function valueOf(text: string, kind: 'string' | 'hash'): InspectorView {
  const content: InspectorContent =
    kind === 'string'
      ? { kind, value: bytes(text), total: new TextEncoder().encode(text).length }
      : { kind, rows: [{ name: bytes(text), value: bytes(text) }] };
  return view(kind, content, { length: 1 });
}

export function view(
  type: string,
  content: InspectorContent,
  facts: { readonly ttlMs?: number; readonly length?: number } = {},
): InspectorView {
  const info = { key: bytes('k'), type, readAt: Date.now(), encoding: 'listpack', memory: 3120, idle: 4, ...facts };
  return { kind: 'value', info, content };
}

export function rows(count: number, first = 0): readonly InspectorRow[] {
  return Array.from({ length: count }, (_, at) => ({
    index: first + at,
    score: String(1_000_000 - first - at),
    value: bytes(`player-${String(first + at)}`),
  }));
}

const unexpected = (): never => {
  throw new Error('The test did not expect this part to be asked for.');
};

const NO_PARTS: PartHandlers = {
  streamEntries: unexpected,
  streamConsumers: unexpected,
  streamPending: unexpected,
  jsonChildren: unexpected,
  jsonText: unexpected,
  jsonMatches: unexpected,
  seriesOverview: unexpected,
  geoPositions: unexpected,
  vectorSample: unexpected,
  vectorNeighbours: unexpected,
  decodeString: unexpected,
  saveString: unexpected,
  search: unexpected,
  scoreRange: unexpected,
  rowValue: unexpected,
  saveRow: unexpected,
};

/** A host that shows one view, answers `more` and the parts as told, and remembers what it was asked. */
export function inspectorHost(
  name: string,
  shown: InspectorView,
  more: (next: string) => InspectorContent = () => ({ kind: 'other', type: 'none' }),
  parts: Partial<PartHandlers> = {},
): { handlers: Handlers<InspectorContract>; asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const record = (method: string) => (params: unknown) => {
    asked.push([method, params]);
    return null;
  };
  return {
    asked,
    handlers: {
      ...NO_PARTS,
      ...parts,
      load: () => opening(header(name), shown),
      more: ({ next }) => more(next),
      edit: unexpected,
      undo: unexpected,
      forgetUndo: unexpected,
      keepDraft: () => null,
      pin: record('pin'),
      refresh: record('refresh'),
      copyText: record('copyText'),
      copyName: record('copyName'),
      compare: record('compare'),
      reconnect: record('reconnect'),
    },
  };
}
