import { flash } from '../shared/motion';
import type { Store } from '../shared/store';
import type { InspectorModel, Row, RowsContent } from './model';
import { rowIds, type RowIds } from './rowIds';

/** A value that changes all the time must not flicker: what still flashes is left alone. */
export function flashOnce(element: HTMLElement): void {
  if (element.getAnimations().length === 0) flash(element);
}

/** Flashes the value of a string when it changes while it is shown. Subscribes: the view must have painted before. */
export function flashString(store: Store<InspectorModel>, body: HTMLElement): void {
  let before: string | undefined;
  store.subscribe(({ content }) => {
    const now = content?.kind === 'string' ? content.value.base64 : undefined;
    const value = body.querySelector<HTMLElement>('.string-value');
    if (value && now !== undefined && before !== undefined && now !== before) flashOnce(value);
    before = now;
  });
}

interface RowFlashes {
  /** To be asked before the rows of `now` are painted. */
  compare(now: RowsContent): void;
  /** Flashes the row that is being painted if it changed or is new. */
  paint(element: HTMLElement, row: Row): void;
  /** All rows in view are painted: what is scrolled to later is not new any more. */
  done(): void;
}

/** Which rows of a collection changed since it was painted last. */
export function rowFlashes(): RowFlashes {
  let before: RowsContent | undefined;
  let changed: ReadonlySet<Row> = new Set();
  const ids = rowIds();
  return {
    compare(now) {
      ids.learn(now);
      changed = before && before.kind === now.kind ? changedRows(before, now, ids) : new Set();
      before = now;
    },
    paint(element, row) {
      if (changed.has(row)) flashOnce(element);
    },
    done() {
      changed = new Set();
    },
  };
}

function changedRows({ rows: before }: RowsContent, { rows }: RowsContent, ids: RowIds): ReadonlySet<Row> {
  // A page that was appended leaves the rows before it as they are: nothing changed on the server.
  if (before.length === 0 || before[0] === rows[0]) return new Set();
  const known = new Map(before.map((row) => [ids.of(row), row]));
  return new Set(
    rows.filter((row) => {
      const old = known.get(ids.of(row));
      const sameValue = old?.value?.base64 === row.value?.base64 && old?.cut?.sha1 === row.cut?.sha1;
      return !sameValue || old?.score !== row.score;
    }),
  );
}
