import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { clientOf } from '../../src/core/snippets/clients';
import { insertCode } from '../../src/host/editor/insertCode';
import { needRunner } from '../snippets/runners/runners';
import { built, insert, open, run } from './inserting';
import { activated, codeOf } from './product';

// Wherever the caret is, the document is a program after the insertion: the languages' own tools say so.

interface Case {
  readonly client: string;
  readonly language: string;
  /** What the caret is in, and the document around it. */
  readonly places: Readonly<Record<string, string>>;
  readonly check: (text: string) => Promise<void>;
}

const CASES: readonly Case[] = [
  {
    ...{ client: 'ioredis', language: 'typescript', check: (text) => built('ioredis', text) },
    places: {
      'the body of a class': 'export class Shop {\n  readonly name = 1;|\n\n  open(): void {}\n}\n',
      'an object': 'export const shop = {\n  name: 1,|\n  open: true,\n};\n',
      'an interface': 'export interface Shop {\n  name: string;|\n  open: boolean;\n}\n',
      'a function that is not async': 'export function shop(): number {\n  const a = 1;|\n  return a;\n}\n',
      'the first line of a chain':
        "export const shop = 'a, b'|\n  .split(', ')\n  .map((name) => name.trim())\n  .filter((name) => name !== '');\n",
      'an empty line with spaces': 'export const shop = 1;\n    |\nexport const open = true;\n',
    },
  },
  {
    ...{ client: 'redis-py', language: 'python', check: runsAlone },
    places: {
      'the body of a class': 'class Shop:\n    name = 1|\n\n    def open(self):\n        pass\n',
      'a decorator': 'from functools import cache\n\n\n@cache|\ndef shop():\n    return 1\n',
      'the main block':
        'def main():\n    pass\n\n\nif __name__ == "__main__":\n    main()|\n    print(top_players.__name__)\n',
      'an empty line with spaces': 'shop = 1\n    |\nopened = True\n',
    },
  },
  {
    ...{ client: 'jedis', language: 'java', check: (text) => built('jedis', text) },
    places: {
      'an annotation':
        'public class Shop {\n    @Override|\n    public String toString() {\n        return "";\n    }\n}\n',
      'a signature whose brace is below': 'public class Shop {\n    void open()|\n    {\n    }\n}\n',
      'a field whose value is below': 'public class Shop {\n    int a =|\n            1;\n}\n',
      'the constants of an enum': 'enum Shop {\n    SMALL,|\n    BIG\n}\n',
    },
  },
];

describe('the place of inserted code, in a real extension host', () => {
  before(() => activated());
  // Not only closed: a backup that VS Code took meanwhile would come back with the next untitled file.
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  for (const { client, language, places, check } of CASES) {
    describe(`for ${client}`, function () {
      this.timeout(180_000);
      before(function () {
        return needRunner(this, client);
      });

      for (const [name, text] of Object.entries(places)) {
        it(`is right when the caret is in ${name}`, async () => {
          const editor = await open(language, text);
          await insert(client);
          await check(editor.document.getText());
        });
      }
    });
  }

  it('is none in a file that is read-only, and that is said', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'read-only-'));
    const file = path.join(folder, 'shop.ts');
    fs.writeFileSync(file, 'export const shop = 1;\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    const client = clientOf('ioredis');
    assert.ok(client);
    const code = { imports: [], parts: [{ text: 'const a = 1;' }] };
    assert.equal(await codeOf(insertCode(editor, { code, tabStops: [], client, name: 'Shop' })), 'NOT_AVAILABLE');
    assert.equal(editor.document.isDirty, false);
    fs.rmSync(folder, { recursive: true });
  });

  it('is indented as the editor indents, its texts as they are', async () => {
    const editor = await open('typescript', 'export const shop = 1;|\n');
    editor.options = { insertSpaces: false, tabSize: 4 };
    await insert('ioredis');
    const text = editor.document.getText();
    assert.match(text, /^\tconst /m);
    assert.match(text, /^ {2}local /m, 'Lua');
    assert.doesNotMatch(text, /^ {2}const /m);
    assert.doesNotMatch(text, /[ \t]$/m, 'nothing stands at the end of a line');
  });
});

/** Needs no server: what a module defines is called from outside, and calls what else the module defines. */
async function runsAlone(text: string): Promise<void> {
  const printed = await run('redis-py', `${text}\nprint(len(period_boards()), top_players.__name__)\n`);
  assert.match(printed, /^2 top_players$/m);
}
