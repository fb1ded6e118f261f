import * as vscode from 'vscode';
import type { Progress } from '../../core/patterns/contract';
import { inert } from './inert';

export interface ProgressReport {
  readonly text?: string;
  readonly progress?: Progress;
}

/**
 * Runs `work` with a progress notification that can be cancelled: cancelling aborts the signal. Work that ends within
 * half a second shows nothing, so quick things do not flash.
 */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: (report: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let latest: ProgressReport = {};
  let show = (report: ProgressReport): void => {
    latest = report;
  };
  const done = work(abort.signal, (report) => {
    show(report);
  });
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title: inert(title), cancellable: true };
    void vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => {
        abort.abort();
      });
      show = painter(progress);
      show(latest);
      // The one who called hears of a failure; here it only ends the notification.
      await done.catch(() => undefined);
    });
  }, 500);
  try {
    return await done;
  } finally {
    clearTimeout(timer);
  }
}

/** VS Code wants increments in percent of the whole; work tells how far it is. */
function painter(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): (report: ProgressReport) => void {
  let painted = 0;
  return ({ text, progress: made }) => {
    const percent = made && made.total > 0 ? (100 * made.done) / made.total : painted;
    const increment = Math.max(0, percent - painted);
    painted += increment;
    progress.report({ increment, ...(text !== undefined && { message: inert(text) }) });
  };
}
