import type { SnippetClient } from './clients';

export interface Manifest {
  /** The file's name without its folder. */
  readonly name: string;
  readonly text: string;
}

/** The clients that a project depends on, by its manifests; in the order of `clients`. */
export function detectClients(
  clients: readonly SnippetClient[],
  manifests: readonly Manifest[],
): readonly SnippetClient[] {
  return clients.filter((client) =>
    manifests.some(({ name, text }) => client.manifests.includes(name) && names(name, text, client.packageName)),
  );
}

/** Whether the project has a manifest in which the client would be named. */
export function hasManifestFor({ manifests: names }: SnippetClient, manifests: readonly Manifest[]): boolean {
  return manifests.some(({ name }) => names.includes(name));
}

function names(file: string, text: string, packageName: string): boolean {
  if (file === 'package.json') return dependsOn(text, packageName);
  // Maven names group and artifact apart.
  if (file === 'pom.xml') return packageName.split(':').every((part) => text.includes(`>${part}<`));
  const escaped = packageName.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(^|[^\\w.-])${escaped}($|[^\\w-])`, 'm').test(text);
}

function dependsOn(text: string, packageName: string): boolean {
  try {
    const manifest = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
    const kinds = ['dependencies', 'devDependencies', 'peerDependencies'];
    return kinds.some((kind) => Object.hasOwn(manifest[kind] ?? {}, packageName));
  } catch {
    // A manifest that is being edited says nothing.
    return false;
  }
}
