import * as vscode from 'vscode';
import { abortError } from '../../core/base/abort';
import type { ScaffoldForm } from '../../core/scaffold/scaffold';
import type { SnippetClient } from '../../core/snippets/clients';
import type { Choice } from '../ui/inputs';
import { askChoice } from '../ui/inputs';

/**
 * Where a project shall go: a folder of the workspace, for a project one of its own in it, or any other. Ends in an abort
 * error when none is chosen.
 */
export async function askProjectFolder(title: string, client: SnippetClient, form: ScaffoldForm): Promise<vscode.Uri> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return askAnyFolder(title);
  const choices = folders.flatMap(({ name, uri }): Choice<vscode.Uri | undefined>[] => {
    const own = `redis-patterns-${client.id}`;
    const apart = { label: `${name}/${own}`, description: 'a folder of its own', value: vscode.Uri.joinPath(uri, own) };
    return [...(form === 'project' ? [apart] : []), { label: name, description: 'this folder', value: uri }];
  });
  const other = { label: 'Another Folder...', value: undefined };
  return (await askChoice({ title, placeholder: 'Choose the folder' }, [...choices, other])) ?? askAnyFolder(title);
}

async function askAnyFolder(title: string): Promise<vscode.Uri> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      ...{ title, openLabel: 'Scaffold Here' },
      ...{ canSelectFiles: false, canSelectFolders: true, canSelectMany: false },
    })) ?? [];
  if (!folder) throw abortError();
  return folder;
}
