import type { Undo } from './outcomes';
import { MOST_KEPT } from './plans';

/** Edits of one key that can be taken back: the newest of them, as many as fit into 16 MiB. */
export class UndoStack {
  private readonly kept = new Map<string, { readonly undo: Undo; readonly label: string; readonly bytes: number }>();
  private bytes = 0;
  private count = 0;

  constructor(private readonly most = MOST_KEPT) {}

  push(undo: Undo, label: string): void {
    const bytes = sizeOf(undo);
    this.kept.set(String((this.count += 1)), { undo, label, bytes });
    this.bytes += bytes;
    for (const [oldest] of this.kept) {
      if (this.bytes <= this.most) break;
      this.drop(oldest);
    }
  }

  /** What they are asked for by, and what was done; the newest last. */
  list(): readonly { readonly id: string; readonly label: string; readonly canOver: boolean }[] {
    return [...this.kept].map(([id, { label, undo }]) => ({ id, label, canOver: canOver(undo) }));
  }

  get(id: string): Undo | undefined {
    return this.kept.get(id)?.undo;
  }

  drop(id: string): void {
    this.bytes -= this.kept.get(id)?.bytes ?? 0;
    this.kept.delete(id);
  }
}

/** Takes the value of this SHA-1 for what it was to find, if it can. */
export function undoOver(undo: Undo, sha1: string): Undo {
  return canOver(undo) ? ({ ...undo, edit: { ...undo.edit, seen: { sha1 } } } as Undo) : undo;
}

/** At the place of a list another element may stand by now. */
function canOver({ edit }: Undo): boolean {
  return /^(string|hash|json)\.(set|remove)$/.test(edit.kind);
}

/** Bytes that the values in it take. */
function sizeOf({ edit }: Undo): number {
  const values: readonly unknown[] = Object.values(edit);
  return values.reduce<number>(
    (sum, value) => sum + (Buffer.isBuffer(value) || typeof value === 'string' ? value.length : 64),
    0,
  );
}
