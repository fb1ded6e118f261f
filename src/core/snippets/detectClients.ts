import type { SnippetClient } from './clients';

export interface Manifest {
  /** The path of its folder, with slashes and none at the end. */
  readonly folder: string;
  /** The file's name without its folder. */
  readonly name: string;
  readonly text: string;
}

/**
 * The clients that a project depends on, by its manifests; in the order of `clients`. Of the manifests that lie above the
 * document those nearest to it decide, else all of them.
 */
export function detectClients(
  clients: readonly SnippetClient[],
  manifests: readonly Manifest[],
  documentPath?: string,
): readonly SnippetClient[] {
  return clients.filter((client) =>
    nearestOf(client, manifests, documentPath).some(({ name, text }) => names(name, text, client.packageName)),
  );
}

/**
 * Of clients that differ in their language alone those of the editor's language; without one, of the language that the
 * project is written in: who writes TypeScript depends on it.
 */
export function inOneLanguage(
  clients: readonly SnippetClient[],
  manifests: readonly Manifest[],
  languageId = '',
): readonly SnippetClient[] {
  const isTyped = manifests.some(({ name, text }) => name === 'package.json' && dependsOn(text, 'typescript'));
  return clients.filter((client) => {
    const twin = clients.find(({ id, madeFrom }) => id === client.madeFrom || madeFrom === client.id);
    if (!twin || client.languageIds.includes(languageId)) return true;
    return !twin.languageIds.includes(languageId) && isTyped === (client.madeFrom === undefined);
  });
}

/** Whether a file of this name is a manifest of the client; `*` in the client's names stands for anything. */
export function isManifestOf({ manifests }: SnippetClient, name: string): boolean {
  return manifests.some((glob) => new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`).test(name));
}

function nearestOf(client: SnippetClient, manifests: readonly Manifest[], documentPath = ''): readonly Manifest[] {
  const own = manifests.filter(({ name }) => isManifestOf(client, name));
  const above = own.filter((manifest) => documentPath.startsWith(`${projectOf(manifest)}/`));
  const nearest = Math.max(...above.map((manifest) => projectOf(manifest).length));
  return above.length === 0 ? own : above.filter((manifest) => projectOf(manifest).length === nearest);
}

/** Gradle has its list of versions in a folder of its own. */
function projectOf({ folder, name }: Manifest): string {
  return name === 'libs.versions.toml' ? folder.replace(/\/gradle$/, '') : folder;
}

function names(file: string, text: string, packageName: string): boolean {
  if (file === 'package.json') return dependsOn(text, packageName);
  const [group = '', artifact] = packageName.split(':');
  // Maven names group and artifact apart, and Gradle may do so.
  if (file === 'pom.xml') return packageName.split(':').every((part) => text.includes(`>${part}<`));
  const code = text.replace(/^\s*(?:#|\/\/).*$/gm, '');
  const apart = `\\bgroup\\s*[:=]\\s*["']${escaped(group)}["']\\s*,\\s*name\\s*[:=]\\s*["']${escaped(artifact ?? '')}["']`;
  if (artifact !== undefined && new RegExp(apart).test(code)) return true;
  return new RegExp(`(^|[^\\w.-])${escaped(packageName)}($|[^\\w-])`, 'm').test(code);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
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
