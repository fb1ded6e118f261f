import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { writeAsAnswered } from '../../src/host/actions/scaffoldProject';
import { differs, planFiles } from '../../src/host/editor/projectFiles';
import { activated, codeOf } from './product';

// A modal question cannot be answered in an extension host under test: VS Code dismisses it, as a person by Escape does.
// What the two answers do is tested below it.

describe('scaffolding a project, in a real extension host', () => {
  let folder: string;

  before(() => activated());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scaffold-'));
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true });
  });

  it('writes all files, opens the source, and puts no connection into any', async () => {
    await scaffold('leaderboard', 'ioredis');
    assert.deepEqual(await filesBelow(folder), [
      ...['.env.example', '.gitignore', 'README.md', 'compose.yaml', 'docs/leaderboard.md', 'package.json'],
      ...['src/leaderboard.test.ts', 'src/leaderboard.ts', 'tsconfig.json'],
    ]);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, path.join(folder, 'src/leaderboard.ts'));
    const source = await text('src/leaderboard.ts');
    assert.match(source, /defineCommand\('countWin'/);
    assert.doesNotMatch(source, /#region|#tabstop/);
    assert.doesNotMatch(await text('docs/leaderboard.md'), /!\[/, 'the lesson without its picture, which stays behind');
    assert.match(await text('.env.example'), /^REDIS_URL=redis:\/\/localhost:6379$/m);
  });

  it('writes a module alone', async () => {
    await scaffold('rate-limiting', 'redis-py', 'module');
    assert.deepEqual(await filesBelow(folder), ['rate_limiting.py']);
  });

  it('puts a second pattern beside the first without a question', async () => {
    await scaffold('leaderboard', 'redis-py');
    const before = await contents();
    await scaffold('inventory', 'redis-py');
    const after = await contents();
    const own = ['docs/inventory.md', 'inventory.py', 'test_inventory.py'];
    assert.deepEqual([...after.keys()].sort(), [...before.keys(), ...own].sort());
    for (const [name, old] of before) assert.equal(after.get(name), old, name);
  });

  it('keeps a manifest that has the client already, without a question', async () => {
    const manifest = '{ "name": "mine", "dependencies": { "ioredis": "^6.0.0" } }\n';
    await writeFile(path.join(folder, 'package.json'), manifest);
    await scaffold('leaderboard', 'ioredis');
    assert.equal(await text('package.json'), manifest);
    assert.ok((await filesBelow(folder)).includes('src/leaderboard.ts'), 'the rest is there');
  });

  it('asks before a changed file, and loses nothing when the answer is no', async () => {
    await scaffold('leaderboard', 'ioredis');
    await writeFile(path.join(folder, 'src/leaderboard.ts'), '// mine\r\n');
    await rm(path.join(folder, 'README.md'));
    const before = await contents();
    await scaffold('leaderboard', 'ioredis');
    assert.deepEqual(await contents(), before, 'not even what is missing is written');
  });

  it('leaves a file alone that has only other line ends', async () => {
    await scaffold('leaderboard', 'ioredis', 'module');
    const file = path.join(folder, 'leaderboard.ts');
    const windows = (await readFile(file, 'utf8')).replaceAll('\n', '\r\n');
    await writeFile(file, windows);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await scaffold('leaderboard', 'ioredis', 'module');
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file, 'it went on to the end');
    assert.equal(await readFile(file, 'utf8'), windows);
  });

  it('keeps what is there and writes the rest', async () => {
    await writeFile(path.join(folder, 'a.txt'), 'mine');
    const files = await plan();
    assert.deepEqual(
      files.filter(differs).map((file) => file.path),
      ['a.txt'],
    );
    const { kept } = await writeAsAnswered(files, 'keep');
    assert.deepEqual(
      kept.map((file) => file.path),
      ['a.txt'],
    );
    assert.equal(await text('a.txt'), 'mine');
    assert.equal(await text('deep/er/b.txt'), TRICKY);
  });

  it('has nothing to do where all is there already', async () => {
    await writeAsAnswered(await plan(), 'keep');
    const before = await contents();
    assert.deepEqual(await writeAsAnswered(await plan(), 'keep'), { kept: [] });
    assert.deepEqual(await contents(), before);
  });

  it('overwrites what is there when that is wanted, which can be undone', async () => {
    await writeFile(path.join(folder, 'a.txt'), 'mine');
    const { kept } = await writeAsAnswered(await plan(), 'overwrite');
    assert.deepEqual(kept, []);
    assert.equal(await text('a.txt'), 'a\n');
    const document = await vscode.workspace.openTextDocument(path.join(folder, 'a.txt'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'mine');
    await document.save();
  });

  it('takes what is typed and not saved for what is there', async () => {
    const file = path.join(folder, 'a.txt');
    await writeFile(file, 'a\n');
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'typed '));
    const files = await plan();
    assert.deepEqual(
      files.filter(differs).map((one) => one.path),
      ['a.txt'],
    );
    await writeAsAnswered(files, 'keep');
    assert.equal(editor.document.getText(), 'typed a\n');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('says where a folder stands in the way of a file', async () => {
    await mkdir(path.join(folder, 'a.txt'));
    assert.equal(await codeOf(plan()), 'NOT_AVAILABLE');
  });

  const TRICKY = 'cost = "$1 ${x} \\n }" \\ ünï 🎉\r\n';

  function plan() {
    return planFiles(vscode.Uri.file(folder), [
      { path: 'a.txt', text: 'a\n' },
      { path: 'deep/er/b.txt', text: TRICKY },
    ]);
  }

  async function scaffold(patternId: string, client: string, form = 'project'): Promise<void> {
    const uri = vscode.Uri.file(folder).toString();
    await vscode.commands.executeCommand('redisPatterns.snippet.scaffold', { patternId, client, form, folder: uri });
  }

  function text(name: string): Promise<string> {
    return readFile(path.join(folder, name), 'utf8');
  }

  async function contents(): Promise<ReadonlyMap<string, string>> {
    const names = await filesBelow(folder);
    return new Map(await Promise.all(names.map(async (name) => [name, await text(name)] as const)));
  }
});

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const kinds = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).isFile()));
  return names.filter((_name, index) => kinds[index]).sort();
}
