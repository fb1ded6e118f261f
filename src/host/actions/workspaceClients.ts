import * as vscode from 'vscode';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import type { Manifest } from '../../core/snippets/detectClients';
import { detectClients, hasManifestFor } from '../../core/snippets/detectClients';

/** Manifests that are read at most: a repository of many packages says the same again and again. */
const MOST = 30;
const CHOSEN = 'chosenSnippetClients';

/** Which clients the workspace's projects use, and which one was chosen for a language before. */
export class WorkspaceClients {
  constructor(private readonly state: vscode.Memento) {}

  /** Of these clients those that the workspace depends on, and those that it could but does not. */
  async find(
    among: readonly SnippetClient[],
  ): Promise<{ used: readonly SnippetClient[]; missing: readonly SnippetClient[] }> {
    const manifests = await readManifests();
    const used = detectClients(among, manifests);
    const missing = among.filter((client) => !used.includes(client) && hasManifestFor(client, manifests));
    return { used, missing };
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

async function readManifests(): Promise<readonly Manifest[]> {
  const names = [...new Set(snippetClients.flatMap(({ manifests }) => manifests))];
  const glob = `**/{${names.join(',')}}`;
  const files = await vscode.workspace.findFiles(glob, '**/{node_modules,.venv,venv,target,dist}/**', MOST);
  const texts = await Promise.all(files.map((uri) => readText(uri)));
  return files.map((uri, index) => ({ name: uri.path.slice(uri.path.lastIndexOf('/') + 1), text: texts[index] ?? '' }));
}

/** A file that is gone by now, or may not be read, names nothing. */
async function readText(uri: vscode.Uri): Promise<string> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch {
    return '';
  }
}
