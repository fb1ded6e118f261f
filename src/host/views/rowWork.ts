import * as vscode from 'vscode';
import type { TreeWork } from './treeWork';
import { viewIds } from './viewIds';

/** Milliseconds between two paintings of a row that tells how far something is. */
const PAINT_EVERY = 200;

/** The rows that tell how far something is: scanning, or reading what rows are sorted by. */
export type ProgressKind = 'scan' | 'sort';

/** Work that takes a while and goes on for one row, which tells how far it is and can stop it. */
export class RowWork {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly work: TreeWork,
    private readonly paint: (kind: ProgressKind, path: Buffer) => void,
  ) {}

  isRunning(kind: ProgressKind, path: Buffer): boolean {
    return this.running.has(idOf(kind, path));
  }

  /** Answers whether there was something to stop. */
  stop(kind: ProgressKind, path: Buffer): boolean {
    const own = this.running.get(idOf(kind, path));
    own?.abort();
    return own !== undefined;
  }

  /** Does it with the view's progress bar; `onStep` is to be called often. Answers whether it came to its end. */
  async run(
    kind: ProgressKind,
    path: Buffer,
    work: (signal: AbortSignal, onStep: () => void) => Promise<void>,
  ): Promise<boolean> {
    const id = idOf(kind, path);
    const own = new AbortController();
    this.running.set(id, own);
    let painted = Date.now();
    const onStep = (): void => {
      if (Date.now() - painted < PAINT_EVERY) return;
      painted = Date.now();
      this.paint(kind, path);
    };
    const signal = AbortSignal.any([this.work.signal(), own.signal]);
    const done = this.work.attempt(async () => {
      await work(signal, onStep);
      return true;
    });
    this.paint(kind, path);
    const isDone = await vscode.window.withProgress({ location: { viewId: viewIds.keys } }, () => done);
    if (this.running.get(id) === own) this.running.delete(id);
    return isDone === true;
  }
}

function idOf(kind: ProgressKind, path: Buffer): string {
  return `${kind}/${path.toString('base64')}`;
}
