import * as vscode from 'vscode';
import { isAbortError } from '../../core/base/abort';
import type { Disposable } from '../../core/base/disposables';

/** What a view has under way: all of it ends together, and what fails is told. */
export class TreeWork implements Disposable {
  private readonly problem = new vscode.EventEmitter<unknown>();
  /** What kept the work from being done; undefined when it was done. */
  readonly onDidFail = this.problem.event;
  private current = new AbortController();

  /** Whether what was under way was stopped, and nothing has begun since. */
  get stopped(): boolean {
    return this.current.signal.aborted;
  }

  stop(): void {
    this.current.abort();
  }

  /** For work that goes along with what is under way. */
  signal(): AbortSignal {
    return this.stopped ? this.begin() : this.current.signal;
  }

  /** Stops the work before and begins new. */
  begin(): AbortSignal {
    this.current.abort();
    this.current = new AbortController();
    return this.current.signal;
  }

  /** What the work came to; undefined when it failed, which is told, or was cancelled. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      this.problem.fire(undefined);
      return result;
    } catch (error) {
      if (!isAbortError(error)) this.problem.fire(error);
      return undefined;
    }
  }

  dispose(): void {
    this.current.abort();
    this.problem.dispose();
  }
}
