import { el, setAttribute } from './dom';

export interface Choice {
  readonly value: string;
  readonly title: string;
  /** Why it cannot be chosen. */
  readonly unavailable?: string | undefined;
}

export interface DropdownView {
  readonly element: HTMLElement;
  readonly set: (choices: readonly Choice[], chosen: string, disabled?: boolean) => void;
}

export function dropdown(label: string, choose: (value: string) => void): DropdownView {
  const select = el('select', { attributes: { 'aria-label': label } });
  let painted = '';
  select.addEventListener('change', () => {
    choose(select.value);
  });
  return {
    element: el('span', { class: 'dropdown' }, select),
    set(choices, chosen, disabled = false) {
      // Options are made anew only when they differ: an open list would close.
      const wanted = JSON.stringify(choices);
      if (wanted !== painted) select.replaceChildren(...choices.map(optionOf));
      painted = wanted;
      setAttribute(select, 'disabled', disabled);
      if (select.value !== chosen) select.value = chosen;
    },
  };
}

function optionOf({ value, title, unavailable }: Choice): HTMLOptionElement {
  return el('option', { text: title, attributes: { value, disabled: unavailable !== undefined, title: unavailable } });
}
