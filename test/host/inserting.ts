import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import * as vscode from 'vscode';
import { snippetClients } from '../../src/core/snippets/clients';
import { runnerOf } from '../snippets/runners/runners';

// Opens editors, inserts code into them, and asks the languages' own tools whether a text is a program.

/** `|` is where the caret is. */
export async function open(language: string, marked: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content: marked.replace('|', '') });
  const editor = await vscode.window.showTextDocument(document);
  const client = snippetClients.find(({ languageIds }) => languageIds.some((id) => id === language));
  // As the formatters that look at the code afterwards want it.
  editor.options = { insertSpaces: client?.indent !== '\t', tabSize: client?.indent.length ?? 4 };
  const caret = document.positionAt(marked.indexOf('|'));
  editor.selection = new vscode.Selection(caret, caret);
  return editor;
}

export async function insert(client: string, patternId = 'leaderboard'): Promise<void> {
  await vscode.commands.executeCommand('redisPatterns.snippet.insert', { patternId, client });
}

export function compileTypeScript(text: string): Promise<void> {
  transformSync(text, { loader: 'tsx', format: 'esm', target: 'es2022', logLevel: 'silent' });
  return Promise.resolve();
}

/** As a module, with JSX and without types. */
export function compileJavaScript(text: string): Promise<void> {
  transformSync(text, { loader: 'jsx', format: 'esm', target: 'es2022', logLevel: 'silent' });
  return Promise.resolve();
}

export function compilePython(text: string): Promise<void> {
  const check = 'import ast, sys; ast.parse(sys.stdin.read())';
  const { status, stderr } = spawnSync('python3', ['-c', check], { input: text, encoding: 'utf8' });
  assert.equal(status, 0, `${stderr}\n${text}`);
  return Promise.resolve();
}

/** Code alone is no program. */
export function compileGo(text: string): Promise<void> {
  return built('go-redis', /^func main\(/m.test(text) ? text : `${text.trimEnd()}\n\nfunc main() {}\n`);
}

/** What the text prints when it is run as a program of the client. */
export async function run(client: string, text: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inserted-'));
  try {
    const { program, args, env } = await runnerOf(client).build(text, folder);
    const { status, stdout, stderr } = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
    assert.equal(status, 0, `${stderr}\n${text}`);
    return stdout;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** As the snippets' own tests do: formatted, checked and compiled, with the client library. */
export async function built(client: string, text: string): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inserted-'));
  try {
    await runnerOf(client).build(text.replaceAll('\r\n', '\n'), folder);
  } catch (error) {
    throw new Error(`${String(error)}\n${text}`, { cause: error });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
