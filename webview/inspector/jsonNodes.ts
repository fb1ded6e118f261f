import type { InspectorJsonChildren, InspectorJsonNode } from '../../src/protocol/inspectorParts';

/** What is known below one path. */
export interface Branch {
  readonly children: InspectorJsonChildren;
  readonly open: boolean;
}

export type TreeRow =
  | { readonly kind: 'node'; readonly node: InspectorJsonNode; readonly depth: number; readonly open?: boolean }
  /** More of what is at `path`, from a place on. */
  | {
      readonly kind: 'more';
      readonly path: string;
      readonly depth: number;
      readonly from: number;
      readonly total: number;
    }
  | { readonly kind: 'words'; readonly path: string; readonly depth: number; readonly text: string };

/** Objects and arrays that hold something can be opened. */
export function isContainer({ type, size }: InspectorJsonNode): boolean {
  return (type === 'object' || type === 'array') && size !== 0;
}

/** The open part of the tree, row by row, as it is painted. */
export function treeRows(root: InspectorJsonNode, branches: ReadonlyMap<string, Branch>): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (node: InspectorJsonNode, depth: number): void => {
    const branch = isContainer(node) ? branches.get(node.path) : undefined;
    rows.push({ kind: 'node', node, depth, ...(isContainer(node) && { open: branch?.open === true }) });
    if (!branch?.open) return;
    const { children } = branch;
    const below = { path: node.path, depth: depth + 1 };
    for (const child of children.rows) add(child, depth + 1);
    if (children.unlisted) rows.push({ kind: 'words', ...below, text: unlistedWords(children.total) });
    if (children.next !== undefined) {
      rows.push({ kind: 'more', ...below, from: children.next, total: children.total });
    }
  };
  add(root, 0);
  return rows;
}

/** A page after what is there. */
export function withPage(before: InspectorJsonChildren, page: InspectorJsonChildren): InspectorJsonChildren {
  return { ...page, rows: [...before.rows, ...page.rows] };
}

function unlistedWords(total: number): string {
  return total > 0
    ? 'Too many members to list: the server cannot page them. Use a path.'
    : 'The server does not list what is in here. Use a path.';
}
