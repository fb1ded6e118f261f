import * as fs from 'node:fs';
import * as path from 'node:path';
import { findOnPath } from '../../support/servers/commands';
import { findServer } from '../../support/servers/binaries';
import type { FoundServer } from '../../support/servers/flavours';
import type { Runner } from './runner';
import { absent, tool } from './runner';

/** Runs bash with the redis-cli that is installed, or that lies beside a server of the tests. */
export const shellRunner: Runner = {
  async missing() {
    return (
      (await absent('bash', ['--version'])) ?? ((await cliPlace()) ? undefined : 'no redis-cli of version 7 or newer')
    );
  },
  async build(source, folder) {
    const file = path.join(folder, 'snippet.sh');
    fs.writeFileSync(file, source);
    await tool('bash', ['-n', file]);
    const place = await cliPlace();
    if (!place) throw new Error('There is no redis-cli.');
    const program = path.join(folder, 'redis-cli');
    if (!findOnPath('redis-cli', folder)) installCli(place, program);
    return { program: 'bash', args: [file], env: { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` } };
  },
};

interface CliPlace {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

async function cliPlace(): Promise<CliPlace | undefined> {
  const servers = await Promise.all((['redis7', 'stack'] as const).map((flavour) => findServer(flavour)));
  const found = servers.find((server): server is FoundServer => server.available && server.cli !== undefined);
  return found?.cli === undefined ? undefined : { file: found.cli, env: found.env };
}

/** As an installation would have it on the PATH, with the libraries that it needs. */
function installCli({ file, env }: CliPlace, program: string): void {
  const variables = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`);
  fs.writeFileSync(program, `#!/bin/sh\n${variables.join('')}exec '${file}' "$@"\n`, { mode: 0o755 });
}
