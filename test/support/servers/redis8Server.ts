import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hasApt, privateLists, suiteSource, unpackPackages } from './apt';
import { cacheOf, installed, installOnce } from './cache';
import type { FindOptions, FoundServer } from './flavours';
import { found, identify, libraryFolders, majorOf } from './program';

/** The Debian release that packages Redis 8, without modules. */
const RELEASE = 'trixie';

/** The server, its libraries, and the C library that they were built with. */
const PACKAGES = [
  ...['redis-server', 'redis-tools', 'libc6', 'libatomic1', 'libcap2', 'libgcc-s1', 'libjemalloc2', 'liblzf1'],
  ...['libssl3t64', 'libstdc++6', 'libsystemd0', 'libzstd1', 'zlib1g'],
];

/**
 * Redis 8 from the cache, else unpacked into it from the Debian release that has it. Older systems' C library is too old for
 * it: the program is run by its own release's loader, which is told where that release's libraries are.
 * @throws with what was tried when there is none.
 */
export async function redis8FromDebian(options: FindOptions): Promise<FoundServer> {
  const cache = cacheOf(options);
  for (const folder of installed(cache, 'redis8')) {
    const server = await look(folder);
    if (server) return server;
    // It does not run here: the cache was restored from another system. Make room.
    fs.rmSync(folder, { recursive: true, force: true });
  }
  if (!hasApt()) throw new Error('this system has no apt-get and dpkg-deb');
  options.say?.('Fetching the package redis-server of a newer Debian into the cache');
  const server = await look(await installOnce(cache, 'redis8', fill));
  if (!server) throw new Error('the unpacked redis-server does not run here');
  return server;
}

async function fill(draft: string): Promise<string> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-lists-'));
  try {
    const fresh = privateLists(path.join(scratch, 'system'));
    await fresh.refresh();
    const source = await suiteSource(fresh, () => RELEASE);
    if (source === undefined) throw new Error('this system is no Debian');
    const lists = privateLists(path.join(scratch, RELEASE), [source]);
    await lists.refresh();
    const { version } = await unpackPackages(lists, PACKAGES, draft);
    // Without the epoch: a colon in a folder's name would cut the library path in two.
    return version.replace(/^\d+:/, '');
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function look(folder: string): Promise<FoundServer | undefined> {
  const libraries = libraryFolders(folder)[0];
  const loader = libraries && fs.readdirSync(libraries).find((name) => name.startsWith('ld-linux'));
  if (!loader) return undefined;
  const binary = path.join(libraries, loader);
  const program = path.join(folder, 'usr', 'bin', 'redis-server');
  const leading = ['--library-path', libraries, '--argv0', 'redis-server', program];
  const identity = await identify(binary, {}, leading);
  if (!identity || majorOf(identity.version) !== 8) return undefined;
  return found('redis8', binary, identity, { leading, source: `package redis-server of Debian ${RELEASE}` });
}
