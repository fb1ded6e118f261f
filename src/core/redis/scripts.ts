import { createHash } from 'node:crypto';
import { CodedError } from '../base/errors';
import type { Executor, Script, SendOptions } from './executor';
import type { Command, CommandArg, Reply } from './reply';
import { ReplyError } from './reply';

const hashes = new WeakMap<Script, string>();

/** The name the server knows the script by: the SHA-1 of its text, in hex. */
export function scriptSha(script: Script): string {
  let sha = hashes.get(script);
  if (sha === undefined) {
    sha = createHash('sha1').update(script.lua).digest('hex');
    hashes.set(script, sha);
  }
  return sha;
}

/**
 * Runs the script: by its hash, and with its whole text only where the server has forgotten it. Rejects with a
 * `CodedError`; throws a RangeError when the number of keys is not the script's.
 */
export async function runScript(
  executor: Executor,
  script: Script,
  keys: readonly CommandArg[],
  args: readonly CommandArg[] = [],
  options?: SendOptions,
): Promise<Reply> {
  try {
    return await executor.send(scriptCommand(script, keys, args), options);
  } catch (error) {
    // The server checks for the script before it runs anything, so running it again does nothing twice.
    if (!isNoScript(error)) throw error;
    return executor.send(['EVAL', script.lua, keys.length, ...keys, ...args], options);
  }
}

/** The script as one command of a pipeline. `ensureLoaded` first: a pipeline has no second try. */
export function scriptCommand(script: Script, keys: readonly CommandArg[], args: readonly CommandArg[] = []): Command {
  if (keys.length !== script.keyCount) {
    throw new RangeError(`${script.name} takes ${String(script.keyCount)} keys, got ${String(keys.length)}`);
  }
  return ['EVALSHA', scriptSha(script), keys.length, ...keys, ...args];
}

/** What was loaded through an executor: it lives no longer than one piece of work. */
const loaded = new WeakMap<Executor, Set<string>>();

/**
 * Makes the server know the scripts, asked for all at once. Those that were loaded through the same executor before are not
 * sent again: whoever works for long on one has to live with a server that forgets them meanwhile.
 */
export async function ensureLoaded(
  executor: Executor,
  scripts: readonly Script[],
  options?: SendOptions,
): Promise<void> {
  const known = loaded.get(executor) ?? new Set<string>();
  loaded.set(executor, known);
  const missing = scripts.filter((script) => !known.has(scriptSha(script)));
  await Promise.all(missing.map(({ lua }) => executor.send(['SCRIPT', 'LOAD', lua], options)));
  for (const script of missing) known.add(scriptSha(script));
}

function isNoScript(error: unknown): boolean {
  if (!(error instanceof CodedError)) return false;
  return error.cause instanceof ReplyError && error.cause.message.startsWith('NOSCRIPT');
}
