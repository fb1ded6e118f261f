import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hasApt, installPackages, privateLists, suiteSource, systemLists, unpackPackages } from './apt';
import type { AptLists } from './apt';
import { cacheOf, installed, installOnce } from './cache';
import type { FindOptions, FoundServer } from './flavours';
import { addLibraries } from './libraries';
import { found, identify, libraryEnv } from './program';
import type { Identity } from './program';

/** A server as Debian and its descendants package it. */
export interface DebianServer {
  readonly flavour: 'redis7' | 'valkey';
  /** Holds the program's name, a link to the checking tool of the tools package. */
  readonly packages: readonly [server: string, tools: string];
  readonly program: 'redis-server' | 'valkey-server';
  readonly checkingTool: string;
  /** Newer Debian releases package Redis 8, which is not what `redis7` promises. */
  accepts(identity: Identity): boolean;
}

/**
 * The server from the cache, else from the system's packages, unpacked into the cache.
 * @throws with what was tried when there is none.
 */
export async function debianServer(wanted: DebianServer, options: FindOptions): Promise<FoundServer> {
  const cache = cacheOf(options);
  for (const folder of installed(cache, wanted.flavour)) {
    const server = await look(wanted, folder);
    if (server) return server;
    // It does not run here: the cache was restored from another system. Make room.
    fs.rmSync(folder, { recursive: true, force: true });
  }
  if (!hasApt()) throw new Error('this system has no apt-get and dpkg-deb');
  options.say?.(`Fetching the package ${wanted.packages[0]} into the cache`);
  const folder = await installOnce(cache, wanted.flavour, (draft) => fill(wanted, draft));
  const server = await look(wanted, folder);
  if (!server) throw new Error(`the unpacked ${wanted.program} does not run here`);
  return server;
}

async function look(wanted: DebianServer, folder: string): Promise<FoundServer | undefined> {
  const binary = path.join(folder, 'usr', 'bin', wanted.program);
  const env = libraryEnv(folder);
  const identity = await identify(binary, env);
  if (!identity || !wanted.accepts(identity)) return undefined;
  return found(wanted.flavour, binary, identity, { env, source: `system package ${wanted.packages[0]}` });
}

/** Downloads into `draft`, trying the lists the system has, then fresh ones, then backports; at last installs the tools. */
async function fill(wanted: DebianServer, draft: string): Promise<string> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-lists-'));
  const problems: string[] = [];
  try {
    const fresh = privateLists(path.join(scratch, 'system'));
    const attempts: (() => Promise<AptLists | undefined>)[] = [
      () => Promise.resolve(systemLists),
      () => Promise.resolve(fresh),
      async () => {
        const backports = await suiteSource(fresh, (codename) => `${codename}-backports`);
        return backports === undefined ? undefined : privateLists(path.join(scratch, 'backports'), [backports]);
      },
    ];
    for (const attempt of attempts) {
      try {
        const lists = await attempt();
        if (!lists) continue;
        await lists.refresh();
        return await unpackServer(wanted, draft, lists, [systemLists, fresh]);
      } catch (error) {
        problems.push((error as Error).message);
        empty(draft);
      }
    }
    return await linkInstalled(wanted, draft);
  } catch (error) {
    throw new Error([...problems, (error as Error).message].join('; '), { cause: error });
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function unpackServer(wanted: DebianServer, draft: string, lists: AptLists, base: AptLists[]): Promise<string> {
  const { version, depends } = await unpackPackages(lists, wanted.packages, draft);
  const binary = path.join(draft, 'usr', 'bin', wanted.program);
  const missing = await addLibraries(binary, draft, [...base, lists], depends);
  if (missing.length > 0) throw new Error(`${wanted.program} ${version} needs ${missing.join(', ')}`);
  const identity = await identify(binary, libraryEnv(draft));
  if (!identity) throw new Error(`${wanted.program} ${version} does not run here`);
  if (!wanted.accepts(identity)) throw new Error(`the package is ${identity.product} ${identity.version}`);
  // Without the epoch: a colon in a folder's name would cut the library path in two.
  return version.replace(/^\d+:/, '');
}

/**
 * The last resort installs the tools package only: it brings the libraries and starts no service. Its checking tool is the
 * server under another name (the program looks at what it was called as), so a link makes the server, as Debian's own does.
 */
async function linkInstalled(wanted: DebianServer, draft: string): Promise<string> {
  const problem = await installPackages([wanted.packages[1]]);
  if (problem) throw new Error(`installing ${wanted.packages[1]}: ${problem}`);
  const folder = path.join(draft, 'usr', 'bin');
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(path.join('/usr/bin', wanted.checkingTool), path.join(folder, wanted.program));
  const identity = await identify(path.join(folder, wanted.program));
  if (!identity || !wanted.accepts(identity)) throw new Error(`${wanted.packages[1]} has no fitting server`);
  return identity.version;
}

function empty(folder: string): void {
  for (const entry of fs.readdirSync(folder)) fs.rmSync(path.join(folder, entry), { recursive: true, force: true });
}
