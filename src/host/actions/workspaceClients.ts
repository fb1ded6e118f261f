import * as vscode from 'vscode';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import type { Manifest } from '../../core/snippets/detectClients';
import { detectClients, inOneLanguage, isManifestOf } from '../../core/snippets/detectClients';
import { otherLanguages } from '../../core/snippets/otherLanguages';

/** Manifests that are read at most: a repository of many packages says the same again and again. */
const MOST = 30;
/** Folders of what is installed or built. */
const NOT_OURS = '**/{node_modules,.venv,venv,target,dist}/**';
const CHOSEN = 'chosenSnippetClients';

/** Which clients the workspace's projects use, and which one was chosen for a language before. */
export class WorkspaceClients {
  constructor(private readonly state: vscode.Memento) {}

  /**
   * Of these clients those that the workspace depends on, in the language of the editor or of the project, and those that have
   * to be installed first. What is nearest to the document decides, where it lies in a project.
   */
  async find(
    among: readonly SnippetClient[],
    {
      document,
      languageId,
    }: { readonly document?: vscode.Uri | undefined; readonly languageId?: string | undefined } = {},
  ): Promise<{ used: readonly SnippetClient[]; missing: readonly SnippetClient[] }> {
    const manifests = await readManifests(document);
    const installed = detectClients(among, manifests, document?.path);
    // Without a manifest nothing is installed either.
    const missing = among.filter((client) => !installed.includes(client) && client.manifests.length > 0);
    return { used: inOneLanguage(installed, manifests, languageId), missing };
  }

  /** The language of the editor, or without one of the project, where it has Redis clients that there is no code for. */
  async otherLanguage(languageId: string | undefined): Promise<string | undefined> {
    if (languageId !== undefined) return otherLanguages.find((other) => other.languageId === languageId)?.title;
    for (const { title, manifest } of otherLanguages) {
      if ((await vscode.workspace.findFiles(`**/${manifest}`, NOT_OURS, 1)).length > 0) return title;
    }
    return undefined;
  }

  /** The one that was last chosen for code of this language. */
  remembered(languageId: string): string | undefined {
    const chosen = this.state.get<Readonly<Record<string, unknown>>>(CHOSEN, {});
    const id = chosen[languageId];
    return typeof id === 'string' ? id : undefined;
  }

  async remember({ id, languageIds }: SnippetClient): Promise<void> {
    const chosen = this.state.get<Readonly<Record<string, unknown>>>(CHOSEN, {});
    const own = Object.fromEntries(languageIds.map((language) => [language, id]));
    await this.state.update(CHOSEN, { ...chosen, ...own });
  }
}

async function readManifests(document: vscode.Uri | undefined): Promise<readonly Manifest[]> {
  const names = [...new Set(snippetClients.flatMap(({ manifests }) => manifests))];
  const glob = `**/{${names.join(',')}}`;
  const found = await vscode.workspace.findFiles(glob, NOT_OURS, MOST);
  // Of very many the nearest may not be among those that were found.
  const files = new Map([...(await manifestsAbove(document)), ...found].map((uri) => [uri.toString(), uri]));
  return Promise.all(
    [...files.values()].map(async (uri) => {
      const slash = uri.path.lastIndexOf('/');
      return { folder: uri.path.slice(0, slash), name: uri.path.slice(slash + 1), text: await readText(uri) };
    }),
  );
}

/** The manifests in the document's folder and those above it, up to the workspace's. */
async function manifestsAbove(document: vscode.Uri | undefined): Promise<vscode.Uri[]> {
  const root = document && vscode.workspace.getWorkspaceFolder(document)?.uri;
  if (!document || !root) return [];
  const found: vscode.Uri[] = [];
  for (let folder = document; folder.path.length > root.path.length;) {
    folder = vscode.Uri.joinPath(folder, '..');
    for (const name of await namesIn(folder)) {
      if (snippetClients.some((client) => isManifestOf(client, name))) found.push(vscode.Uri.joinPath(folder, name));
    }
  }
  return found;
}

async function namesIn(folder: vscode.Uri): Promise<string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}

/** A file that is gone by now, or may not be read, names nothing. */
async function readText(uri: vscode.Uri): Promise<string> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch {
    return '';
  }
}
