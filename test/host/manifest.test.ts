import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/host/commands/ids';
import { activated, EXTENSION } from './product';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

describe('the manifest, in a real extension host', () => {
  before(activated);

  function manifest(): Manifest['contributes'] {
    return (vscode.extensions.getExtension(EXTENSION)!.packageJSON as Manifest).contributes;
  }

  it('has a handler for each command, and registers no other', async () => {
    // VS Code makes commands of its own for each view; these have other names.
    const own = new RegExp(`^(${Object.values(commandIds).join('|').replaceAll('.', '\\.')})$`);
    const registered = (await vscode.commands.getCommands(false)).filter((id) => own.test(id)).sort();
    assert.deepEqual(registered, Object.values(commandIds).toSorted());
    const contributed = manifest().commands.map(({ command }) => command);
    assert.deepEqual(
      contributed.sort(),
      registered.filter((id) => !id.startsWith('_')),
    );
  });

  it('gives every setting the default that the manifest names', () => {
    const configuration = vscode.workspace.getConfiguration();
    for (const [id, { default: value }] of Object.entries(manifest().configuration.properties)) {
      assert.deepEqual(configuration.inspect(id)?.defaultValue, value, id);
    }
  });
});
