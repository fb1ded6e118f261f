import * as vscode from 'vscode';
import { abortError } from '../../core/base/abort';
import { inert } from './inert';

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

/** Asks in a modal dialog which way to go; ends in an abort error when it is none of them. */
export async function decide<Action extends string>(
  { message, detail }: { readonly message: string; readonly detail: string },
  ...actions: readonly Action[]
): Promise<Action> {
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...actions);
  if (answer === undefined) throw abortError();
  return answer;
}

/** A problem with something people wrote, and where to correct it. */
export async function offerSettings(message: string, setting: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(inert(message), 'Open Settings')) === 'Open Settings') {
    await openSettings(setting);
  }
}

/** Opens the settings where `setting` is written. */
export async function openSettings(setting: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', setting);
}

/** What is missing, and a page on how to get it. */
export async function offerPage(message: string, action: string, url: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(inert(message), action)) === action) {
    await vscode.env.openExternal(vscode.Uri.parse(url));
  }
}

/** What came of something long: a notification that stays, as a warning where it is not what was asked for. */
export async function tellOutcome(text: string, isProblem: boolean, ...actions: string[]): Promise<string | undefined> {
  const show = isProblem ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  return show(inert(text), ...actions);
}

/** What inserted code needs that the workspace does not have, and how to get it. */
export async function offerInstall(client: string, command: string): Promise<void> {
  const copy = 'Copy Command';
  const message = `This code needs ${client}, which the workspace does not name yet: ${command}`;
  if ((await vscode.window.showInformationMessage(inert(message), copy)) === copy)
    await vscode.env.clipboard.writeText(command);
}

/** What was made, and the commands that come next, to be copied. */
export async function offerCommands(text: string, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) {
    await vscode.window.showInformationMessage(inert(text));
    return;
  }
  const copy = 'Copy Commands';
  const message = `${text} Next: ${commands.join(', ')}`;
  if ((await vscode.window.showInformationMessage(inert(message), copy)) === copy)
    await vscode.env.clipboard.writeText(`${commands.join('\n')}\n`);
}

/** A quiet sentence about what was just done; it goes away by itself. */
export function say(text: string): void {
  vscode.window.setStatusBarMessage(inert(text), 5000);
}
