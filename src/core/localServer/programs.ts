import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as path from 'node:path';

/** Something that can start a Redis here. */
export interface LocalProgram {
  readonly kind: 'server' | 'docker';
  /** Absolute path of what is started. */
  readonly file: string;
  /** As people know it: `redis-stack-server`, `Docker (redis:8)`. */
  readonly title: string;
}

/** The one that can do most first: the Stack has JSON, Search and TimeSeries. */
const SERVERS = ['redis-stack-server', 'redis-server', 'valkey-server'];

/** The image that Docker starts: Redis 8 has JSON, Search and TimeSeries built in. */
export const DOCKER_IMAGE = 'redis:8';

/** What there is on the PATH, best first; Docker, which may have to fetch its image, last. */
export async function findLocalPrograms(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly LocalProgram[]> {
  const find = (name: string): Promise<string | undefined> => onPath(name, env, platform);
  const servers = await Promise.all(SERVERS.map(async (title) => ({ title, file: await find(title) })));
  const docker = await find('docker');
  return [
    ...servers.flatMap(({ title, file }) => (file === undefined ? [] : [{ kind: 'server', title, file } as const])),
    ...(docker === undefined ? [] : [{ kind: 'docker', title: `Docker (${DOCKER_IMAGE})`, file: docker } as const]),
  ];
}

async function onPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(windows ? ';' : ':');
  const file = windows ? `${name}.exe` : name;
  for (const folder of folders.filter((each) => path.isAbsolute(each))) {
    const candidate = path.join(folder, file);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
