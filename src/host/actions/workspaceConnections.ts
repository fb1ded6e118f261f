import * as vscode from 'vscode';
import { throwIfAborted } from '../../core/base/abort';
import type { DiscoveryFile } from '../../core/redis/discovery';
import { findConnections, isDiscoveryFile } from '../../core/redis/discovery';
import type { FoundConnection } from '../../core/redis/foundConnection';

/** Folders below a workspace folder that are looked into: projects keep these files near the top. */
const DEPTH = 3;
/** Files of this kind are a few kB; a larger one is something else. */
const MAX_BYTES = 256 * 1024;
/** Full of other people's files. */
const PASSED_OVER = new Set(['node_modules', '.git', 'dist', 'build', 'out', 'target', 'vendor', '.venv', 'venv']);

/**
 * The connections that .env and compose files of the workspace name. Walks the folders itself, because the workspace
 * search leaves out files that git ignores, which .env files usually are.
 */
export async function findInWorkspace(signal: AbortSignal): Promise<FoundConnection[]> {
  const files: DiscoveryFile[] = [];
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) await walk(uri, DEPTH, files, signal);
  return findConnections(files);
}

async function walk(folder: vscode.Uri, depth: number, files: DiscoveryFile[], signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  for (const [name, type] of (await readable(vscode.workspace.fs.readDirectory(folder))) ?? []) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type === vscode.FileType.Directory) {
      if (depth > 0 && !PASSED_OVER.has(name)) await walk(uri, depth - 1, files, signal);
    } else if (isDiscoveryFile(name)) {
      const text = await readSmall(uri);
      if (text !== undefined) files.push({ path: vscode.workspace.asRelativePath(uri), text });
    }
  }
}

async function readSmall(uri: vscode.Uri): Promise<string | undefined> {
  const found = await readable(vscode.workspace.fs.stat(uri));
  if (!found || found.type === vscode.FileType.Directory || found.size > MAX_BYTES) return undefined;
  const content = await readable(vscode.workspace.fs.readFile(uri));
  return content && Buffer.from(content).toString('utf8');
}

/** Undefined for what cannot be read, such as a broken link or a folder of another user: the others count all the same. */
async function readable<T>(reading: Thenable<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
