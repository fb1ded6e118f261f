import type { InspectorJson } from '../../src/protocol/inspector';
import type { InspectorJsonChildren, InspectorJsonNode } from '../../src/protocol/inspectorParts';
import { type Branch, type TreeRow, treeRows, withPage } from './jsonNodes';
import type { InspectorContext } from './context';
import { fail } from './pages';

/** Open places that are read again when the document changes; those further down are closed. */
const KEPT_OPEN = 50;
const KEPT_ROWS = 2000;

/** What was read of a document, and which of it is open. `changed` hears when its rows are others. */
export class JsonDocument {
  private root: InspectorJsonNode | undefined;
  private branches = new Map<string, Branch>();
  private turn = 0;

  constructor(
    private readonly context: Pick<InspectorContext, 'part' | 'store'>,
    private readonly changed: (rows: readonly TreeRow[]) => void,
  ) {}

  /** Takes the first level from here, and reads again what else is open. */
  show({ root, children }: InspectorJson): void {
    const before = new Map(this.branches);
    const own = (this.turn += 1);
    this.root = root;
    this.branches.set('$', { children, open: before.get('$')?.open ?? true });
    this.paint();
    void this.change(async () => {
      const fresh = await this.readAgain(before, children.rows.length);
      if (own === this.turn) this.branches = merged(this.branches, before, fresh);
    });
  }

  /** Opens or closes a place; what is below is read when it is opened for the first time. */
  toggle({ path }: InspectorJsonNode): void {
    const branch = this.branches.get(path);
    if (branch) {
      this.branches.set(path, { ...branch, open: !branch.open });
      this.paint();
      return;
    }
    void this.change(async () => {
      this.branches.set(path, { children: await this.load(path, 1), open: true });
    });
  }

  /** The page of what is at `path` that begins at `from`. */
  more(path: string, from: number): void {
    void this.change(async () => {
      const page = await this.context.part('jsonChildren', { path, from });
      const before = this.branches.get(path);
      // Asked for twice, or read again meanwhile.
      if (before?.children.next === from)
        this.branches.set(path, { open: true, children: withPage(before.children, page) });
    });
  }

  private async readAgain(before: ReadonlyMap<string, Branch>, first: number): Promise<Map<string, Branch>> {
    const fresh = new Map<string, Branch>();
    const open = [...before].filter(
      ([path, branch]) => branch.open && (path !== '$' || branch.children.rows.length > first),
    );
    for (const [path, { children }] of open.slice(0, KEPT_OPEN)) {
      fresh.set(path, { children: await this.load(path, children.rows.length), open: true });
    }
    return fresh;
  }

  private async load(path: string, wanted: number): Promise<InspectorJsonChildren> {
    const { part } = this.context;
    let children = await part('jsonChildren', { path, from: 0 });
    while (children.next !== undefined && children.rows.length < Math.min(wanted, KEPT_ROWS)) {
      children = withPage(children, await part('jsonChildren', { path, from: children.next }));
    }
    return children;
  }

  private async change(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      fail(this.context.store, error);
    }
    this.paint();
  }

  private paint(): void {
    this.changed(this.root ? treeRows(this.root, this.branches) : []);
  }
}

/** What was opened while others were read again stays; what was closed, and is old by now, is forgotten. */
function merged(
  now: ReadonlyMap<string, Branch>,
  before: ReadonlyMap<string, Branch>,
  fresh: ReadonlyMap<string, Branch>,
): Map<string, Branch> {
  const kept = [...now].filter(([path]) => path === '$' || fresh.has(path) || !before.has(path));
  return new Map(
    kept.map(([path, { children, open }]) => [path, { children: fresh.get(path)?.children ?? children, open }]),
  );
}
