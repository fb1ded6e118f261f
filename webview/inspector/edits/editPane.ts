import { displayText } from '../../../src/protocol/displayText';
import type { EncodedBytes } from '../../../src/protocol/bytes';
import type { InspectorPresent } from '../../../src/protocol/inspectorEdits';
import { dropdown } from '../../shared/dropdown';
import { el, setText } from '../../shared/dom';
import { button } from '../../shared/toolkit';
import type { InspectorModel } from '../model';
import type { Store } from '../../shared/store';
import type { Editing } from './editing';
import { canOverwrite } from './editing';
import type { Form, FormField } from './forms';
import { readWritten, write, writingFor, type Writing } from './written';

interface Box {
  readonly element: HTMLElement;
  readonly focus: () => void;
  readonly read: () => EncodedBytes | undefined;
}

/** What is being written, below the content. What changes meanwhile is shown above and never replaces it. */
export function editPane(editing: Editing, inspector: Store<InspectorModel>): HTMLElement {
  const { store } = editing;
  let open: Form | undefined;
  let seen: string | undefined;
  let boxes: ReadonlyMap<string, Box> = new Map();
  const title = el('h2', { class: 'edit-title' });
  const badge = el('span', { class: 'edit-state', attributes: { role: 'status' } });
  const wrong = el('p', { class: 'edit-wrong', attributes: { role: 'alert' } });
  const fields = el('div', { class: 'edit-fields' });
  const save = (): void => {
    if (!open) return;
    const values = readBoxes(boxes);
    const edit = values ? open.edit(values) : NOT_WRITTEN;
    setText(wrong, typeof edit === 'string' ? edit : '');
    if (typeof edit !== 'string') editing.save(edit, open.title);
  };
  const saving = button({ action: 'saveEdit', label: 'Save', appearance: 'primary', press: save });
  const cancel = button({ action: 'cancelEdit', label: 'Cancel', press: editing.close });
  const conflict = conflictView(editing);
  const bar = el(
    'div',
    { class: 'body-bar' },
    title,
    badge,
    el('span', { class: 'spring' }),
    saving.element,
    cancel.element,
  );
  const view = el(
    'section',
    { class: 'edit-pane', attributes: { 'aria-label': 'Editor' } },
    bar,
    wrong,
    fields,
    conflict,
  );
  onKeys(view, save, editing.close);
  const tell = (): void => {
    if (!open) return;
    const now = inspector.state.gone ? undefined : open.present(inspector.state.content);
    setText(badge, now === seen ? 'Paused while editing' : 'Paused while editing · changed elsewhere');
  };
  store.subscribe(({ form, busy }) => {
    view.hidden = form === undefined;
    saving.set({ disabled: busy, label: busy ? 'Saving…' : 'Save' });
    if (form === open) return;
    open = form;
    if (!form) return;
    seen = form.present(inspector.state.content);
    setText(title, form.title);
    setText(wrong, '');
    boxes = new Map(form.fields.map((field) => [field.name, boxOf(field)]));
    fields.replaceChildren(...[...boxes.values()].map(({ element }) => element));
    tell();
    [...boxes.values()].at(-1)?.focus();
  });
  inspector.subscribe(tell);
  return view;
}

/** Keys in the editor are no keys of the panel. */
function onKeys(view: HTMLElement, save: () => void, close: () => void): void {
  view.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
    event.stopPropagation();
  });
}

const NOT_WRITTEN = 'This is not written as chosen: hexadecimal digits come in pairs, base64 in groups of four.';

/** Undefined when one of them is not written as chosen. */
function readBoxes(boxes: ReadonlyMap<string, Box>): Readonly<Record<string, EncodedBytes>> | undefined {
  const values: Record<string, EncodedBytes> = {};
  for (const [name, box] of boxes) {
    const bytes = box.read();
    if (!bytes) return undefined;
    values[name] = bytes;
  }
  return values;
}

function boxOf(field: FormField): Box {
  let writing: Writing = field.isText ? 'text' : (field.writing ?? writingFor(field.bytes));
  const area = el('textarea', { attributes: { 'aria-label': field.label, spellcheck: 'false', rows: '3' } });
  area.value = write(field.bytes, writing);
  const choose = dropdown(`${field.label} written as`, (chosen) => {
    // What cannot be read stays as it is written, and the choice too.
    const bytes = readWritten(area.value, writing);
    if (bytes && (chosen !== 'text' || writingFor(bytes) === 'text')) {
      writing = chosen as Writing;
      area.value = write(bytes, writing);
    }
    paint();
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
  };
}

/** What is there instead, and what one can do about it. Nothing was written. */
function conflictView(editing: Editing): HTMLElement {
  const text = el('p', { class: 'callout-text' });
  const theirs = el('pre', { class: 'edit-theirs', attributes: { tabindex: '0', 'aria-label': 'What is there now' } });
  const over = button({ action: 'overwrite', label: 'Overwrite', press: editing.overwrite });
  const keep = button({ action: 'keepTheirs', label: 'Keep theirs', press: editing.close });
  const actions = el('div', { class: 'callout-actions' }, over.element, keep.element);
  const view = el('div', { class: 'callout edit-conflict', attributes: { role: 'alert' } }, text, actions, theirs);
  editing.store.subscribe(({ conflict }) => {
    view.hidden = conflict === undefined;
    if (!conflict) return;
    setText(text, `Nothing was written: ${wordsOf(conflict.now)}`);
    theirs.hidden = conflict.now.kind !== 'value';
    setText(theirs, conflict.now.kind === 'value' ? conflict.now.bytes.text : '');
    over.set({ hidden: !canOverwrite(conflict.edit, conflict.now) });
  });
  return view;
}

function wordsOf(now: InspectorPresent): string {
  switch (now.kind) {
    case 'gone':
      return 'the key is not there any more.';
    case 'type':
      return `the key is of type ${displayText(now.type)} by now.`;
    case 'absent':
      return 'it is not there any more.';
    case 'taken':
      return 'this name is in use already.';
    case 'value':
      return 'it was changed elsewhere. Theirs is below, yours above.';
  }
}
