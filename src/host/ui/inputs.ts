import * as vscode from 'vscode';
import { abortError } from '../../core/base/abort';

/** Where a question stands in a guided input. */
export interface StepPlace {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  /** Offers the way back; taking it rejects with `WentBack`. */
  readonly canGoBack?: boolean;
}

/** A person wants to see the question before this one again. */
export class WentBack extends Error {}

export interface TextQuestion extends StepPlace {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Shows dots instead of characters. */
  readonly secret?: boolean;
  /** A button in the title bar that is on or off. */
  readonly toggle?: Toggle;
  /** What is wrong with the text, in a sentence; nothing when it can be used. */
  readonly validate?: (text: string) => string | undefined;
}

export interface Toggle {
  readonly on: boolean;
  readonly label: string;
  readonly onChange: (on: boolean) => void;
}

/** Asks for a line of text; ends in an abort error when it is cancelled. */
export function askText(question: TextQuestion): Promise<string> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder ?? '';
  box.value = question.value ?? '';
  box.password = question.secret ?? false;
  return new Promise<string>((resolve, reject) => {
    placeIn(box, question, reject);
    if (question.toggle) addToggle(box, question.toggle);
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

export interface ChoiceQuestion<T> extends StepPlace {
  readonly placeholder: string;
  /** Is told which choice the arrow keys are at, from the first on. */
  readonly onFocus?: (value: T) => void;
}

/** Something to try before one chooses; what came of it, in a sentence, stands below it afterwards. */
export interface Trial extends vscode.QuickPickItem {
  readonly tryOut: () => Promise<string>;
}

/**
 * Lets one of `choices` be picked, the first being proposed; ends in an abort error when it is cancelled. Trials among them
 * are carried out, and the question stays open.
 */
export function askChoice<T>(question: ChoiceQuestion<T>, choices: readonly (Choice<T> | Trial)[]): Promise<T> {
  const pick = vscode.window.createQuickPick<Choice<T> | Trial>();
  pick.title = question.title;
  pick.placeholder = question.placeholder;
  pick.items = choices;
  pick.matchOnDescription = true;
  return new Promise<T>((resolve, reject) => {
    placeIn(pick, question, reject);
    pick.onDidChangeActive(([active]) => {
      if (active && 'value' in active) question.onFocus?.(active.value);
    });
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (!chosen) return;
      if ('tryOut' in chosen) {
        void carryOut(pick, chosen);
        return;
      }
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

function placeIn(input: vscode.QuickInput, place: StepPlace, reject: (reason: Error) => void): void {
  input.step = place.step;
  input.totalSteps = place.totalSteps;
  // Addresses and passwords are copied from elsewhere.
  input.ignoreFocusOut = true;
  if (!place.canGoBack) return;
  const stepped = input as vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;
  stepped.buttons = [vscode.QuickInputButtons.Back];
  stepped.onDidTriggerButton((pressed) => {
    if (pressed !== vscode.QuickInputButtons.Back) return;
    reject(new WentBack());
    input.hide();
  });
}

/** The result stands where it was asked for; the row stays the chosen one, so that Enter tries again. */
async function carryOut<Item extends vscode.QuickPickItem>(
  pick: vscode.QuickPick<Item>,
  trial: Item & Trial,
): Promise<void> {
  pick.busy = true;
  const show = (detail: string): void => {
    const shown = { ...trial, detail };
    pick.items = pick.items.map((item) => (item.label === trial.label ? shown : item));
    pick.activeItems = [shown];
  };
  show('Trying…');
  try {
    show(`$(pass) ${await trial.tryOut()}`);
  } catch (error) {
    show(`$(error) ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    pick.busy = false;
  }
}

/** A button that shows whether it is on: the API has none that stays pressed. */
function addToggle(box: vscode.InputBox, { on, label, onChange }: Toggle): void {
  const others = box.buttons;
  let value = on;
  let button: vscode.QuickInputButton;
  const show = (): void => {
    const iconPath = new vscode.ThemeIcon(value ? 'pass-filled' : 'circle-large-outline');
    button = { iconPath, tooltip: `${label}: ${value ? 'on' : 'off'}` };
    box.buttons = [...others, button];
  };
  show();
  box.onDidTriggerButton((pressed) => {
    if (pressed !== button) return;
    value = !value;
    onChange(value);
    show();
  });
}

/** Lets a file be chosen; undefined when none is. `old` is where one begins to look. */
export async function askFile(title: string, old?: string): Promise<string | undefined> {
  const defaultUri = old === undefined ? {} : { defaultUri: vscode.Uri.file(old) };
  const [file] = (await vscode.window.showOpenDialog({ title, openLabel: 'Choose', ...defaultUri })) ?? [];
  return file?.fsPath;
}
