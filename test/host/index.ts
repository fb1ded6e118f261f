// The entry point that VS Code loads into its extension host (extensionTestsPath) to run every *.test.js beside it.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { skipReasonOf } from '../support/skip';
import {
  EXTENSION_VARIABLE,
  GREP_VARIABLE,
  type HostTestResult,
  RESULT_VARIABLE,
  writeHostTestResult,
} from '../support/vscode/hostTestResult';

/** A test waits for VS Code to start its extension and paint: 0.5 s when measured idle, so this is for a busy machine. */
const TEST_LIMIT_MS = 20_000;

/**
 * Runs all host tests and writes what they came to into the file of VSCODE_TEST_RESULT.
 * @throws when a test fails, none ran, or this is no extension host with the extension under test.
 */
export async function run(): Promise<void> {
  assertRealHost();
  const mocha = new Mocha({ timeout: TEST_LIMIT_MS, color: false, reporter: 'spec', ui: 'bdd' });
  const grep = process.env[GREP_VARIABLE];
  if (grep) mocha.grep(new RegExp(grep));
  const files = testFiles(__dirname);
  assert.ok(files.length > 0, `no *.test.js below ${__dirname}`);
  for (const file of files) mocha.addFile(file);
  const result = await collect(mocha);
  const file = process.env[RESULT_VARIABLE];
  if (file) writeHostTestResult(file, result);
  if (result.failed > 0) throw new Error(`${result.failed} host tests failed`);
}

/** A stand-in for vscode, or a host without the extension, would let tests pass that prove nothing. */
function assertRealHost(): void {
  assert.match(vscode.version, /^1\.\d+\.\d+/, 'this is no VS Code');
  assert.notEqual(vscode.env.sessionId, '', 'VS Code has no session');
  const id = process.env[EXTENSION_VARIABLE] ?? 'redis-patterns.redis-patterns';
  assert.ok(vscode.extensions.getExtension(id), `${id} is not in this extension host`);
}

function testFiles(folder: string): string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(folder, name));
}

function collect(mocha: Mocha): Promise<HostTestResult> {
  const skipped: { title: string; reason: string }[] = [];
  const failures: { title: string; message: string; stack: string }[] = [];
  let passed = 0;
  return new Promise((resolve) => {
    const runner = mocha.run((failed) => resolve({ passed, failed, skipped, failures }));
    runner.on('pass', () => (passed += 1));
    runner.on('pending', (test) => skipped.push({ title: test.fullTitle(), reason: skipReasonOf(test) }));
    runner.on('fail', (test, error: Error) => {
      failures.push({ title: test.fullTitle(), message: error.message, stack: error.stack ?? '' });
    });
  });
}
