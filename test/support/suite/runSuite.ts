// node dist/test/support/suite/runSuite.js <suite> <test limit in ms>: every *.test.js of one suite in plain Node. What the
// run came to is written as JSON to TEST_RESULT_FILE, for scripts/test.mjs.
import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import { repositoryRoot } from '../repository';
import { collectResult, type SuiteResult } from './collectResult';

/** What tests close after their last hook (sockets, child processes) may take this long until nothing is open. */
const LEAK_GRACE_MS = 5000;

async function main(): Promise<void> {
  const [suite, limit] = process.argv.slice(2);
  if (!suite || !limit) throw new Error('Usage: runSuite.js <suite> <test limit in ms>');
  const mocha = new Mocha({
    timeout: Number(limit),
    reporter: 'spec',
    color: process.stdout.isTTY && !process.env['NO_COLOR'],
  });
  // `.only` is for the desk: in CI it would silently leave out the rest.
  if (process.env['CI']) mocha.forbidOnly();
  if (process.env['TEST_GREP']) mocha.grep(new RegExp(process.env['TEST_GREP']));
  for (const file of testFiles(suite)) mocha.addFile(file);
  const result = await collectResult(mocha, (runner) => {
    // Lets the hooks stop the servers and the browser; the second time Node ends at once.
    process.once('SIGINT', () => {
      runner.abort();
      // mocha would first wait for the running test, which may be the one that hangs.
      runner.currentRunnable?.timeout(1);
    });
  });
  finish(result);
}

function testFiles(suite: string): string[] {
  const folder = path.join(repositoryRoot(), 'dist/test', suite);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(folder, name));
}

function finish(result: SuiteResult): void {
  write(result);
  process.exitCode = result.failed > 0 ? 1 : 0;
  // Unreferenced: it only fires when something else keeps the process alive, and that is a leak.
  setTimeout(() => {
    const message = `Still open after the last test: ${process.getActiveResourcesInfo().join(', ')}`;
    console.error(message);
    const failures = [...result.failures, { title: 'leak', message }];
    write({ ...result, failed: result.failed + 1, failures });
    process.exit(1);
  }, LEAK_GRACE_MS).unref();
}

function write(result: SuiteResult): void {
  const file = process.env['TEST_RESULT_FILE'];
  if (file) fs.writeFileSync(file, JSON.stringify(result));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
