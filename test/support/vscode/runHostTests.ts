// The command line of the host tests: node dist/test/support/vscode/runHostTests.js [--grep EXPRESSION]
// It is apart from hostTests.ts because importing this module runs the tests.
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../repository';
import { chooseHostTestMode, restartBelowXvfb, runHostTests } from './hostTests';
import { GREP_VARIABLE } from './hostTestResult';

/** Ten times what the suite takes on two busy cores; the first run also installs VS Code. */
const LIMIT_MS = 900_000;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { grep: { type: 'string' } } });
  const mode = await chooseHostTestMode();
  const status = restartBelowXvfb(mode);
  if (status !== undefined) return status;
  const root = repositoryRoot();
  const result = await runHostTests(mode, {
    extension: root,
    tests: path.join(root, 'dist/test/host/index.js'),
    artifacts: path.join(root, '.vscode-test/artifacts'),
    timeoutMs: LIMIT_MS,
    ...(values.grep ? { env: { [GREP_VARIABLE]: values.grep } } : {}),
  });
  for (const { title, reason } of result.skipped) console.log(`skipped: ${title} (${reason})`);
  console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`);
  return result.failed > 0 || result.passed === 0 ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
