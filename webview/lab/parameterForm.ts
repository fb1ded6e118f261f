import { dropdown } from '../shared/dropdown';
import { el, setAttribute, setKeyed, setText } from '../shared/dom';
import { formatValue } from '../shared/numbers';
import type { ParameterSpec, ParameterValue } from './model';
import { limitsOf, readParameter } from './parameters';

type Specs = Readonly<Record<string, ParameterSpec>>;

export interface ParameterForm {
  readonly element: HTMLFormElement;
  paint(specs: Specs, values: Readonly<Record<string, ParameterValue>>, how: Painted): void;
}

interface Painted {
  readonly disabled: boolean;
  /** What was last asked for was not done: then the fields say again what is so. */
  readonly refused: boolean;
}

interface FieldView {
  readonly element: HTMLElement;
  paint(value: ParameterValue | undefined, how: Painted): void;
}

/**
 * Values of some parameters, each set when one leaves its field or presses Enter, and only when it fits. `id` tells the
 * forms of a page apart.
 */
export function parameterForm(id: string, set: (name: string, value: ParameterValue) => void): ParameterForm {
  const form = el('form', { class: 'parameters', attributes: { novalidate: true } });
  const fields = new Map<string, FieldView>();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  return {
    element: form,
    paint(specs, values, how) {
      setKeyed(form, Object.entries(specs), {
        key: ([name]) => name,
        create: ([name, spec]) => {
          const setField = (value: ParameterValue): void => {
            set(name, value);
          };
          const view =
            spec.kind === 'choice' ? choiceField(spec, setField) : textField(`${id}-${name}`, spec, setField);
          fields.set(name, view);
          return view.element;
        },
      });
      for (const [name, field] of fields) field.paint(values[name], how);
    },
  };
}

function choiceField(spec: ParameterSpec & { kind: 'choice' }, set: (value: ParameterValue) => void): FieldView {
  const list = dropdown(spec.title, set);
  const hint = el('span', { class: 'hint', text: spec.description });
  return {
    element: el('div', { class: 'field' }, el('span', { class: 'field-title', text: spec.title }), list.element, hint),
    paint(value, { disabled }) {
      list.set(spec.choices, String(value ?? spec.default), disabled);
    },
  };
}

function textField(
  id: string,
  spec: Exclude<ParameterSpec, { kind: 'choice' }>,
  set: (value: ParameterValue) => void,
): FieldView {
  const attributes = { id, 'aria-describedby': `${id}-hint`, autocomplete: 'off', spellcheck: 'false' };
  const numeric = spec.kind === 'number';
  const input = el('input', {
    class: numeric ? 'number' : '',
    attributes: { ...attributes, inputmode: numeric ? 'decimal' : 'text' },
  });
  const hint = el('span', { class: 'hint', attributes: { id: `${id}-hint`, 'aria-live': 'polite' } });
  const unit = el('span', { class: 'unit', text: numeric ? (spec.unit ?? '') : '' });
  let current = '';
  const check = (): ParameterValue | undefined => {
    const read = readParameter(spec, input.value);
    const wrong = 'problem' in read;
    setAttribute(input, 'aria-invalid', wrong ? 'true' : undefined);
    hint.classList.toggle('wrong', wrong);
    setText(hint, wrong ? read.problem : `${spec.description} ${limitsOf(spec)}`.trim());
    return wrong ? undefined : read.value;
  };
  input.addEventListener('input', check);
  input.addEventListener('change', () => {
    const value = check();
    if (value !== undefined && formatValue(value) !== current) set(value);
  });
  const label = el('label', { class: 'field-title', text: spec.title, attributes: { for: id } });
  return {
    element: el('div', { class: 'field' }, label, el('div', { class: 'field-row' }, input, unit), hint),
    paint(value, { disabled, refused }) {
      const text = formatValue(value ?? spec.default);
      // What is being typed is not painted over.
      if ((text !== current || refused) && document.activeElement !== input) input.value = text;
      current = text;
      input.disabled = disabled;
      check();
    },
  };
}
