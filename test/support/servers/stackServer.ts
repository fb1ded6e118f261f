import * as fs from 'node:fs';
import * as path from 'node:path';
import { findOnPath } from './commands';
import type { FindOptions, FoundServer } from './flavours';
import { found, identify, libraryEnv, majorOf } from './program';
import { stackFolder, wheelName } from './stackWheel';

/** In the order of Redis Stack's own start script: Search must be there before JSON. Gears is left out: slow and unused. */
const stackModules = ['rediscompat', 'redisearch', 'redistimeseries', 'rejson', 'redisbloom'];

/** Where Redis 8 keeps its modules, relative to its program: in Redis's own packages and images. Debian's has none. */
const redis8Modules = ['../lib/redis/modules', '../../local/lib/redis/modules'];

/** Redis Stack that is installed on this system, undefined if there is none. */
export async function stackOnPath(options: FindOptions): Promise<FoundServer | undefined> {
  const script = findOnPath('redis-stack-server', options.searchPath);
  if (!script) return undefined;
  const home = path.dirname(path.dirname(fs.realpathSync(script)));
  return await stackIn(home, {}, 'PATH');
}

/** Redis 8 or newer that is installed on this system, with the modules that lie beside it; undefined if there is none. */
export async function redis8OnPath(options: FindOptions): Promise<FoundServer | undefined> {
  const binary = findOnPath('redis-server', options.searchPath);
  const identity = binary && (await identify(binary));
  if (!binary || !identity || identity.product !== 'redis' || majorOf(identity.version) < 8) return undefined;
  const folders = redis8Modules.map((folder) => path.resolve(path.dirname(fs.realpathSync(binary)), folder));
  const modules = folders.flatMap((folder) => (fs.existsSync(folder) ? modulesIn(folder) : []));
  return found('stack', binary, identity, { args: loading(modules), source: 'PATH' });
}

/**
 * Redis Stack 7.4 from the cache, fetched on first use.
 * @throws with what is missing and what to do.
 */
export async function stackFromWheel(options: FindOptions): Promise<FoundServer> {
  const { stack, libraries } = await stackFolder(options);
  const server = await stackIn(stack, libraryEnv(libraries), wheelName);
  if (!server) throw new Error(`the server of ${wheelName} does not run here`);
  return server;
}

/** The Redis 7.4 inside of Redis Stack, without its modules: runs wherever the wheel does. */
export async function bareStack(options: FindOptions): Promise<FoundServer> {
  return {
    ...(await stackFromWheel(options)),
    flavour: 'redis7',
    args: [],
    source: `${wheelName}, without its modules`,
  };
}

async function stackIn(home: string, env: Record<string, string>, source: string): Promise<FoundServer | undefined> {
  const binary = path.join(home, 'bin', 'redis-server');
  const modules = stackModules.map((name) => path.join(home, 'lib', `${name}.so`));
  const identity = await identify(binary, env);
  if (!identity || !modules.every((file) => fs.existsSync(file))) return undefined;
  return found('stack', binary, identity, { args: loading(modules), env, source });
}

function modulesIn(folder: string): string[] {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.so'));
  return files.sort().map((file) => path.join(folder, file));
}

function loading(modules: readonly string[]): string[] {
  return modules.flatMap((file) => ['--loadmodule', file]);
}
