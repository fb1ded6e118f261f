import * as vscode from 'vscode';
import type { KeyNode } from './keyRows';
import { idOf } from './keyRows';

/**
 * The rows that a key press is about, as in the Explorer: the one that has the focus, or all that are selected where it is
 * one of them. Arrow keys move the focus alone, and VS Code tells extensions of the selection only (`TreeView.activeItem`
 * is a proposal). So the focused row's selection is toggled to see which it is, and toggled back: no command runs by that,
 * where selecting the row (`list.selectAndPreserveFocus`) would open the key and fold the namespace.
 */
export async function focusedRows(selection: () => readonly KeyNode[]): Promise<readonly KeyNode[]> {
  const before = selection();
  await vscode.commands.executeCommand('list.toggleSelection');
  const known = new Set(before.map(idOf));
  const focused = selection().find((node) => !known.has(idOf(node)));
  await vscode.commands.executeCommand('list.toggleSelection');
  // Without a new one, the focused row was selected already, or nothing has the focus.
  return focused ? [focused] : before;
}
