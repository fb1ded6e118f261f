import { brewServer } from './brewServer';
import { findOnPath } from './commands';
import { debianServer } from './debianServer';
import { redis6FromWheel } from './redis6Wheel';
import { redis8FromDebian } from './redis8Server';
import type { DebianServer } from './debianServer';
import type { FindOptions, Flavour, FoundServer, ServerAnswer } from './flavours';
import { found, identify, majorOf } from './program';
import type { Identity } from './program';
import { bareStack, stackFromWheel, stackOnPath } from './stackServer';

type Source = () => Promise<FoundServer | undefined>;

const redis7: DebianServer = {
  flavour: 'redis7',
  packages: ['redis-server', 'redis-tools'],
  program: 'redis-server',
  checkingTool: 'redis-check-rdb',
  accepts: ({ product, version }) => product === 'redis' && majorOf(version) === 7,
};

const valkey: DebianServer = {
  flavour: 'valkey',
  packages: ['valkey-server', 'valkey-tools'],
  program: 'valkey-server',
  checkingTool: 'valkey-check-rdb',
  accepts: ({ product }) => product === 'valkey',
};

const answers = new Map<Flavour, Promise<ServerAnswer>>();

/**
 * Finds a server program of this flavour: installed, in the cache, or fetched into the cache (first time only, up to
 * minutes). Never rejects: a flavour that is not to be had is an answer with the reason.
 */
export function findServer(flavour: Flavour, options: FindOptions = {}): Promise<ServerAnswer> {
  // Only the plain question is asked again and again; one with its own cache or path is asked for its own sake.
  if (options.cacheFolder !== undefined || options.searchPath !== undefined) return search(flavour, options);
  const known = answers.get(flavour) ?? search(flavour, options);
  answers.set(flavour, known);
  return known;
}

/** As findServer, for those who cannot go on without. @throws with the reason. */
export async function requireServer(flavour: Flavour, options: FindOptions = {}): Promise<FoundServer> {
  const answer = await findServer(flavour, options);
  if (!answer.available) throw new Error(answer.reason);
  return answer;
}

async function search(flavour: Flavour, options: FindOptions): Promise<ServerAnswer> {
  const problems: string[] = [];
  for (const source of sources(flavour, options)) {
    try {
      const server = await source();
      if (server) return server;
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return { available: false, reason: `No ${flavour} server: ${problems.join('; ')}` };
}

function sources(flavour: Flavour, options: FindOptions): Source[] {
  if (flavour === 'stack') return [() => stackOnPath(options), () => stackFromWheel(options)];
  if (flavour === 'redis6') return [() => redisOnPath(flavour, 6, options), () => redis6FromWheel(options)];
  if (flavour === 'redis8') return [() => redisOnPath(flavour, 8, options), () => redis8FromDebian(options)];
  const packaged = () => systemServer(flavour, options);
  if (flavour === 'valkey') return [() => serverOnPath(flavour, options), packaged];
  // The wheel's Redis 7.4 comes before Homebrew, which has only newer ones than 7.
  const mac = process.platform === 'darwin';
  const wheel = () => bareStack(options);
  return [() => serverOnPath(flavour, options), ...(mac ? [wheel, packaged] : [packaged, wheel])];
}

/** Redis 7 or Valkey that is installed on this system; undefined if there is none. */
export async function serverOnPath(
  flavour: 'redis7' | 'valkey',
  options: FindOptions,
): Promise<FoundServer | undefined> {
  const wanted = flavour === 'valkey' ? valkey : redis7;
  return await installedServer(wanted.program, flavour, options, (identity) => wanted.accepts(identity));
}

async function redisOnPath(
  flavour: 'redis6' | 'redis8',
  major: number,
  options: FindOptions,
): Promise<FoundServer | undefined> {
  return await installedServer('redis-server', flavour, options, ({ version }) => majorOf(version) === major);
}

/** A server on PATH, whatever its version, answered under the given flavour. */
export async function installedServer(
  program: 'redis-server' | 'valkey-server',
  flavour: Flavour,
  options: FindOptions,
  accepts: (identity: Identity) => boolean = () => true,
): Promise<FoundServer | undefined> {
  const binary = findOnPath(program, options.searchPath);
  const identity = binary && (await identify(binary));
  if (!binary || !identity || !accepts(identity)) return undefined;
  return found(flavour, binary, identity, { source: 'PATH' });
}

/** The system's package: apt's, unpacked into the cache, or Homebrew's. @throws when neither has it. */
export async function systemServer(flavour: 'redis7' | 'valkey', options: FindOptions): Promise<FoundServer> {
  if (process.platform === 'darwin') return await brewServer(flavour, options);
  return await debianServer(flavour === 'valkey' ? valkey : redis7, options);
}
