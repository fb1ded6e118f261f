import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { needsXvfb, runInElectron, whyNoElectron } from './electronHostTests';
import type { HostTestOptions } from './hostTestOptions';
import type { HostTestResult } from './hostTestResult';
import { runInServer } from './serverHostTests';

/** Where the extension host comes from: VS Code's desktop build, or its server build with a browser page. */
export type HostTestMode = 'electron' | 'server';

/** How long VS Code's download server may take to answer before the server mode is chosen. */
const ANSWER_LIMIT_MS = 3000;

/**
 * The mode that VSCODE_TEST_HOST names; without it, electron when it can run here, else server.
 * @throws when the variable holds another word, or names electron and that cannot run here.
 */
export async function chooseHostTestMode(say: (line: string) => void = console.log): Promise<HostTestMode> {
  const forced = process.env['VSCODE_TEST_HOST'];
  if (forced === 'server') return 'server';
  if (forced !== undefined && forced !== '' && forced !== 'electron') {
    throw new Error(`VSCODE_TEST_HOST is "${forced}": use "electron" or "server".`);
  }
  const obstacle = await whyNoElectron(ANSWER_LIMIT_MS);
  if (obstacle === undefined) return 'electron';
  if (forced === 'electron') throw new Error(`VSCODE_TEST_HOST is "electron", but ${obstacle}.`);
  say(`Host tests use the server build of VS Code, because ${obstacle}.`);
  return 'server';
}

/**
 * Runs a compiled mocha suite inside a real extension host and returns what it came to.
 * @throws when the host dies or does not end in time: a missing result is never a success.
 */
export async function runHostTests(mode: HostTestMode, options: HostTestOptions): Promise<HostTestResult> {
  fs.mkdirSync(options.artifacts, { recursive: true });
  const resultFile = path.join(options.artifacts, `host-tests-${process.pid}.json`);
  fs.rmSync(resultFile, { force: true }); // an earlier process with this number must not speak for this one
  try {
    return await (mode === 'electron' ? runInElectron : runInServer)(options, resultFile);
  } finally {
    fs.rmSync(resultFile, { force: true });
  }
}

/** Starts this program again below xvfb-run, when electron has no display otherwise; returns its exit code, or undefined. */
export function restartBelowXvfb(mode: HostTestMode): number | undefined {
  if (mode !== 'electron' || !needsXvfb()) return undefined;
  const command = ['-a', process.execPath, ...process.argv.slice(1)];
  const env = { ...process.env, VSCODE_TEST_HOST: 'electron' };
  return spawnSync('xvfb-run', command, { stdio: 'inherit', env }).status ?? 1;
}
