import { run } from './commands';
import { hasApt, unpackPackages } from './apt';
import type { AptLists } from './apt';
import { libraryEnv } from './program';

/** Shared libraries that a program asks for and this system does not have. Linux only; elsewhere the answer is none. */
export async function missingLibraries(binary: string, folder: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const { stdout } = await run('ldd', [binary], { env: libraryEnv(folder), timeout: 10_000 });
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].flatMap((match) => match[1] ?? []);
}

/**
 * Unpacks the packages among `candidates` that hold a missing library below `folder`, one after the other, as long as one
 * is missing. libc6 is never taken: a second C library beside the system's own loader crashes.
 * @returns the libraries that are missing still.
 */
export async function addLibraries(
  binary: string,
  folder: string,
  lists: readonly AptLists[],
  candidates: readonly string[],
): Promise<string[]> {
  let missing = await missingLibraries(binary, folder);
  if (!hasApt()) return missing;
  for (const name of candidates.filter((candidate) => candidate.startsWith('lib') && !/^libc6/.test(candidate))) {
    if (missing.length === 0) break;
    for (const list of lists) {
      try {
        await unpackPackages(list, [name], folder);
        break;
      } catch {
        // Not in these lists, or named otherwise in this release: what is missing at the end is what counts.
      }
    }
    missing = await missingLibraries(binary, folder);
  }
  return missing;
}
