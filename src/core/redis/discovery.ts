import { findComposeConnections } from './composeConnections';
import { findEnvConnections } from './envConnections';
import { readEnvFile } from './envFile';
import type { FoundConnection } from './foundConnection';
import { formatEndpoint } from './profile';

export interface DiscoveryFile {
  /** With slashes, as it is shown to people. */
  readonly path: string;
  readonly text: string;
}

/**
 * The connections that the files name, to be offered: .env files by their values, compose files by their services with a
 * published port. The same server named twice is offered once. Files of other kinds, and examples, are passed over.
 */
export async function findConnections(files: readonly DiscoveryFile[]): Promise<FoundConnection[]> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const found = await Promise.all(sorted.map((file) => findIn(file, sorted)));
  return withoutTwins(found.flat());
}

async function findIn({ path, text }: DiscoveryFile, files: readonly DiscoveryFile[]): Promise<FoundConnection[]> {
  if (isEnvFile(path)) return findEnvConnections(path, text);
  if (!isComposeFile(path)) return [];
  const beside = files.find((file) => file.path === `${folderOf(path)}.env`);
  const variables = new Map(readEnvFile(beside?.text ?? '').map(({ name, value }) => [name, value]));
  return findComposeConnections(path, text, variables);
}

/** Whether a file of this name is worth reading. */
export function isDiscoveryFile(name: string): boolean {
  return isEnvFile(name) || isComposeFile(name);
}

/** `.env.example` and the like hold what is to be filled in. */
function isEnvFile(path: string): boolean {
  const name = nameOf(path);
  return /^\.env(?:\..+)?$|\.env$/.test(name) && !/\.(?:example|sample|template|dist|defaults?)\b/i.test(name);
}

function isComposeFile(path: string): boolean {
  return /^(?:docker-)?compose(?:[.-].+)?\.ya?ml$/.test(nameOf(path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Of those with the same address, database and user, the first that knows the password, or the first. */
function withoutTwins(found: readonly FoundConnection[]): FoundConnection[] {
  const kept = new Map<string, FoundConnection>();
  for (const connection of found) {
    const key = keyOf(connection);
    const twin = kept.get(key);
    if (!twin || (twin.password === undefined && connection.password !== undefined)) kept.set(key, connection);
  }
  return [...kept.values()];
}

function keyOf({ profile }: FoundConnection): string {
  const { topology, database, username } = profile;
  const endpoint = topology.kind === 'standalone' ? formatEndpoint(topology.endpoint) : '';
  return [endpoint.replace(/^127\.0\.0\.1:/, 'localhost:'), database, username ?? ''].join('\n');
}
