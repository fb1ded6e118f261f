import type { EncodedBytes } from '../../../src/protocol/bytes';
import type { InspectorDraft, Writing } from '../../../src/protocol/inspectorDraft';
import { dropdown } from '../../shared/dropdown';
import { el } from '../../shared/dom';
import type { FormField } from './forms';
import { readWritten, write, writingFor } from './written';

interface Box {
  readonly element: HTMLElement;
  readonly focus: () => void;
  readonly read: () => EncodedBytes | undefined;
  readonly draft: () => Written;
}

type Written = InspectorDraft['fields'][string];

export const NOT_WRITTEN = 'This is not written as chosen: hexadecimal digits come in pairs, base64 in groups of four.';

export interface FormFields {
  readonly element: HTMLElement;
  /** `before` is what was written in them on an earlier page. */
  show(fields: readonly FormField[], before: InspectorDraft['fields'] | undefined): void;
  /** Undefined when one of them is not written as chosen. */
  read(): Readonly<Record<string, EncodedBytes>> | undefined;
  /** As it stands there. */
  written(): InspectorDraft['fields'];
  focus(): void;
}

/** The boxes of a form. `changed` hears of what is written in them. */
export function formFields(changed: () => void): FormFields {
  const element = el('div', { class: 'edit-fields' });
  let boxes: ReadonlyMap<string, Box> = new Map();
  return {
    element,
    show(fields, before) {
      boxes = new Map(fields.map((field) => [field.name, boxOf(field, before?.[field.name], changed)]));
      element.replaceChildren(...[...boxes.values()].map((box) => box.element));
    },
    read: () => readBoxes(boxes),
    written: () => Object.fromEntries([...boxes].map(([name, box]) => [name, box.draft()])),
    focus() {
      [...boxes.values()].at(-1)?.focus();
    },
  };
}

function readBoxes(boxes: ReadonlyMap<string, Box>): Readonly<Record<string, EncodedBytes>> | undefined {
  const values: Record<string, EncodedBytes> = {};
  for (const [name, box] of boxes) {
    const bytes = box.read();
    if (!bytes) return undefined;
    values[name] = bytes;
  }
  return values;
}

function boxOf(field: FormField, before: Written | undefined, changed: () => void): Box {
  let writing: Writing = before?.writing ?? (field.isText ? 'text' : (field.writing ?? writingFor(field.bytes)));
  const area = el('textarea', { attributes: { 'aria-label': field.label, spellcheck: 'false', rows: '3' } });
  area.value = before?.text ?? write(field.bytes, writing);
  area.addEventListener('input', changed);
  const choose = dropdown(`${field.label} written as`, (chosen) => {
    // What cannot be read stays as it is written, and the choice too.
    const bytes = readWritten(area.value, writing);
    if (bytes && (chosen !== 'text' || writingFor(bytes) === 'text')) {
      writing = chosen as Writing;
      area.value = write(bytes, writing);
    }
    paint();
    changed();
  });
  const paint = (): void => {
    const choices = (['text', 'hex', 'base64'] as const).map((value) => ({ value, title: value }));
    choose.set(choices, writing);
  };
  paint();
  choose.element.hidden = field.isText === true;
  const head = el('div', { class: 'edit-field-head' }, el('span', { text: field.label }), choose.element);
  return {
    element: el('div', { class: 'edit-field' }, head, area),
    focus: () => {
      area.focus();
    },
    read: () => readWritten(area.value, writing),
    draft: () => ({ text: area.value, writing }),
  };
}
