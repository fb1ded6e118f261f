// Children that end with us: each runs in a process group of its own, which is told to stop as a whole, so that the
// servers and browsers a suite started are not left behind by Ctrl-C or by a suite that hangs.
import { spawn } from 'node:child_process';

/** How long a group may take to stop by itself: a suite closes its servers, browser and editor first. */
const GRACE_MS = 10_000;
const ownGroups = process.platform !== 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let interrupted = false;

/**
 * @typedef {object} ChildOptions
 * @property {string} cwd
 * @property {Record<string, string>} [env] added to ours
 * @property {number} [timeoutMs]
 * @property {boolean} [shell]
 * @property {NodeJS.WriteStream} [stdout] where its output goes; ours unless given
 * @property {(line: string) => void} [onLine] hears every line that it prints
 */

/** @typedef {{ code: number, timedOut: boolean }} ChildEnd */

/**
 * Runs a program to its end; its output appears as ours.
 * @param {string} program
 * @param {string[]} args
 * @param {ChildOptions} options
 * @returns {Promise<ChildEnd>}
 */
export function runChild(program, args, options) {
  if (interrupted) return Promise.resolve({ code: 130, timedOut: false });
  const stdout = options.onLine ? 'pipe' : (options.stdout ?? 'inherit');
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: childEnvironment(options.env),
    stdio: ['ignore', stdout, 'inherit'],
    detached: ownGroups,
    shell: options.shell ?? false,
  });
  running.add(child);
  if (options.onLine) forwardLines(child, options.onLine);
  return ended(child, options.timeoutMs);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number | undefined} timeoutMs
 * @returns {Promise<ChildEnd>}
 */
function ended(child, timeoutMs) {
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const limit = timeoutMs && setTimeout(() => ((timedOut = true), stop(child)), timeoutMs);
    const settle = () => {
      if (limit) clearTimeout(limit);
      running.delete(child);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code) => {
      settle();
      resolve({ code: code ?? 1, timedOut });
    });
  });
}

/** @param {Record<string, string>} [added] */
function childEnvironment(added) {
  const environment = { ...process.env, ...added };
  if (process.stdout.isTTY && !process.env['CI']) return environment;
  // Node warns when both are set.
  delete environment['FORCE_COLOR'];
  return { ...environment, NO_COLOR: '1' };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {(line: string) => void} onLine
 */
function forwardLines(child, onLine) {
  let rest = '';
  child.stdout?.setEncoding('utf8');
  child.stdout?.on('data', (/** @type {string} */ text) => {
    process.stdout.write(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => onLine(line));
  });
  child.stdout?.on('end', () => onLine(rest));
}

/** @param {import('node:child_process').ChildProcess} child */
function stop(child) {
  signal(child, 'SIGINT');
  setTimeout(() => signal(child, 'SIGKILL'), GRACE_MS).unref();
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} name
 */
function signal(child, name) {
  if (child.pid === undefined) return;
  try {
    process.kill(ownGroups ? -child.pid : child.pid, name);
  } catch (error) {
    // The group is gone already.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** Makes Ctrl-C, or being told to stop, stop every child first. The second time it kills them. */
export function stopChildrenOnInterrupt() {
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      const again = interrupted;
      interrupted = true;
      process.exitCode = 130;
      for (const child of running) again ? signal(child, 'SIGKILL') : stop(child);
    });
  }
}

export function wasInterrupted() {
  return interrupted;
}
