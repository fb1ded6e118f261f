import type { InspectorJson } from '../../src/protocol/inspector';
import type { InspectorJsonNode } from '../../src/protocol/inspectorParts';
import { JsonDocument } from './jsonDocument';
import { isContainer, type TreeRow } from './jsonNodes';
import { createTreeRow, paintTreeRow } from './jsonRow';
import type { InspectorContext } from './context';
import type { FindPlace } from './search/findBar';
import { flashingList } from './flashingList';

export interface JsonTree {
  readonly element: HTMLElement;
  /** Shows this document; what was open is read again. */
  show(content: InspectorJson): void;
  /** What one looks for in the names and values of what is open. */
  readonly place: FindPlace;
}

export interface JsonTreeOptions {
  /** Values that have nothing below were clicked. */
  readonly activate: (node: InspectorJsonNode) => void;
  /** Another value became the active one, or that one was read again. */
  readonly choose: (node: InspectorJsonNode) => void;
  readonly remove: (node: InspectorJsonNode) => void;
  /** Its rows are others. */
  readonly painted: () => void;
}

/** A document that is read as far as it is opened. */
export function jsonTree(context: InspectorContext, { activate, choose, remove, painted }: JsonTreeOptions): JsonTree {
  let rows: readonly TreeRow[] = [];
  let chosen = '$';
  /** Where more was asked for: the first of it takes the place of the row that asked. */
  let goOnAt: number | undefined;
  const list = flashingList<TreeRow>({
    ...{ label: 'Document', rowHeight: 24, create: createTreeRow, paint: paintTreeRow },
    ...{ stamp: stampOf, flashNew: false },
    key: keyOf,
    activate: (row) => {
      if (row.kind === 'more') {
        goOnAt = rows.indexOf(row);
        shown.more(row.path, row.from);
      } else if (row.kind === 'node' && isContainer(row.node)) shown.toggle(row.node);
      else if (row.kind === 'node') activate(row.node);
    },
    choose: (row) => {
      if (row.kind !== 'node') return;
      chosen = row.node.path;
      choose(row.node);
    },
    remove: (row) => {
      if (row.kind === 'node') remove(row.node);
    },
    copy: (row) => {
      if (row.kind === 'node') context.ask('copyText', { text: row.node.value ?? row.node.path });
    },
  });
  const shown = new JsonDocument(context, (next) => {
    rows = next;
    list.set(rows);
    if (goOnAt !== undefined && rows[goOnAt]?.kind === 'node') {
      list.moveTo(goOnAt);
      goOnAt = undefined;
    }
    const again = rows.find((row) => row.kind === 'node' && row.node.path === chosen) ?? rows[0];
    if (again?.kind === 'node') choose(again.node);
    painted();
  });
  list.element.setAttribute('role', 'treegrid');
  list.element.addEventListener('keydown', (event) => {
    const active = document.getElementById(list.element.getAttribute('aria-activedescendant') ?? '');
    const at = Number(active?.dataset['index'] ?? -1);
    const row = rows[at];
    if (row === undefined || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
    event.preventDefault();
    const opens = event.key === 'ArrowRight';
    if (row.kind === 'node' && row.open === !opens) shown.toggle(row.node);
    else if (!opens) list.moveTo(parentOf(rows, at));
  });
  return {
    element: list.element,
    show: (content) => {
      shown.show(content);
    },
    place: findInRows(list, () => rows),
  };
}

function findInRows(
  list: { readonly element: HTMLElement; readonly moveTo: (index: number) => void },
  rows: () => readonly TreeRow[],
): FindPlace {
  let found: readonly number[] = [];
  return {
    find(text) {
      const wanted = text.toLowerCase();
      const holds = (row: TreeRow): boolean =>
        row.kind === 'node' && [row.node.name, row.node.value].some((some) => some?.toLowerCase().includes(wanted));
      found = wanted === '' ? [] : [...rows().entries()].flatMap(([index, row]) => (holds(row) ? [index] : []));
      return found.length;
    },
    show(at) {
      const index = found[at];
      if (index !== undefined) list.moveTo(index);
    },
    scope: () => (rows().every(isAllShown) ? '' : ' in what is open'),
    focus: () => {
      list.element.focus();
    },
  };
}

function keyOf(row: TreeRow): string {
  if (row.kind === 'node') return row.node.path;
  return row.kind === 'more' ? `${row.path} from ${String(row.from)}` : `${row.path} words`;
}

/** What of a value shows that it changed: of what can be opened only how much it holds. */
function stampOf(row: TreeRow): string {
  if (row.kind !== 'node') return '';
  const { type, size, value } = row.node;
  return `${type} ${String(size)} ${value ?? ''}`;
}

/** The row that this one is below. */
function parentOf(rows: readonly TreeRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  return Math.max(
    0,
    rows.slice(0, at).findLastIndex((row) => row.depth < depth),
  );
}

/** Nothing of it is left out: neither what is below it nor the rest of a long text. */
function isAllShown(row: TreeRow): boolean {
  if (row.kind !== 'node') return false;
  return row.open ?? (row.node.value !== undefined || row.node.size === 0);
}
