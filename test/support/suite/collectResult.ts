import type Mocha from 'mocha';
import { skipReasonOf } from '../skip';

/** What one suite came to; scripts/parts/report.mjs reads the same shape. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}

/** Runs `mocha` and counts. A hook that fails counts as one failure; its tests did not run. */
export function collectResult(mocha: Mocha, started: (runner: Mocha.Runner) => void): Promise<SuiteResult> {
  const skipped: { title: string; reason: string }[] = [];
  const failures: { title: string; message: string }[] = [];
  let passed = 0;
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve({ passed, failed: failures.length, skipped, failures }));
    runner.on('pass', () => (passed += 1));
    runner.on('pending', (test) => skipped.push({ title: test.fullTitle(), reason: skipReasonOf(test) }));
    runner.on('fail', (test, error: Error) => failures.push({ title: test.fullTitle(), message: error.message }));
    started(runner);
  });
}
