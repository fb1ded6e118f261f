// The parts of `npm test`, in the order in which they run: what fails fastest first.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from '../bootstrap.mjs';
import { runChild } from './processes.mjs';
import { failure, nothing, sum } from './report.mjs';

/** @typedef {import('./report.mjs').PartResult} PartResult */
/** @typedef {{ name: string, run: () => Promise<PartResult> }} Part */

const MINUTE = 60_000;
const tools = {
  eslint: 'node_modules/eslint/bin/eslint.js',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  // TypeScript 7 checks; TypeScript 6 is there for ESLint, which cannot use 7 yet.
  tsc: 'node_modules/typescript7/bin/tsc',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
};

/** @type {Part[]} */
export const parts = [
  { name: 'lint', run: lint },
  { name: 'types', run: types },
  { name: 'architecture', run: architecture },
  { name: 'unit', run: () => mochaSuite('unit', { testMs: 10_000, suiteMs: 5 * MINUTE }) },
  { name: 'redis', run: () => mochaSuite('redis', { testMs: 20_000, suiteMs: 15 * MINUTE }) },
  { name: 'patterns', run: () => mochaSuite('patterns', { testMs: 60_000, suiteMs: 20 * MINUTE }) },
  // The first run of a language fetches its client.
  { name: 'snippets', run: () => mochaSuite('snippets', { testMs: 180_000, suiteMs: 40 * MINUTE }) },
  { name: 'webview', run: () => mochaSuite('webview', { testMs: 20_000, suiteMs: 10 * MINUTE }) },
  { name: 'host', run: hostSuite },
  { name: 'e2e', run: () => mochaSuite('e2e', { testMs: 90_000, suiteMs: 25 * MINUTE }) },
];

async function lint() {
  return sum([
    await check('eslint', tools.eslint, ['.', '--max-warnings', '0']),
    await check('prettier', tools.prettier, ['--check', '--log-level', 'warn', '.']),
  ]);
}

async function types() {
  const projects = [
    'tsconfig.json',
    'tsconfig.core.json',
    'webview/tsconfig.json',
    'test/webview/tsconfig.json',
    'test/snippets/tsconfig.json',
    'scripts/tsconfig.json',
  ];
  const results = [];
  for (const project of projects) results.push(await check(`tsc ${project}`, tools.tsc, ['--project', project]));
  return sum(results);
}

async function architecture() {
  const graph = await check('import directions', tools.depcruise, [
    'src',
    'webview',
    'test',
    '--output-type',
    'err-long',
  ]);
  return sum([graph, await mochaSuite('architecture', { testMs: 120_000, suiteMs: 8 * MINUTE })]);
}

/**
 * One tool over the whole tree, counted as one check.
 * @param {string} title
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<PartResult>}
 */
async function check(title, script, args) {
  const { code, timedOut } = await runChild(process.execPath, [script, ...args], { cwd: root, timeoutMs: 5 * MINUTE });
  console.log(`${code === 0 ? 'ok' : 'FAILED'}: ${title}`);
  if (code === 0) return { ...nothing(), passed: 1 };
  return failure(title, timedOut ? 'It did not end within 5 minutes.' : 'Its findings are above.');
}

/** @type {Promise<PartResult | undefined> | undefined} */
let built;

/** Builds once for all suites of a run; what a failed build answers is the result of each suite that needed it. */
function buildTests() {
  built ??= build({ tests: true }).then(
    () => undefined,
    (error) => failure('build', String(error.message)),
  );
  return built;
}

/**
 * Every dist/test/<suite>/**\/*.test.js in a mocha of its own.
 * @param {string} suite
 * @param {{ testMs: number, suiteMs: number }} limits
 * @returns {Promise<PartResult>}
 */
async function mochaSuite(suite, { testMs, suiteMs }) {
  const broken = await buildTests();
  if (broken) return broken;
  const folder = mkdtempSync(join(tmpdir(), 'redis-patterns-suite-'));
  const file = join(folder, 'result.json');
  try {
    const args = ['dist/test/support/suite/runSuite.js', suite, String(testMs)];
    const end = await runChild(process.execPath, args, {
      cwd: root,
      timeoutMs: suiteMs,
      env: { TEST_RESULT_FILE: file },
    });
    if (end.timedOut) return failure(suite, `The suite did not end within ${suiteMs / MINUTE} minutes.`);
    // A process that died says nothing about its tests, whatever its exit code.
    if (!existsSync(file)) return failure(suite, `The suite ended with code ${end.code} before it had a result.`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The host suite runs inside a VS Code; its runner chooses which, and prints its counts and skips as lines. */
async function hostSuite() {
  const broken = await buildTests();
  if (broken) return broken;
  const counted = nothing();
  let closed = false;
  const onLine = (/** @type {string} */ line) => {
    const skip = /^skipped: (.*) \((.*)\)$/.exec(line);
    if (skip) counted.skipped.push({ title: skip[1] ?? '', reason: skip[2] ?? '' });
    const closing = /^(\d+) passed, (\d+) failed/.exec(line);
    if (closing) [closed, counted.passed, counted.failed] = [true, Number(closing[1]), Number(closing[2])];
  };
  const runner = 'dist/test/support/vscode/runHostTests.js';
  const end = await runChild(process.execPath, [runner], { cwd: root, timeoutMs: 15 * MINUTE, onLine });
  if (end.timedOut) return failure('host', 'The suite did not end within 15 minutes.');
  if (!closed) return failure('host', `The runner ended with code ${end.code} before it had a result.`);
  if (counted.failed > 0)
    counted.failures.push({ title: 'host', message: `${counted.failed} failed, as printed above.` });
  else if (end.code !== 0 && counted.passed > 0)
    return sum([counted, failure('host', `The runner ended with code ${end.code}.`)]);
  return counted;
}
