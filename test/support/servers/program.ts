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
export async function identify(
  binary: string,
  env: Record<string, string> = {},
  leading: readonly string[] = [],
): Promise<Identity | undefined> {
  const { ok, stdout } = await run(binary, [...leading, '--version'], { env, timeout: 10_000 });
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
  rest: Pick<FoundServer, 'source'> & Partial<Pick<FoundServer, 'leading' | 'args' | 'env'>>,
): FoundServer {
  const cli = path.join(path.dirname(binary), `${identity.product}-cli`);
  return {
    available: true,
    flavour,
    binary,
    leading: rest.leading ?? [],
    args: rest.args ?? [],
    env: rest.env ?? {},
    version: identity.version,
    source: rest.source,
    ...(isProgram(cli) ? { cli } : {}),
  };
}

/** The environment with which a program finds the libraries that were unpacked below `folder`; empty if there are none. */
export function libraryEnv(folder: string): Record<string, string> {
  const folders = libraryFolders(folder);
  return folders.length === 0 ? {} : { LD_LIBRARY_PATH: folders.join(path.delimiter) };
}

/** Debian's multiarch folders below `folder`. */
export function libraryFolders(folder: string): string[] {
  const roots = [path.join(folder, 'usr', 'lib'), path.join(folder, 'lib')].filter((root) => fs.existsSync(root));
  return roots.flatMap((root) =>
    fs
      .readdirSync(root)
      .filter((name) => name.endsWith('-linux-gnu'))
      .map((name) => path.join(root, name)),
  );
}
