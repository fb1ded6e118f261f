import * as fs from 'node:fs';

/** What a run of the host tests came to. The host writes it as JSON to the file that RESULT_VARIABLE names. */
export interface HostTestResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
  readonly failures: readonly { readonly title: string; readonly message: string; readonly stack: string }[];
}

/** Environment variables between the runner and the entry point inside the extension host. */
export const RESULT_VARIABLE = 'VSCODE_TEST_RESULT';
/** The id (publisher.name) of the extension that must be present. */
export const EXTENSION_VARIABLE = 'VSCODE_TEST_EXTENSION';
/** Only tests whose full title matches this regular expression run. */
export const GREP_VARIABLE = 'VSCODE_TEST_GREP';

export function writeHostTestResult(file: string, result: HostTestResult): void {
  fs.writeFileSync(file, JSON.stringify(result, null, 2));
}

/**
 * Reads what the host wrote.
 *
 * The workbench reports success when the extension host crashes or never starts, so only this file proves that tests ran.
 * @throws when the file is missing: the host died before its last test.
 */
export function readHostTestResult(file: string): HostTestResult {
  if (!fs.existsSync(file)) throw new Error('No test result: the extension host died or never ran the tests.');
  return JSON.parse(fs.readFileSync(file, 'utf8')) as HostTestResult;
}
