import * as fs from 'node:fs';
import * as path from 'node:path';
import { isProgram, run } from './commands';
import type { Flavour, FoundServer } from './flavours';

/** What a server program says about itself. */
export interface Identity {
  readonly product: 'redis' | 'valkey';
  /** `7.0.15` */
  readonly version: string;
}

/** Runs the program with `--version`; undefined if it does not run here (missing library, other processor) or is no server. */
export async function identify(binary: string, env: Record<string, string> = {}): Promise<Identity | undefined> {
  const { ok, stdout } = await run(binary, ['--version'], { env, timeout: 10_000 });
  const match = /^(Redis|Valkey) server v=(\S+)/.exec(stdout);
  if (!ok || !match?.[1] || !match[2]) return undefined;
  return { product: match[1] === 'Redis' ? 'redis' : 'valkey', version: match[2] };
}

/** `7` of `7.0.15` */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** Makes the answer for a program that was identified. */
export function found(
  flavour: Flavour,
  binary: string,
  identity: Identity,
  rest: { source: string; args?: readonly string[]; env?: Record<string, string> },
): FoundServer {
  const cli = path.join(path.dirname(binary), `${identity.product}-cli`);
  return {
    available: true,
    flavour,
    binary,
    args: rest.args ?? [],
    env: rest.env ?? {},
    version: identity.version,
    source: rest.source,
    ...(isProgram(cli) ? { cli } : {}),
  };
}

/** The environment with which a program finds the libraries that were unpacked below `folder`; empty if there are none. */
export function libraryEnv(folder: string): Record<string, string> {
  const roots = [path.join(folder, 'usr', 'lib'), path.join(folder, 'lib')].filter((root) => fs.existsSync(root));
  const folders = roots.flatMap((root) =>
    fs
      .readdirSync(root)
      .filter((name) => name.endsWith('-linux-gnu')) // Debian's multiarch folders.
      .map((name) => path.join(root, name)),
  );
  return folders.length === 0 ? {} : { LD_LIBRARY_PATH: folders.join(path.delimiter) };
}
