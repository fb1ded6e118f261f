import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findServer } from '../support/servers/binaries';

export interface Cli {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A redis-cli whose `--scan` takes a `--count`: those of Redis 7.0 and older do not, so that of another flavour is used
 * against the same server. Its own default (COUNT 10) would be no yardstick: it is five times slower.
 * @throws when there is none.
 */
export async function findCli(): Promise<Cli> {
  for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
    const server = await findServer(flavour);
    if (!server.available || server.cli === undefined) continue;
    const { stdout, stderr } = await promisify(execFile)(server.cli, ['--help'], {
      env: { ...process.env, ...server.env },
    }).catch((error: unknown) => error as { stdout: string; stderr: string });
    // Its help is not where, nor does it end as, other programs' do.
    if (`${stdout}${stderr}`.includes('--count')) return { program: server.cli, env: server.env };
  }
  throw new Error('No redis-cli here knows --count (Redis 7.2 and later): install one to compare with.');
}
