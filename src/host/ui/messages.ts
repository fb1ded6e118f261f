import * as vscode from 'vscode';
import { abortError } from '../../core/base/abort';

export interface Question {
  readonly message: string;
  readonly detail?: string;
  /** The verb on the button that goes on. */
  readonly action: string;
}

/** Asks in a modal dialog; ends in an abort error when the answer is no. */
export async function confirm({ message, detail, action }: Question): Promise<void> {
  const options = { modal: true, ...(detail !== undefined && { detail }) };
  if ((await vscode.window.showWarningMessage(message, options, action)) !== action) throw abortError();
}

/** A problem with something people wrote, and where to correct it. */
export async function offerSettings(message: string, setting: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(message, 'Open Settings')) === 'Open Settings') {
    await openSettings(setting);
  }
}

/** Opens the settings where `setting` is written. */
export async function openSettings(setting: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', setting);
}

/** A quiet sentence about what was just done; it goes away by itself. */
export function say(text: string): void {
  vscode.window.setStatusBarMessage(text, 5000);
}
