import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../repository';
import type { FindOptions } from './flavours';

/** How long to wait for another process that is installing the same thing, in milliseconds: two downloads' worth. */
const lockPatience = 600_000;
/** A lock without an owner's number is from a process that died between two calls, once it is this old (milliseconds). */
const ownerlessAge = 10_000;

/** Where fetched servers of this platform are kept. One machine's folder may be shared by others, hence the platform. */
export function cacheOf(options: FindOptions): string {
  const folder = options.cacheFolder ?? path.join(repositoryRoot(), '.cache', 'servers');
  return path.join(folder, `${process.platform}-${process.arch}`);
}

/** Installed versions of something in the cache, newest first, as absolute folders. What is listed is complete. */
export function installed(cache: string, name: string): string[] {
  const folder = path.join(cache, name);
  if (!fs.existsSync(folder)) return [];
  const versions = fs.readdirSync(folder).filter((entry) => !entry.startsWith('.'));
  const collator = new Intl.Collator('en', { numeric: true });
  return versions.sort((a, b) => collator.compare(b, a)).map((version) => path.join(folder, version));
}

/**
 * Installs something once, whatever number of processes ask at the same time. `fill` unpacks into a private folder and
 * answers the version; only a filled folder gets its final name, `<cache>/<name>/<version>`, which is answered.
 * @param version the one that will do, where it is known before; else any that another process installed meanwhile.
 */
export async function installOnce(
  cache: string,
  name: string,
  fill: (folder: string) => Promise<string>,
  version?: string,
): Promise<string> {
  const home = path.join(cache, name);
  fs.mkdirSync(home, { recursive: true });
  const release = await lock(path.join(home, '.lock'));
  const draft = fs.mkdtempSync(path.join(home, '.draft-'));
  try {
    const already = installed(cache, name).find((entry) => !version || path.basename(entry) === version);
    if (already !== undefined) return already;
    const final = path.join(home, await fill(draft));
    fs.renameSync(draft, final);
    return final;
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
    release();
  }
}

/**
 * A folder is the lock, because making one is atomic on every file system. Two processes that find the same dead owner may
 * both go on: that costs a second download, never a broken cache, since the final rename is atomic too.
 */
async function lock(folder: string): Promise<() => void> {
  const deadline = Date.now() + lockPatience;
  while (!made(folder)) {
    if (isAbandoned(folder)) fs.rmSync(folder, { recursive: true, force: true });
    else if (Date.now() > deadline) throw new Error(`Another process has held ${folder} for ten minutes.`);
    else await sleep(200);
  }
  fs.writeFileSync(path.join(folder, 'owner'), String(process.pid));
  return () => fs.rmSync(folder, { recursive: true, force: true });
}

function made(folder: string): boolean {
  try {
    fs.mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(folder: string): boolean {
  try {
    const age = Date.now() - fs.statSync(folder).mtimeMs;
    const owner = path.join(folder, 'owner');
    if (!fs.existsSync(owner)) return age > ownerlessAge;
    return !isAlive(Number(fs.readFileSync(owner, 'utf8')));
  } catch {
    return false; // It was released in between.
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return true; // Half written.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
