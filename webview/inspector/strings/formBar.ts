import type { StringForm } from '../../../src/protocol/inspectorParts';
import { dropdown } from '../../shared/dropdown';
import { el } from '../../shared/dom';
import { button, type ButtonView } from '../../shared/toolkit';
import { formOf } from './formNames';
import { FORMS } from './forms';

export interface FormBar {
  readonly element: HTMLElement;
  /** Buttons for the likely forms, text and hex, the likeliest first; all of them in the list beside. */
  set(likely: readonly StringForm[], chosen: StringForm): void;
}

/** Chooses how a string is shown. */
export function formBar(choose: (form: StringForm) => void): FormBar {
  const buttons = new Map<StringForm, ButtonView>();
  const buttonOf = (form: StringForm): ButtonView => {
    const { action, title } = FORMS[form];
    const made =
      buttons.get(form) ??
      button({
        action,
        label: title,
        press: () => {
          choose(form);
        },
      });
    buttons.set(form, made);
    return made;
  };
  const list = dropdown('Shown as', (value) => {
    const form = formOf(value);
    if (form) choose(form);
  });
  list.element.classList.add('form-list');
  const toggle = el('div', { class: 'toggle', attributes: { role: 'group', 'aria-label': 'Shown as' } });
  let painted = '';
  return {
    element: el('div', { class: 'form-bar' }, toggle, list.element),
    set(likely, chosen) {
      const shown = [...new Set([...likely, 'text', 'hex', chosen] as const)];
      const stamp = shown.join();
      if (stamp !== painted) toggle.replaceChildren(...shown.map((form) => buttonOf(form).element));
      painted = stamp;
      for (const [form, { element }] of buttons) element.setAttribute('aria-pressed', String(form === chosen));
      const choices = (Object.keys(FORMS) as StringForm[]).map((form) => ({ value: form, title: FORMS[form].title }));
      list.set(choices, chosen);
    },
  };
}
