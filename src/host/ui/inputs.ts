import * as vscode from 'vscode';
import { abortError } from '../../core/base/abort';

export interface TextQuestion {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Shows dots instead of characters. */
  readonly secret?: boolean;
  /** What is wrong with the text, in a sentence; nothing when it can be used. */
  readonly validate?: (text: string) => string | undefined;
}

/** Asks for a line of text; ends in an abort error when it is cancelled. */
export function askText(question: TextQuestion): Promise<string> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.secret ?? false;
  box.step = question.step;
  box.totalSteps = question.totalSteps;
  // Addresses and passwords are copied from elsewhere.
  box.ignoreFocusOut = true;
  return new Promise<string>((resolve, reject) => {
    box.onDidChangeValue((text) => {
      // Nobody is told that an empty or half-typed text is wrong; only a correction is acknowledged.
      if (box.validationMessage !== undefined && box.validationMessage !== '') check(text);
    });
    const check = (text: string): boolean => {
      const problem = question.validate?.(text);
      box.validationMessage = problem ?? '';
      return problem === undefined;
    };
    box.onDidAccept(() => {
      if (!check(box.value)) return;
      resolve(box.value);
      box.hide();
    });
    box.onDidHide(() => {
      reject(abortError());
      box.dispose();
    });
    box.show();
  });
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export interface ChoiceQuestion {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly placeholder: string;
}

/** Lets one of `choices` be picked, the first being proposed; ends in an abort error when it is cancelled. */
export function askChoice<T>(question: ChoiceQuestion, choices: readonly Choice<T>[]): Promise<T> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.title = question.title;
  pick.placeholder = question.placeholder;
  pick.step = question.step;
  pick.totalSteps = question.totalSteps;
  pick.items = choices;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  return new Promise<T>((resolve, reject) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (!chosen) return;
      resolve(chosen.value);
      pick.hide();
    });
    pick.onDidHide(() => {
      reject(abortError());
      pick.dispose();
    });
    pick.show();
  });
}
