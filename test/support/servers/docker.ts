import { findOnPath, run } from './commands';
import { freePort } from './freePort';
import { connectResp } from './respClient';
import { until } from './until';

export interface DockerServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts an image of a Redis server in Docker, on 127.0.0.1 and a free port, without persistence.
 * @returns undefined where there is no Docker that runs, or the image is not to be had.
 */
export async function startInDocker(image: string, say: (line: string) => void): Promise<DockerServer | undefined> {
  const docker = findOnPath('docker');
  // A client without an engine waits for one: ten seconds are enough for an engine that is there.
  if (!docker || !(await run(docker, ['info'], { timeout: 10_000 })).ok) return undefined;
  say(`Starting Docker's ${image} (fetched on first use)`);
  const port = await freePort();
  const what = [image, 'redis-server', '--save', '', '--appendonly', 'no'];
  const started = await run(docker, ['run', '--detach', '--rm', '--publish', `127.0.0.1:${port}:6379`, ...what]);
  if (!started.ok) return undefined;
  const container = started.stdout.trim();
  const stop = async () => {
    await run(docker, ['stop', '--time', '2', container]);
  };
  try {
    await until('the container to answer', () => ping(port));
    return { port, stop };
  } catch {
    await stop();
    return undefined;
  }
}

async function ping(port: number): Promise<true> {
  const client = await connectResp({ port, timeout: 1_000 });
  try {
    await client.call('PING');
    return true;
  } finally {
    client.close();
  }
}
