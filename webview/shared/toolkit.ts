import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit';
import type { Button, TextField } from '@vscode/webview-ui-toolkit';
import { el, setAttribute } from './dom';

// The only file that knows the UI toolkit. Buttons and text fields come from it, under every theme as in the workbench. Its
// dropdown, badge and progress ring set style attributes, which the content security policy refuses; tabs and forms with
// hints are plain elements, because labels and descriptions do not reach into a shadow tree.
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());

export type Appearance = 'primary' | 'secondary' | 'icon';

export interface ButtonState {
  readonly label?: string;
  readonly appearance?: Appearance;
  readonly disabled?: boolean;
  readonly hidden?: boolean;
  readonly title?: string | undefined;
}

export interface ButtonOptions extends ButtonState {
  /** What it does, in one word: `data-action`. */
  readonly action: string;
  readonly label: string;
  /** A codicon; with appearance `icon` all that is seen, and the label is its name. */
  readonly icon?: string;
  readonly press: () => void;
}

export interface ButtonView {
  readonly element: HTMLElement;
  readonly set: (state: ButtonState) => void;
}

export function button(options: ButtonOptions): ButtonView {
  const element = document.createElement('vscode-button') as Button;
  const label = document.createTextNode('');
  const bare = options.appearance === 'icon';
  element.dataset['action'] = options.action;
  if (options.icon !== undefined) {
    const attributes = { slot: bare ? undefined : 'start', 'aria-hidden': 'true' };
    element.append(el('span', { class: `codicon codicon-${options.icon}`, attributes }));
  }
  if (!bare) element.append(label);
  const set = (state: ButtonState): void => {
    if (state.label !== undefined) {
      if (bare) element.setAttribute('aria-label', state.label);
      else if (label.data !== state.label) label.data = state.label;
    }
    if (state.appearance !== undefined) element.setAttribute('appearance', state.appearance);
    if (state.disabled !== undefined) setAttribute(element, 'disabled', state.disabled);
    if (state.hidden !== undefined) element.hidden = state.hidden;
    if ('title' in state) setAttribute(element, 'title', state.title);
  };
  set({ appearance: 'secondary', ...(bare && { title: options.label }), ...options });
  element.addEventListener('click', () => {
    // The toolkit greys a disabled button, but a click on its edge still arrives.
    if (!element.hasAttribute('disabled')) options.press();
  });
  return { element, set };
}

/** A box that narrows a list while one types. */
export function filterBox(label: string, value: string, change: (value: string) => void): HTMLElement {
  const element = document.createElement('vscode-text-field') as TextField;
  element.className = 'filter-box';
  element.setAttribute('aria-label', label);
  element.setAttribute('placeholder', label);
  element.setAttribute('value', value);
  element.append(el('span', { class: 'codicon codicon-filter', attributes: { slot: 'start', 'aria-hidden': 'true' } }));
  element.addEventListener('input', () => {
    change(element.value);
  });
  return element;
}
