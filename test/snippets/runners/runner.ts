import * as path from 'node:path';
import type { SnippetClient } from '../../../src/core/snippets/clients';
import { clientOf } from '../../../src/core/snippets/clients';
import { repositoryRoot } from '../../support/repository';
import { run } from '../../support/servers/commands';

/** A command that runs a program, and what it needs of the environment. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the code of one client as a developer would: with its tools, and with the client library fetched once. */
export interface Runner {
  /** Why it cannot run here: a tool that is not there. Undefined when it can. */
  missing(): Promise<string | undefined>;
  /** Writes the source into the folder, checks its format and compiles it. @throws with what the tools say. */
  build(source: string, folder: string): Promise<Command>;
}

/** Client libraries are kept here, each as `<client>/<version>`. Copies for several platforms may lie side by side. */
export function clientCache(): string {
  return path.join(repositoryRoot(), '.cache', 'clients', `${process.platform}-${process.arch}`);
}

/** The entry of the table of clients. */
export function known(id: string): SnippetClient {
  const client = clientOf(id);
  if (!client) throw new Error(`${id} is not in the table of clients.`);
  return client;
}

/** Runs a tool to its end and answers what it printed. @throws with its output when it fails. */
export async function tool(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const { ok, output, stdout } = await run(program, args, options);
  if (!ok) throw new Error(`${[path.basename(program), ...args].join(' ')} failed:\n${output}`);
  return stdout;
}

/** Why a program cannot be used: undefined when `args` make it end well. */
export async function absent(program: string, args: readonly string[]): Promise<string | undefined> {
  const { ok, output } = await run(program, args);
  const [problem = ''] = output.trim().split('\n');
  return ok ? undefined : `no ${[program, ...args].join(' ')}: ${problem}`;
}
