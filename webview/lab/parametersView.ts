import { el, setAttribute, setKeyed, setText } from '../shared/dom';
import { formatValue } from '../shared/numbers';
import { dropdown } from '../shared/dropdown';
import type { LabContext, LabModel, ParameterSpec, ParameterValue } from './model';
import { limitsOf, readParameter } from './parameters';

interface FieldView {
  readonly element: HTMLElement;
  /** `refused` when what was last asked for was not done: then the field says again what is so. */
  paint(value: ParameterValue | undefined, disabled: boolean, refused: boolean): void;
}

/** The pattern's parameters. A value is set when one leaves its field or presses Enter, and only when it fits. */
export function parametersView(context: LabContext): HTMLElement {
  const form = el('form', { class: 'parameters', attributes: { novalidate: true } });
  const fields = new Map<string, FieldView>();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  context.store.watch(['pattern', 'state', 'connection', 'failure'], ({ pattern, state, connection, failure }) => {
    const names = Object.entries(pattern.parameters).flatMap(([name, spec]) =>
      spec.kind === 'text' && spec.immediate ? [] : [name],
    );
    setKeyed(form, names, {
      key: (name) => name,
      create: (name) => {
        const view = fieldView(name, pattern, (value) => {
          context.ask('setParameter', { name, value });
        });
        fields.set(name, view);
        return view.element;
      },
    });
    const disabled = state.activity !== undefined || connection.state !== 'ready';
    for (const [name, field] of fields) field.paint(state.parameters[name], disabled, failure !== undefined);
  });
  return el('section', { class: 'block' }, el('h2', { text: 'Parameters' }), form);
}

function fieldView(name: string, { parameters }: LabModel['pattern'], set: (value: ParameterValue) => void): FieldView {
  const spec = parameters[name];
  if (!spec) throw new Error(`There is no parameter "${name}".`);
  return spec.kind === 'choice' ? choiceField(spec, set) : textField(name, spec, set);
}

function choiceField(spec: ParameterSpec & { kind: 'choice' }, set: (value: ParameterValue) => void): FieldView {
  const list = dropdown(spec.title, set);
  const hint = el('span', { class: 'hint', text: spec.description });
  return {
    element: el('div', { class: 'field' }, el('span', { class: 'field-title', text: spec.title }), list.element, hint),
    paint(value, disabled) {
      list.set(spec.choices, String(value ?? spec.default), disabled);
    },
  };
}

function textField(
  name: string,
  spec: Exclude<ParameterSpec, { kind: 'choice' }>,
  set: (value: ParameterValue) => void,
): FieldView {
  const id = `parameter-${name}`;
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
    paint(value, disabled, refused) {
      const text = formatValue(value ?? spec.default);
      // What is being typed is not painted over.
      if ((text !== current || refused) && document.activeElement !== input) input.value = text;
      current = text;
      input.disabled = disabled;
      check();
    },
  };
}
